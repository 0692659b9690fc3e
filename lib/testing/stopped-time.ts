/** Stops the timers of a wire test, so that the server neither retransmits nor times out before the test has answered. */
import { onTestFinished, vi } from "vitest";

export type StoppedTime = {
  /** Lets time pass, a tenth of a second in each turn of the event loop, until the condition is true. */
  passUntil(condition: () => boolean): Promise<void>;
};

/**
 * Packets are still sent and received. What waits for a timer waits for {@link StoppedTime.passUntil}; that includes
 * `until`. Real time is back after the test.
 */
export function stopTime(): StoppedTime {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  onTestFinished(() => void vi.useRealTimers());
  return {
    passUntil: async (condition) => {
      while (!condition()) {
        vi.advanceTimersByTime(100);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}
