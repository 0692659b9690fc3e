import { describe, expect, test } from "vitest";
import { RetransmissionTimer, RTO_CEILING_MS } from "./retransmission";

const INITIAL_MS = 100;
const open = () => new RetransmissionTimer({ ceilingMs: RTO_CEILING_MS, initialMs: INITIAL_MS });

/** The timeout for a packet that is sent now. */
function timeoutOf(timer: RetransmissionTimer): number {
  timer.sent(0, true);
  return timer.deadline;
}

describe("the back-off", () => {
  test("doubles the timeout with each deadline that passes, up to the ceiling", () => {
    const timer = open();
    const timeouts = Array.from({ length: 7 }, () => {
      const timeout = timeoutOf(timer);
      timer.expired(100);
      return timeout;
    });
    expect(timeouts).toEqual([100, 200, 400, 800, 1600, 3000, 3000]);
  });

  test("ends with a measured round trip", () => {
    const timer = open();
    for (let n = 0; n < 5; n++) timer.expired(100);
    timer.sent(0, false);
    timer.progressed(20, true);
    expect(timeoutOf(timer)).toBe(timer.rtoMs);
  });

  test("stays for a peer that became slow: one answer to a repeated packet does not end it", () => {
    const timer = open();
    for (let n = 0; n < 3; n++) timer.expired(100);
    timer.sent(0, true);
    timer.progressed(500, true);
    expect(timeoutOf(timer)).toBe(800);
  });

  test("does not grow without end where packets are lost from every window, so that no round trip can be measured", () => {
    const timer = open();
    for (let lostTails = 0; lostTails < 50; lostTails++) {
      for (let windows = 0; windows < 20; windows++) {
        timer.sent(0, true);
        timer.progressed(5, false);
      }
      timer.expired(100);
    }
    expect(timeoutOf(timer)).toBeLessThanOrEqual(2 * INITIAL_MS);
  });
});
