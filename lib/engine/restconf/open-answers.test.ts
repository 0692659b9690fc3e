/** Long answers in pieces: all of it once, in order, and forgotten when nobody reads on. */
import { expect, test } from "vitest";
import { fakeClock } from "@/lib/testing/fake-clock";
import { OpenAnswers } from "./open-answers";

function* numbers(count: number) {
  for (let i = 0; i < count; i++) yield `${i},`;
}
const text = (count: number) => [...numbers(count)].join("");

test("a short answer is one piece, and nothing stays open", () => {
  const answers = new OpenAnswers(fakeClock());
  expect(answers.begin(numbers(10))).toEqual({ body: text(10), more: null });
  expect(answers.begin(numbers(0))).toEqual({ body: "", more: null });
});

test("a long answer comes whole, in several pieces", () => {
  const answers = new OpenAnswers(fakeClock());
  const first = answers.begin(numbers(1000));
  let all = first.body;
  let pieces = 1;
  for (let isLast = false; !isLast; pieces++) {
    const piece = answers.next(first.more ?? "");
    all += piece.body;
    ({ isLast } = piece);
  }
  expect(all).toBe(text(1000));
  expect(pieces).toBeGreaterThan(5);
  expect(() => answers.next(first.more ?? "")).toThrow("not read in time");
});

test("an answer that nobody reads on is forgotten, and so is the oldest of very many", async () => {
  const clock = fakeClock();
  const answers = new OpenAnswers(clock);
  const { more } = answers.begin(numbers(1000));
  await clock.run(30_000);
  expect(() => answers.next(more ?? "")).toThrow("not read in time");
  const open = Array.from({ length: 65 }, () => answers.begin(numbers(1000)).more ?? "");
  expect(() => answers.next(open[0] ?? "")).toThrow("not read in time");
  expect(answers.next(open[64] ?? "").isLast).toBe(false);
  answers.stop();
  expect(() => answers.next(open[64] ?? "")).toThrow("not read in time");
});
