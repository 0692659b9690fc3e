import { describe, expect, test } from "vitest";
import { ReceiveTransfer } from "./receive-transfer";

const receiver = (windowSize = 1) => new ReceiveTransfer({ blockSize: 8, windowSize, rollover: 0 });

test("[RFC1350-2] each block is taken and acknowledged, and a short block is the last", () => {
  const machine = receiver();
  expect(machine.data(1, 8)).toBe("take-and-acknowledge");
  expect(machine.ackNumber).toBe(1);
  expect(machine.complete).toBe(false);
  expect(machine.data(2, 3)).toBe("take-and-acknowledge");
  expect(machine.complete).toBe(true);
  expect(machine.bytes).toBe(11);
});

test("[RFC1350-6] an empty block ends a file whose size is a multiple of the block size", () => {
  const machine = receiver();
  machine.data(1, 8);
  expect(machine.data(2, 0)).toBe("take-and-acknowledge");
  expect(machine.complete).toBe(true);
});

test("[RFC1350-6] a repeated last block is acknowledged again, because its ACK was lost", () => {
  const machine = receiver();
  machine.data(1, 3);
  expect(machine.data(1, 3)).toBe("acknowledge");
  expect(machine.bytes).toBe(3);
});

test("a block that was taken long ago is dropped without an ACK", () => {
  const machine = receiver();
  for (let block = 1; block <= 5; block++) machine.data(block, 8);
  expect(machine.data(3, 8)).toBe("drop");
  expect(machine.duplicates).toBe(1);
});

describe("[RFC7440-4] windows", () => {
  test("only the last block of a window is acknowledged", () => {
    const machine = receiver(3);
    expect([1, 2, 3, 4].map((block) => machine.data(block, 8))).toEqual([
      "take",
      "take",
      "take-and-acknowledge",
      "take",
    ]);
  });

  test("a short block is acknowledged at any place in its window", () => {
    const machine = receiver(16);
    machine.data(1, 8);
    expect(machine.data(2, 0)).toBe("take-and-acknowledge");
  });

  test("a gap is acknowledged at once, and again only when a block behind it is repeated", () => {
    const machine = receiver(8);
    machine.data(1, 8);
    machine.data(2, 8);
    expect(machine.data(4, 8)).toBe("acknowledge");
    expect(machine.ackNumber).toBe(2);
    expect(machine.data(5, 8)).toBe("drop");
    expect(machine.data(6, 8)).toBe("drop");
    expect(machine.data(3, 8)).toBe("take");
    expect(machine.data(5, 8)).toBe("acknowledge");
  });

  test("after the ACK of a gap, a whole window is taken before the next ACK", () => {
    const machine = receiver(4);
    machine.data(1, 8);
    machine.data(3, 8);
    expect([2, 3, 4, 5].map((block) => machine.data(block, 8))).toEqual([
      "take",
      "take",
      "take",
      "take-and-acknowledge",
    ]);
  });

  test("a repeated window is acknowledged at its end only", () => {
    const machine = receiver(3);
    for (const block of [1, 2, 3]) machine.data(block, 8);
    expect([1, 2, 3].map((block) => machine.data(block, 8))).toEqual(["drop", "drop", "acknowledge"]);
  });

  test("a sender that goes back to an earlier window gets an ACK of the newest block", () => {
    const machine = receiver(4);
    machine.data(1, 8);
    machine.data(3, 8); // ACK 1, and it is lost: the sender goes on with 1 to 4
    expect([1, 2, 3, 4].map((block) => machine.data(block, 8))).toEqual([
      "acknowledge", // lost as well
      "take",
      "take",
      "take",
    ]);
    expect(machine.data(1, 8)).toBe("acknowledge");
    expect(machine.ackNumber).toBe(4);
  });

  test("a duplicate inside an unfinished window is not acknowledged", () => {
    const machine = receiver(4);
    machine.data(1, 8);
    expect(machine.data(1, 8)).toBe("drop");
  });
});

test("block numbers wrap without a gap", () => {
  const machine = receiver();
  for (let block = 1; block <= 65535; block++) machine.data(block, 8);
  expect(machine.data(0, 8)).toBe("take-and-acknowledge");
  expect(machine.data(1, 8)).toBe("take-and-acknowledge");
  expect(machine.received).toBe(65537);
});
