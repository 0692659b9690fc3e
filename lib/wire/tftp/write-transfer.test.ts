import { expect, test } from "vitest";
import { withoutOptions } from "./options";
import { WriteTransfer } from "./write-transfer";

const machine = (windowSize = 1, maxTries = 3) =>
  new WriteTransfer({
    agreed: { ...withoutOptions, windowSize },
    ceilingMs: 1000,
    initialMs: 300,
    maxTries,
  });

test("[RFC1350-4] block 1 is expected after ACK 0, and each block is acknowledged until a short one ends the file", () => {
  const write = machine();
  write.answered(0, false);
  expect([write.state, write.ackNumber, write.deadline]).toEqual(["answering", 0, 300]);
  expect(write.data(1, 512, 10)).toBe("take-and-acknowledge");
  write.answered(10, false);
  expect([write.state, write.ackNumber]).toEqual(["receiving", 1]);
  expect(write.data(2, 100, 20)).toBe("take-and-acknowledge");
  write.answered(20, false);
  expect([write.state, write.ackNumber, write.bytes, write.deadline]).toEqual([
    "complete",
    2,
    612,
    Number.POSITIVE_INFINITY,
  ]);
});

test("the last answer is sent again after the deadline with growing waits, and given up after maxTries", () => {
  const write = machine(1, 3);
  write.answered(0, false);
  expect(write.expire()).toBe(true);
  write.answered(300, true);
  expect(write.deadline).toBe(900);
  expect(write.expire()).toBe(true);
  write.answered(900, true);
  expect(write.deadline).toBe(1900);
  expect(write.expire()).toBe(false);
  expect(write.retransmissions).toBe(2);
});

test("a repeated block is acknowledged again, and taken once", () => {
  const write = machine();
  write.answered(0, false);
  write.data(1, 512, 10);
  write.answered(10, false);
  expect(write.data(1, 512, 20)).toBe("acknowledge");
  expect([write.bytes, write.duplicates, write.retransmissions]).toEqual([512, 1, 1]);
});

test("[RFC7440-4] a window is acknowledged at its end, or at the first gap in it", () => {
  const write = machine(4);
  write.answered(0, false);
  expect([1, 2, 3].map((block) => write.data(block, 512, 10))).toEqual(["take", "take", "take"]);
  expect(write.deadline).toBeGreaterThan(10);
  expect(write.data(4, 512, 10)).toBe("take-and-acknowledge");
  write.answered(10, false);
  expect(write.data(6, 512, 20)).toBe("acknowledge");
  expect(write.ackNumber).toBe(4);
});
