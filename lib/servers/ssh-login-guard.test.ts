import { expect, test } from "vitest";
import { fakeClock } from "@/lib/testing/fake-clock";
import { LoginGuard } from "./ssh-login-guard";

const settings = { failureDelayMs: 500, blockAfterFailures: 5, blockForMs: 60_000 };

test("the delay doubles with each failed login of an address, up to eight times the first delay", () => {
  const guard = new LoginGuard(fakeClock(), { ...settings, blockAfterFailures: 100 });
  const delays = Array.from({ length: 6 }, () => guard.failed("192.0.2.1").delayMs);
  expect(delays).toEqual([500, 1000, 2000, 4000, 4000, 4000]);
  expect(guard.failed("192.0.2.2").delayMs).toBe(500);
});

test("an address is blocked after the configured failures, listed, and unblocked when its time is over", () => {
  const clock = fakeClock();
  const guard = new LoginGuard(clock, settings);
  const blocked = Array.from({ length: 5 }, () => guard.failed("192.0.2.1").blocked);
  expect(blocked).toEqual([false, false, false, false, true]);
  expect(guard.isBlocked("192.0.2.1")).toBe(true);
  expect(guard.isBlocked("192.0.2.2")).toBe(false);
  const since = clock.now();
  expect(guard.blocks()).toEqual([{ address: "192.0.2.1", failures: 5, since, until: since + 60_000 }]);
  clock.advance(60_000);
  expect(guard.isBlocked("192.0.2.1")).toBe(false);
  expect(guard.blocks()).toEqual([]);
});

test("a blocked address can be released, and a successful login resets its failures", () => {
  const guard = new LoginGuard(fakeClock(), { ...settings, blockAfterFailures: 1 });
  expect(guard.release("192.0.2.1")).toBe(false);
  guard.failed("192.0.2.1");
  expect(guard.release("192.0.2.1")).toBe(true);
  expect(guard.isBlocked("192.0.2.1")).toBe(false);
  guard.apply(settings);
  guard.failed("192.0.2.1");
  guard.succeeded("192.0.2.1", "ewc");
  expect(guard.failed("192.0.2.1").delayMs).toBe(500);
});

test("at most 4,096 addresses are remembered", () => {
  const guard = new LoginGuard(fakeClock(), { ...settings, blockAfterFailures: 1 });
  for (let i = 0; i < 6000; i++) guard.failed(`10.0.${i >> 8}.${i & 255}`);
  expect(guard.blocks().length).toBe(4096);
});
