/**
 * Time, handed in. Nothing in the pure rooms reads a clock; who waits asks one of these.
 * Simulated time runs `factor` times as fast as wall time (spec 30, "The clock"); real transfers run in wall time.
 */

/** Cancels a timer; calling it twice, or after the timer fired, does nothing. */
export type Cancel = () => void;

export type Clock = {
  /** Milliseconds since the Unix epoch, on this clock. */
  now(): number;
  /** Calls `fn` once, `delayMs` of this clock's milliseconds from now. */
  after(delayMs: number, fn: () => void): Cancel;
};

/** The machine's own clock. Timers do not keep the process alive. */
export const wallClock: Clock = {
  now: () => Date.now(),
  after(delayMs, fn) {
    const timer = setTimeout(fn, Math.max(0, delayMs));
    timer.unref?.();
    return () => clearTimeout(timer);
  },
};

export type SimulatedClock = Clock & {
  readonly factor: number;
  /** Changes the speed from now on; waiting timers keep their simulated due time. */
  setFactor(factor: number): void;
};

type Waiting = { dueAt: number; fn: () => void; cancel: Cancel };

/**
 * A clock that runs `factor` times as fast as `base`.
 * @param startedAt simulated milliseconds at creation; so a restarted program goes on where it was.
 */
export function simulatedClock(base: Clock, factor = 1, startedAt = base.now()): SimulatedClock {
  let speed = factor;
  let baseOrigin = base.now();
  let simOrigin = startedAt;
  const waiting = new Set<Waiting>();
  const now = () => simOrigin + (base.now() - baseOrigin) * speed;

  const arm = (w: Waiting) => {
    w.cancel = base.after((w.dueAt - now()) / speed, () => {
      waiting.delete(w);
      w.fn();
    });
  };
  return {
    get factor() {
      return speed;
    },
    now,
    after(delayMs, fn) {
      const w: Waiting = { dueAt: now() + Math.max(0, delayMs), fn, cancel: () => undefined };
      waiting.add(w);
      arm(w);
      return () => {
        waiting.delete(w);
        w.cancel();
      };
    },
    setFactor(next) {
      simOrigin = now();
      baseOrigin = base.now();
      speed = next;
      for (const w of waiting) {
        w.cancel();
        arm(w);
      }
    },
  };
}
