import { expect, test } from "vitest";
import { fakeClock } from "@/lib/testing/fake-clock";
import { AccountThrottle } from "./account-throttle";

const settings = { failureDelayMs: 500, blockForMs: 300_000 };
function setUp() {
  const clock = fakeClock();
  const throttle = new AccountThrottle(clock, settings);
  const judgedAt: number[] = [];
  const startedAt = clock.now();
  /** Tries a password; `isRight` is what judging it says. */
  const attempt = (address: string, isRight = false, name = "ewc") =>
    throttle.judge(address, name, () => {
      judgedAt.push(clock.now() - startedAt);
      return Promise.resolve(isRight ? "in" : null);
    });
  return { clock, throttle, judgedAt, attempt };
}

test("of 200 passwords from 200 addresses within 20 seconds, ten are judged; the others are refused or wait", async () => {
  const { clock, judgedAt, attempt } = setUp();
  const answers = Array.from({ length: 200 }, (_, i) => attempt(`192.0.2.${i}`));
  await clock.run(19_999);
  expect(judgedAt).toEqual([0, 0, 0, 0, 0, 500, 1500, 3500, 7500, 15_500]);
  await clock.run(60_000);
  expect(await Promise.all(answers)).toEqual(Array(200).fill(null));
});

test("the owner is served at once from a known address while others guess", async () => {
  const { clock, attempt } = setUp();
  expect(await attempt("198.51.100.1", true)).toBe("in");
  for (let i = 0; i < 50; i++) void attempt(`192.0.2.${i}`);
  await clock.run(1000);
  expect(await attempt("198.51.100.1", true)).toBe("in");
});

test("many right passwords at once from a new address are all accepted without a delay", async () => {
  const { clock, attempt } = setUp();
  const answers = Promise.all(Array.from({ length: 50 }, () => attempt("198.51.100.1", true)));
  await clock.run(0);
  expect(await answers).toEqual(Array(50).fill("in"));
});

test("another account is not slowed down, and a quiet account is fast again", async () => {
  const { clock, judgedAt, attempt } = setUp();
  for (let i = 0; i < 6; i++) void attempt(`192.0.2.${i}`);
  await clock.run(0);
  expect(judgedAt).toHaveLength(5);
  await attempt("192.0.2.1", false, "other");
  expect(judgedAt).toHaveLength(6);
  await clock.run(500 + 300_000);
  expect(judgedAt).toHaveLength(7);
  await attempt("192.0.2.99");
  expect(judgedAt).toHaveLength(8);
});

test("an error while judging counts as a failure and is passed on", async () => {
  const { throttle, judgedAt, clock, attempt } = setUp();
  for (let i = 0; i < 5; i++)
    await expect(throttle.judge("192.0.2.1", "ewc", () => Promise.reject(new Error("no")))).rejects.toThrow(
      "no",
    );
  void attempt("192.0.2.1");
  await clock.run(499);
  expect(judgedAt).toEqual([]);
  await clock.run(1);
  expect(judgedAt).toEqual([500]);
});
