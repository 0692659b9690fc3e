/** One instant of a recording: moving it forward costs only what has happened in between. */
import { isMovingPhase, type RunPhase } from "@/lib/contracts/run-phases";
import { type RunTimeline, type Segment, segmentAt, type TimelineAp } from "./run-timeline";

/** What the recording says of an access point at the instant of the cursor. */
export type ApAtInstant = {
  ap: TimelineAp;
  phase: RunPhase;
  /** Undefined while it is idle from the start. */
  segment: Segment | undefined;
  /** Whole percent of the image of this phase, as last recorded; null when there is none. */
  percent: number | null;
  /** When that percent was recorded. */
  percentAt: number | null;
};

export class TimelineCursor {
  readonly #timeline: RunTimeline;
  #percents = new Uint8Array(0);
  #ats = new Float64Array(0);
  #at = Number.NEGATIVE_INFINITY;
  /** Samples that are in `percents`. */
  #count = 0;

  constructor(timeline: RunTimeline) {
    this.#timeline = timeline;
  }

  get at(): number {
    return this.#at;
  }

  moveTo(at: number): void {
    const { aps } = this.#timeline;
    const count = this.#timeline.samplesUpTo(at);
    const isNew = this.#percents.length !== aps.length;
    if (isNew) {
      this.#percents = new Uint8Array(aps.length);
      this.#ats = new Float64Array(aps.length);
    }
    if (isNew || count !== this.#count) this.#timeline.fillPercents(count, this.#percents, this.#ats);
    this.#count = count;
    this.#at = at;
  }

  of(ap: TimelineAp): ApAtInstant {
    const segment = segmentAt(ap, this.#at);
    if (segment === undefined) return { ap, phase: "idle", segment, percent: null, percentAt: null };
    const sampledAt = this.#ats[ap.index] ?? Number.NEGATIVE_INFINITY;
    // A sample from before this phase is about another try or another image.
    const isSampled = isMovingPhase(segment.phase) && sampledAt >= segment.at;
    const percent = isSampled ? (this.#percents[ap.index] ?? 0) : segment.percent;
    return { ap, phase: segment.phase, segment, percent, percentAt: isSampled ? sampledAt : segment.at };
  }
}
