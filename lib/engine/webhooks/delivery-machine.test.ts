/** What becomes of a delivery after each attempt. */
import { expect, test } from "vitest";
import { fault } from "@/lib/contracts/fault";
import type { DeliveryRow } from "@/lib/contracts/webhooks";
import { deliveryRow } from "@/lib/testing/store-contract";
import { afterAttempt, LONGEST_WAIT_MS, orderedAgain, RETRY_DELAYS_MS, waitOf } from "./delivery-machine";

const answer = (status: number, retryAfterMs: number | null = null) => ({
  status,
  fault: null,
  retryAfterMs,
});
const row = deliveryRow(1);

test.each([200, 201, 202, 204, 299])("status %i is a success, and ends the delivery", (status) => {
  expect(afterAttempt(row, answer(status), 50, 0)).toEqual({
    changes: {
      state: "delivered",
      attempts: 1,
      attemptsInRow: 1,
      nextAttemptAt: null,
      lastAttemptAt: 50,
      status,
      fault: null,
    },
    isGone: false,
  });
});

test.each([
  [301, "The receiver answered with a redirect (301). Redirects are not followed."],
  [400, "The receiver answered with status 400."],
  [404, "The receiver answered with status 404."],
  [429, "The receiver answered with status 429."],
  [500, "The receiver answered with status 500."],
])("status %i is a failure that is tried again", (status, message) => {
  const { changes, isGone } = afterAttempt(row, answer(status), 50, 0);
  expect(changes).toMatchObject({ state: "waiting", nextAttemptAt: 5050, status, fault: { message } });
  expect(isGone).toBe(false);
});

test("410 ends the delivery and disables the webhook", () => {
  const { changes, isGone } = afterAttempt(row, answer(410), 50, 0);
  expect(changes).toMatchObject({ state: "failed", nextAttemptAt: null, status: 410 });
  expect(isGone).toBe(true);
});

test("a delivery that always fails is tried ten times, ever less often, over three days", () => {
  const none = { status: null, fault: fault("connection-refused"), retryAfterMs: null };
  let tried: DeliveryRow = row;
  let now = 0;
  const waits: number[] = [];
  while (tried.state === "waiting") {
    tried = { ...tried, ...afterAttempt(tried, none, now, 0).changes };
    if (tried.nextAttemptAt !== null) waits.push(tried.nextAttemptAt - now);
    now = tried.nextAttemptAt ?? now;
  }
  expect(waits).toEqual(RETRY_DELAYS_MS);
  expect(tried).toMatchObject({ state: "failed", attempts: 10, fault: { code: "connection-refused" } });
  expect(now / 3_600_000).toBeCloseTo(75.6, 1);
});

test("a delay is longer by up to a fifth, and at least as long as the receiver asks, up to a day", () => {
  const wait = (chance: number, retryAfterMs: number | null = null) =>
    (afterAttempt(row, answer(503, retryAfterMs), 0, chance).changes.nextAttemptAt ?? 0) / 1000;
  expect([wait(0), wait(0.5), wait(0.999)]).toEqual([5, 5.5, 5.999]);
  expect([wait(0, 60_000), wait(0, 1000), wait(0, 999_999_000)]).toEqual([60, 5, 86_400]);
});

test("a delivery that is ordered again is tried as often as a new one, and keeps the count of all attempts", () => {
  const failed: DeliveryRow = {
    ...row,
    state: "failed",
    attempts: 10,
    attemptsInRow: 10,
    nextAttemptAt: null,
  };
  const ordered = { ...failed, ...orderedAgain(70) };
  expect(ordered).toMatchObject({ state: "waiting", attempts: 10, nextAttemptAt: 70 });
  expect(afterAttempt(ordered, answer(500), 70, 0).changes).toMatchObject({
    state: "waiting",
    attempts: 11,
    nextAttemptAt: 5070,
  });
});

test("a time that was written under another clock delays no delivery for longer than the longest wait", () => {
  expect(waitOf({ nextAttemptAt: 400 }, 1000)).toBe(0);
  expect(waitOf({ nextAttemptAt: null }, 1000)).toBe(0);
  expect(waitOf({ nextAttemptAt: 1400 }, 1000)).toBe(400);
  expect(waitOf({ nextAttemptAt: 9e12 }, 1000)).toBe(LONGEST_WAIT_MS);
});
