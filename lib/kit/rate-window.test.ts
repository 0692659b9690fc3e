import { expect, it } from "vitest";
import { RateWindow, secondsLeft } from "./rate-window";

it("there is no rate before time has passed", () => {
  expect(new RateWindow(1000, 0).rate(1000, 500)).toBeNull();
});

it("the rate covers the last four intervals only", () => {
  const window = new RateWindow(0, 0);
  for (let at = 250; at <= 2000; at += 250) window.add(at, 10_000_000);
  expect(window.oldestBytes).toBe(10_000_000);
  for (let i = 1; i <= 4; i++) window.add(2000 + i * 250, 10_000_000 + i * 300);
  expect(window.rate(3000, 10_001_200)).toBe(1200);
});

it("times and bytes beyond 32 bits are counted exactly", () => {
  const now = Date.UTC(2024, 1, 1);
  const window = new RateWindow(now, 9_000_000_000);
  window.add(now + 500, 9_000_500_000);
  expect(window.rate(now + 1000, 9_001_000_001)).toBe(1_000_001);
});

it("the remaining time is in whole seconds, and unknown without a rate or a size", () => {
  expect(secondsLeft(1000, 400)).toBe(3);
  expect(secondsLeft(-5, 400)).toBe(0);
  expect(secondsLeft(null, 400)).toBeNull();
  expect(secondsLeft(1000, 0)).toBeNull();
});
