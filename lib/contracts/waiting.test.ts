import { expect, test } from "vitest";
import { imageRow } from "./aps";
import { activityText, queueText } from "./waiting";

const now = Date.UTC(2026, 10, 28, 13, 15, 0);
const queue = { count: 143, batch: 2, size: 16, startsAt: now + 4000, intervalMs: 60_000 };
const row = { activity: "", waitsForBatch: null, nextRetryAt: null };
const nothing = { queue: null, now, awaited: undefined };

test("a queued access point names its batch and the seconds until it starts", () => {
  const third = { ...row, activity: "Queued for batch 3", waitsForBatch: 3 };
  expect(activityText(third, { ...nothing, queue })).toBe("Queued for batch 3, in 64 s");
  expect(activityText(third, { ...nothing, queue, now: null })).toBe("Queued for batch 3");
});

test("a follower names its image master with the percent of the master's transfer, and without one while it has none", () => {
  const follower = { ...row, activity: "Waits for 9120-core (image master)" };
  const fetching = { apImage: imageRow("receiving", 41, 100) };
  expect(activityText(follower, { ...nothing, awaited: fetching })).toBe(
    "Waits for 9120-core (image master), 41%",
  );
  const retrying = { apImage: imageRow("retrying", 41, 100) };
  expect(activityText(follower, { ...nothing, awaited: retrying })).toBe(
    "Waits for 9120-core (image master)",
  );
});

test("an access point between two tries counts down to the next one", () => {
  const retrying = { ...row, activity: "Waits for its next try", nextRetryAt: now + 12_000 };
  expect(activityText(retrying, nothing)).toBe("Waits for its next try, in 12 s");
});

test("an idle access point has no words", () => {
  expect(activityText(row, { ...nothing, queue })).toBe("");
});

test("the queue says how many wait, and size and time of the next batch", () => {
  expect(queueText(queue, now)).toBe("143 queued; next batch of 16 in 4 s");
  expect(queueText({ ...queue, count: 1200 }, null)).toBe("1,200 queued; next batch of 16");
  expect(queueText(queue, now + 4000)).toBe("143 queued; next batch of 16 now");
  expect(queueText(null, now)).toBe("");
});

test("an image has bytes and a percent only once its transfer has begun", () => {
  expect(imageRow("queued", 41, 100)).toMatchObject({ bytes: 0, sizeBytes: null, percent: null });
  expect(imageRow("none", 41, 100)).toMatchObject({ bytes: 0, sizeBytes: null, percent: null });
  expect(imageRow("receiving", 41, 100)).toMatchObject({ bytes: 41, sizeBytes: 100, percent: 41 });
  expect(imageRow("complete", 0, null)).toMatchObject({ bytes: 0, sizeBytes: null, percent: 100 });
});
