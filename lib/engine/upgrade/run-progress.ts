/**
 * How far a run is, as everybody sees it: the highest percent that was reached, and one smoothed estimate of its end. The
 * percent is shown once it is stored, so neither a retry, whose bytes start again at 0, nor a restart of the program
 * makes it fall.
 */
import { z } from "zod";
import { FaultError } from "@/lib/contracts/fault";
import type { Clock } from "@/lib/kit/clock";
import type { DocumentStore } from "@/lib/store/store-types";

const DOCUMENT = "progress";
const documentSchema = z.object({ upgradeId: z.string(), percent: z.int().min(0).max(100) });

/** Time constant of the smoothing: after this time the estimate has followed 63 % of a change. */
const SMOOTHING_MS = 4000;
/** An estimate looks at every member of the run, so it is not made more often than this. */
const ESTIMATE_EVERY_MS = 1000;

export type RunProgressPorts = {
  documents: DocumentStore;
  /** Called after each attempt to store a percent: the shown one may have risen. */
  onShown(): void;
  onFault(where: string, cause: unknown): void;
};

export class RunProgress {
  readonly #ports: RunProgressPorts;
  #upgradeId = "";
  /** The highest percent that was stored, or whose storing has failed. */
  #shown = 0;
  /** The highest percent so far. */
  #reached = 0;
  #isWriting = false;
  /** Bytes per second of one fetch as last measured; the rate of the next fetch is not known before it has begun. */
  #wireRate: number | null = null;
  /** Monotonic milliseconds; `toWallMs` is what to add for the time that the clock shows. */
  #end: { at: number; estimatedAt: number; toWallMs: number } | null = null;

  constructor(ports: RunProgressPorts) {
    this.#ports = ports;
  }

  async restore(): Promise<void> {
    const stored = await this.#ports.documents.get(DOCUMENT);
    if (stored === undefined) return;
    const parsed = documentSchema.safeParse(stored);
    if (!parsed.success) return this.#ports.onFault("reading the progress of the upgrade", parsed.error);
    this.#upgradeId = parsed.data.upgradeId;
    this.#reached = parsed.data.percent;
    this.#shown = parsed.data.percent;
  }

  /** Whole percent of this run that may be shown. */
  percentOf(upgradeId: string): number {
    return upgradeId === this.#upgradeId ? this.#shown : 0;
  }

  /** @param share 0 to 1 of what the run has to do; less than before changes nothing */
  reach(upgradeId: string, share: number): void {
    if (upgradeId !== this.#upgradeId) this.#begin(upgradeId);
    const percent = Math.floor(Math.min(1, Math.max(0, share)) * 100);
    if (percent <= this.#reached) return;
    this.#reached = percent;
    void this.#store();
  }

  /** @param wireRate bytes per second of one fetch; null when nothing is fetched: the last rate is kept */
  recordRate(wireRate: number | null): void {
    if (wireRate !== null) this.#wireRate = wireRate;
  }

  /**
   * The smoothed end of the run as the clock shows it, rounded to seconds.
   * @param remainingMs what the run still takes at this rate of the wire; null when that cannot be said
   */
  estimateEnd(
    upgradeId: string,
    clock: Pick<Clock, "now" | "elapsed">,
    remainingMs: (wireRate: number | null) => number | null,
  ): number | null {
    if (upgradeId !== this.#upgradeId) this.#begin(upgradeId);
    const now = clock.elapsed();
    const before = this.#end;
    if (before === null || now - before.estimatedAt >= ESTIMATE_EVERY_MS) {
      const remaining = remainingMs(this.#wireRate);
      if (remaining !== null) {
        const weight = before === null ? 1 : 1 - Math.exp((before.estimatedAt - now) / SMOOTHING_MS);
        const latest = now + remaining;
        const previous = before?.at ?? latest;
        this.#end = {
          at: previous + (latest - previous) * weight,
          estimatedAt: now,
          toWallMs: clock.now() - now,
        };
      }
    }
    if (this.#end === null) return null;
    const { at, toWallMs } = this.#end;
    return Math.round((Math.max(at, now) + toWallMs) / 1000) * 1000;
  }

  #begin(upgradeId: string): void {
    this.#upgradeId = upgradeId;
    this.#shown = 0;
    this.#reached = 0;
    this.#wireRate = null;
    this.#end = null;
  }

  /** One write at a time; a higher percent that is reached meanwhile follows. */
  async #store(): Promise<void> {
    if (this.#isWriting) return;
    this.#isWriting = true;
    while (this.#reached > this.#shown) {
      const upgradeId = this.#upgradeId;
      const percent = this.#reached;
      try {
        await this.#ports.documents.put(DOCUMENT, { upgradeId, percent });
      } catch (cause) {
        // Shown all the same: an upgrade goes on while the disk is full, which is said once and not for each percent.
        if (!(cause instanceof FaultError && cause.fault.code === "disk-full"))
          this.#ports.onFault("writing the progress of the upgrade", cause);
      }
      if (upgradeId === this.#upgradeId) this.#shown = percent;
      this.#ports.onShown();
    }
    this.#isWriting = false;
  }
}
