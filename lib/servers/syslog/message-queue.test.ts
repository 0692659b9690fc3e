/** What waits keeps its order and its bound. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { MessageQueue } from "./message-queue";

const message = (text: string) => new TextEncoder().encode(text);
const texts = (messages: Uint8Array[]) => messages.map((bytes) => new TextDecoder().decode(bytes));

test("a full queue drops the oldest messages, but not a first one that is being sent", () => {
  for (const [isFirstTaken, left] of [
    [false, ["second....", "third.....", "fourth...."]],
    [true, ["first.....", "third.....", "fourth...."]],
  ] as const) {
    const queue = new MessageQueue(30);
    const push = (text: string) => queue.push(message(text), isFirstTaken);
    expect(["first.....", "second....", "third....."].map(push)).toEqual([0, 0, 0]);
    expect(push("fourth....")).toBe(1);
    expect(texts(queue.takeAll())).toEqual(left);
    expect(queue.length).toBe(0);
  }
});

test("any sequence of calls keeps order, count and limit", () => {
  const step = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constant("shift" as const));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), fc.boolean(), (steps, isFirstTaken) => {
      const queue = new MessageQueue(200);
      let pushed = 0;
      let gone = 0;
      const out: number[] = [];
      for (const one of steps) {
        if (one === "shift") {
          const taken = queue.shift();
          if (taken) out.push(Number(texts([taken])[0]));
        } else {
          gone += queue.push(message(String(pushed++).padStart(one + 3, "0")), isFirstTaken);
        }
      }
      const rest = queue.takeAll();
      expect(rest.reduce((sum, bytes) => sum + bytes.length, 0)).toBeLessThanOrEqual(200 + 43);
      out.push(...texts(rest).map(Number));
      expect(out.length + gone).toBe(pushed);
      expect([...out].sort((a, b) => a - b)).toEqual(out);
    }),
    { numRuns: 200 },
  );
});

test("the memory of a long-lived queue does not grow", () => {
  const queue = new MessageQueue(1_000_000);
  for (let i = 0; i < 5_000; i++) {
    queue.push(message(String(i)), false);
    expect(texts([queue.shift() ?? message("none")])).toEqual([String(i)]);
  }
  expect(queue.length).toBe(0);
});

test("a queue that stays full keeps its first and its newest messages within its limit", () => {
  const queue = new MessageQueue(100);
  let gone = 0;
  for (let i = 0; i < 5_000; i++) gone += queue.push(message(String(i).padStart(10, "0")), true);
  const left = texts(queue.takeAll()).map(Number);
  expect(left).toEqual([0, 4991, 4992, 4993, 4994, 4995, 4996, 4997, 4998, 4999]);
  expect(gone).toBe(4990);
});
