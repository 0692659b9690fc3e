/** Faults from Lab in the software download service: what it refuses, and images that are altered, slow, or cut off. */
import type { OfferedImage, OfferedRelease } from "@/lib/contracts/catalog-releases";
import { type Fault, fault } from "@/lib/contracts/fault";
import { type CatalogFaults, catalogFaultsSchema, matchesPath } from "@/lib/contracts/server-faults";
import type { Clock } from "@/lib/kit/clock";
import { FaultInjectedRead } from "../sftp/sftp-faults";

/** Of a truncated file, this much is there. */
const TRUNCATED_SHARE = 0.875;

const NONE = catalogFaultsSchema.parse({});

/** An image by its release and by its image set: a fault may name either. */
export type ImagePlace = { release: string; image: Pick<OfferedImage, "name" | "path"> };

/** The faults that end one download early; `clean` closes the connection in order. */
export type EarlyEnd = { fault: Fault; clean: boolean };

export class CatalogFaultInjection {
  readonly #wall: Clock;
  #faults: CatalogFaults = NONE;
  #listeners: (() => void)[] = [];

  constructor(wall: Clock) {
    this.#wall = wall;
  }

  /** Injects faults from now on; null removes them. */
  set(faults: CatalogFaults | null): void {
    this.#faults = faults ?? NONE;
    if (this.isSilent) return;
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }

  get now(): Readonly<CatalogFaults> {
    return this.#faults;
  }

  /** Whether the service accepts connections and sends nothing. */
  get isSilent(): boolean {
    return this.#faults.down === "silent";
  }

  /** Calls `fn` when the service may send something: at once, or when the fault is removed. @returns a function that cancels */
  whenAudible(fn: () => void): () => void {
    if (!this.isSilent) {
      fn();
      return () => undefined;
    }
    this.#listeners.push(fn);
    return () => {
      this.#listeners = this.#listeners.filter((listener) => listener !== fn);
    };
  }

  matches(kind: "missing" | "denied" | "withdrawn" | "truncates" | "corrupts", place: ImagePlace): boolean {
    const pattern = this.#faults[kind];
    return (
      matchesPath(pattern, `${place.release}/${place.image.name}`) || matchesPath(pattern, place.image.path)
    );
  }

  /** The releases without what is withdrawn. */
  offered(releases: readonly OfferedRelease[]): OfferedRelease[] {
    if (this.#faults.withdrawn === "") return [...releases];
    return releases.flatMap((release) => {
      const images = release.images.filter(
        (image) => !this.matches("withdrawn", { release: release.release, image }),
      );
      return images.length === 0 ? [] : [{ ...release, images }];
    });
  }

  /** The faults of a download that starts now; later changes apply to it only where a release is withdrawn. */
  injectInto(place: ImagePlace, sizeBytes: number): InjectedDownload {
    const { stopsAtPercent, bytesPerSecond } = this.#faults;
    const altered = this.matches("corrupts", place);
    return new InjectedDownload(
      new FaultInjectedRead({ altered, stopsAtPercent, bytesPerSecond, sizeBytes, wall: this.#wall }),
      this.matches("truncates", place) ? Math.floor(sizeBytes * TRUNCATED_SHARE) : Number.POSITIVE_INFINITY,
      () => this.matches("withdrawn", place),
    );
  }
}

/** The faults of one download. */
export class InjectedDownload {
  readonly #read: FaultInjectedRead;
  readonly #truncatedAt: number;
  readonly #isWithdrawn: () => boolean;

  constructor(read: FaultInjectedRead, truncatedAt: number, isWithdrawn: () => boolean) {
    this.#read = read;
    this.#truncatedAt = truncatedAt;
    this.#isWithdrawn = isWithdrawn;
  }

  /** Why the download ends at this offset; null when it goes on. */
  endAt(offset: number): EarlyEnd | null {
    if (this.#isWithdrawn())
      return {
        fault: fault("release-withdrawn", "Fault injected in Lab: the release was withdrawn."),
        clean: false,
      };
    const stopped = this.#read.stopAt(offset);
    if (stopped) return { fault: stopped, clean: false };
    if (offset < this.#truncatedAt) return null;
    return {
      fault: fault("size-mismatch", "Fault injected in Lab: the last part of the file is missing."),
      clean: true,
    };
  }

  /** The largest number of bytes that may be sent at once from this offset. */
  maxBytes(offset: number): number {
    return Math.min(this.#read.maxBytes(offset), this.#truncatedAt - offset);
  }

  alter(bytes: Uint8Array, offset: number): void {
    this.#read.alter(bytes, offset);
  }

  pace(bytes: number, send: () => void): void {
    this.#read.pace(bytes, send);
  }
}
