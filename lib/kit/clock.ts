/**
 * Clocks that are passed in, so that code without I/O never reads the system clock. Simulated time runs `factor` times as
 * fast as wall time; real transfers run in wall time.
 */
import { type Timed, TimerQueue } from "./timer-queue";

/** Cancels a timer; calling it twice, or after the timer fired, does nothing. */
export type Cancel = () => void;

export type Clock = {
  /** Milliseconds since the Unix epoch, on this clock, for a time that is shown or stored. It may step when the clock is set. */
  now(): number;
  /** Milliseconds of a monotonic clock, for durations: only differences mean something. */
  elapsed(): number;
  /** Calls `fn` once, `delayMs` of this clock's milliseconds from now. */
  after(delayMs: number, fn: () => void): Cancel;
};

/** The system clock. Its timers do not keep the process alive. */
export const wallClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(delayMs, fn) {
    const timer = setTimeout(fn, Math.max(0, delayMs));
    timer.unref?.();
    return () => clearTimeout(timer);
  },
};

/** One moment on both clocks. */
export type ClockOrigin = Readonly<{ wallAt: number; simulatedAt: number }>;

/** A clock whose speed can be changed. */
export type SimulatedClock = Clock & {
  readonly factor: number;
  /**
   * The moment, on both clocks, of the last change of the speed or step of the base clock. The object stays the same until
   * the next one.
   */
  readonly origin: ClockOrigin;
  /** Changes the speed from now on; waiting timers keep their simulated due time. */
  setFactor(factor: number): void;
  /** What this clock shows, showed or will show at a time of the base clock, if its speed does not change again. */
  toSimulated(baseAt: number): number;
};

/** From `origin` on, which is `elapsed` of the base clock, the clock ran at `factor`. */
type Pace = { origin: ClockOrigin; elapsed: number; factor: number };
/** How many changes of speed and steps are remembered. */
const MAX_PACES = 100;
/** A base clock that differs by more than this from the time that has elapsed was set. */
const STEP_MS = 100;

/** `fn` is undefined for a canceled timer. */
type Waiting = Timed & { fn: (() => void) | undefined };

/**
 * A clock that runs `factor` times as fast as `base`. It uses a single timer of the base clock, for what is due first:
 * thousands of access points wait here, and each system timer costs half a kilobyte. A step of the base clock changes no
 * duration: this clock goes on, and only its relation to the base clock is a new one.
 * @param startedAt simulated milliseconds at creation, so that a restarted program continues at its earlier time
 */
export function simulatedClock(base: Clock, factor = 1, startedAt = base.now()): SimulatedClock {
  let pace: Pace = {
    origin: { wallAt: base.now(), simulatedAt: startedAt },
    elapsed: base.elapsed(),
    factor,
  };
  const earlier: Pace[] = [];
  let order = 0;
  let armed: { dueAt: number; cancel: Cancel } | undefined;
  let firing = false;
  const queue = new TimerQueue<Waiting>();
  const at = ({ origin, factor }: Pace, baseAt: number) =>
    origin.simulatedAt + (baseAt - origin.wallAt) * factor;
  const now = () => pace.origin.simulatedAt + (base.elapsed() - pace.elapsed) * pace.factor;
  const begin = (next: number) => {
    const begun = {
      origin: { wallAt: base.now(), simulatedAt: now() },
      elapsed: base.elapsed(),
      factor: next,
    };
    earlier.push(pace);
    if (earlier.length > MAX_PACES) earlier.shift();
    pace = begun;
  };
  const followStep = () => {
    const sinceOrigin = base.elapsed() - pace.elapsed;
    if (Math.abs(base.now() - pace.origin.wallAt - sinceOrigin) > STEP_MS) begin(pace.factor);
  };

  const first = (): Waiting | undefined => {
    while (queue.first && queue.first.fn === undefined) queue.shift();
    return queue.first;
  };
  const arm = () => {
    if (firing) return;
    const dueAt = first()?.dueAt;
    if (armed?.dueAt === dueAt) return;
    armed?.cancel();
    armed =
      dueAt === undefined ? undefined : { dueAt, cancel: base.after((dueAt - now()) / pace.factor, fire) };
  };
  const fire = () => {
    // System timers may fire up to a millisecond early: what this one was set for is due anyway.
    const until = Math.max(now(), armed?.dueAt ?? 0);
    armed = undefined;
    firing = true;
    try {
      for (let next = first(); next && next.dueAt <= until; next = first()) {
        const { fn } = next;
        next.fn = undefined;
        fn?.();
      }
    } finally {
      firing = false;
      arm();
    }
  };
  return {
    get factor() {
      return pace.factor;
    },
    get origin() {
      followStep();
      return pace.origin;
    },
    now,
    elapsed: now,
    after(delayMs, fn) {
      const waiting: Waiting = { dueAt: now() + Math.max(0, delayMs), order: order++, fn };
      queue.push(waiting);
      arm();
      return () => {
        waiting.fn = undefined;
        arm();
      };
    },
    setFactor(next) {
      begin(next);
      armed?.cancel();
      armed = undefined;
      arm();
    },
    toSimulated(baseAt) {
      followStep();
      if (baseAt >= pace.origin.wallAt) return at(pace, baseAt);
      const of = earlier.findLast(({ origin }) => baseAt >= origin.wallAt);
      // Before the first one the program did not run, and the clock was not faster than the base clock.
      return of === undefined ? at({ ...(earlier[0] ?? pace), factor: 1 }, baseAt) : at(of, baseAt);
    },
  };
}
