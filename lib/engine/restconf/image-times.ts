/** When each access point began and ended to receive an image, and how often it tried: what no row says. */
import { type ApRow, type ImageRow, isMoving } from "@/lib/contracts/aps";
import type { ImageKind } from "@/lib/contracts/predownload";
import type { Delta } from "@/lib/contracts/stream";
import { type ImageTimes, NO_TIMES } from "@/lib/restconf/facts";

export class ImageTimesRecord {
  readonly #now: () => number;
  readonly #times = new Map<string, { apImage: ImageTimes; controllerImage: ImageTimes }>();

  /** @param now simulated milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  of(apId: string): { apImage: ImageTimes; controllerImage: ImageTimes } {
    return this.#times.get(apId) ?? NONE;
  }

  /** Follows the rows of the access points. */
  note(deltas: readonly Delta[]): void {
    for (const delta of deltas) {
      if (delta.topic !== "aps") continue;
      if (delta.op === "del") {
        this.#times.delete(delta.key);
        continue;
      }
      const changed = (delta.op === "put" ? delta.row : delta.set) as Partial<ApRow>;
      if (changed.apImage !== undefined) this.#noteImage(delta.key, "apImage", changed.apImage);
      if (changed.controllerImage !== undefined)
        this.#noteImage(delta.key, "controllerImage", changed.controllerImage);
    }
  }

  #noteImage(apId: string, kind: ImageKind, image: ImageRow): void {
    const before = this.of(apId)[kind];
    const isUnderWay = before.startedAt !== null && before.endedAt === null;
    if (isMoving(image) === isUnderWay) return;
    const now = this.#now();
    const after: ImageTimes = isUnderWay
      ? { startedAt: before.startedAt, endedAt: now, tries: before.tries }
      : { startedAt: now, endedAt: null, tries: before.tries + 1 };
    const { apImage, controllerImage } = this.of(apId);
    this.#times.set(
      apId,
      kind === "apImage" ? { apImage: after, controllerImage } : { apImage, controllerImage: after },
    );
  }
}

const NONE = { apImage: NO_TIMES, controllerImage: NO_TIMES };
