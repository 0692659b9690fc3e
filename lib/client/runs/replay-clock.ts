/** The instant that a page shows of a run: the newest one, or one that is scrubbed or played. No React. */

/** How a frame of the screen is waited for. Returns a function that cancels it. */
export type FrameScheduler = (draw: (nowMs: number) => void) => () => void;

export const replaySpeeds = [1, 2, 5, 10, 30, 60] as const;
export type ReplaySpeed = (typeof replaySpeeds)[number];

export class ReplayClock {
  readonly #schedule: FrameScheduler;
  readonly #listeners = new Set<() => void>();
  #from: number;
  #to: number;
  /** Null: the newest instant. */
  #at: number | null;
  #speed: ReplaySpeed = 1;
  #cancel: (() => void) | null = null;
  #drawnAt: number | null = null;

  /** @param at where it begins, in wall milliseconds of the run; null: at the newest instant */
  constructor(schedule: FrameScheduler, from: number, to: number, at: number | null) {
    this.#schedule = schedule;
    this.#from = from;
    this.#to = to;
    this.#at = at;
  }

  /** The instant that is shown. */
  get instant(): number {
    return this.#at === null ? this.#to : Math.min(Math.max(this.#at, this.#from), this.#to);
  }
  /** Whether the newest instant is shown, whatever that is. */
  get isAtEnd(): boolean {
    return this.#at === null;
  }
  get from(): number {
    return this.#from;
  }
  get to(): number {
    return this.#to;
  }
  get isPlaying(): boolean {
    return this.#cancel !== null;
  }
  get speed(): ReplaySpeed {
    return this.#speed;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** The run has grown. */
  setRange(from: number, to: number): void {
    if (from === this.#from && to === this.#to) return;
    this.#from = from;
    this.#to = to;
    this.#notify();
  }

  /** Shows this instant and stops there, unless it is playing. */
  seek(at: number): void {
    this.#at = Math.min(Math.max(at, this.#from), this.#to);
    this.#notify();
  }

  /** Shows the newest instant. */
  showEnd(): void {
    this.#stop();
    this.#at = null;
    this.#notify();
  }

  setSpeed(speed: ReplaySpeed): void {
    this.#speed = speed;
    this.#notify();
  }

  /** Plays on from here; from the start when everything was played. */
  play(): void {
    if (this.#cancel !== null) return;
    if (this.#at === null || this.#at >= this.#to) this.#at = this.#from;
    this.#drawnAt = null;
    this.#cancel = this.#schedule((now) => this.#advance(now));
    this.#notify();
  }

  pause(): void {
    this.#stop();
    this.#notify();
  }

  #advance(now: number): void {
    const passed = this.#drawnAt === null ? 0 : now - this.#drawnAt;
    this.#drawnAt = now;
    const at = (this.#at ?? this.#from) + passed * this.#speed;
    this.#at = Math.min(at, this.#to);
    if (at >= this.#to) this.#cancel = null;
    else this.#cancel = this.#schedule((next) => this.#advance(next));
    this.#notify();
  }

  #stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}
