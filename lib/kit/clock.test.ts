import { expect, it } from "vitest";
import { fakeClock } from "@/lib/testing/fake-clock";
import { simulatedClock } from "./clock";

function lab(factor = 1) {
  const wall = fakeClock();
  const clock = simulatedClock(wall, factor);
  const fired: string[] = [];
  const after = (ms: number, name: string) => clock.after(ms, () => fired.push(name));
  return { wall, clock, fired, after };
}

it("timers fire by time, and timers with the same time in the order in which they were set", () => {
  const { wall, fired, after } = lab(60);
  after(60_000, "second");
  after(30_000, "first");
  after(60_000, "third");
  wall.advance(499);
  expect(fired).toEqual([]);
  wall.advance(1);
  expect(fired).toEqual(["first"]);
  wall.advance(500);
  expect(fired).toEqual(["first", "second", "third"]);
});

it("timers keep their simulated time when the speed changes", () => {
  const { wall, clock, fired, after } = lab();
  after(10_000, "a");
  after(20_000, "b");
  wall.advance(5000);
  clock.setFactor(10);
  wall.advance(500);
  expect(fired).toEqual(["a"]);
  clock.setFactor(1);
  wall.advance(9999);
  expect(fired).toEqual(["a"]);
  wall.advance(1);
  expect(fired).toEqual(["a", "b"]);
});

it("a canceled timer is not called and leaves no system timer", () => {
  const { wall, fired, after } = lab();
  const cancels = [after(10, "a"), after(20, "b"), after(30, "c")];
  cancels[1]?.();
  wall.advance(25);
  expect(fired).toEqual(["a"]);
  for (const cancel of cancels) cancel();
  expect(wall.waiting).toBe(0);
  wall.advance(100);
  expect(fired).toEqual(["a"]);
});

it("thousands of timers use one system timer", () => {
  const { wall, fired, after } = lab();
  for (let i = 0; i < 5000; i++) after(1000 + i, `${i}`);
  expect(wall.waiting).toBe(1);
  wall.advance(10_000);
  expect(fired).toHaveLength(5000);
  expect(wall.waiting).toBe(0);
});

it("a timer that a callback sets for now is called, too", () => {
  const { wall, clock, fired, after } = lab();
  clock.after(10, () => {
    fired.push("a");
    after(0, "b");
    after(5, "c");
  });
  wall.advance(10);
  expect(fired).toEqual(["a", "b"]);
  wall.advance(5);
  expect(fired).toEqual(["a", "b", "c"]);
});

it("a callback that throws does not keep the others from being called", () => {
  const { wall, clock, fired, after } = lab();
  clock.after(10, () => {
    throw new Error("mine");
  });
  after(10, "b");
  expect(() => wall.advance(10)).toThrow("mine");
  wall.advance(10);
  expect(fired).toEqual(["b"]);
});

it("an instant of the base clock is shown as at the speed of its time, before and after a change", () => {
  const base = fakeClock(1_000_000);
  const clock = simulatedClock(base);
  base.advance(10_000);
  clock.setFactor(10);
  base.advance(1000);
  expect(clock.now()).toBe(1_020_000);
  expect([1_005_000, 1_010_000, 1_011_000, 1_012_000].map((at) => clock.toSimulated(at))).toEqual([
    1_005_000, 1_010_000, 1_020_000, 1_030_000,
  ]);
  expect(clock.toSimulated(999_000)).toBe(999_000);
});

it("a base clock that is set changes no duration, only what its times mean", () => {
  const base = fakeClock(1_000_000);
  const clock = simulatedClock(base, 10);
  const fired: number[] = [];
  clock.after(20_000, () => fired.push(clock.now()));
  base.advance(1000);
  const before = clock.origin;
  base.step(-3_600_000);
  expect(clock.now()).toBe(1_010_000);
  base.advance(999);
  expect(fired).toEqual([]);
  base.advance(1);
  expect(fired).toEqual([1_020_000]);
  expect(clock.origin).not.toBe(before);
  expect(clock.toSimulated(base.now())).toBe(clock.now());
  base.step(86_400_000);
  expect(clock.toSimulated(base.now() + 100)).toBe(1_021_000);
});
