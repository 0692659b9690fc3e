import { expect, test } from "vitest";
import { serverFaultsSchema } from "@/lib/contracts/server-faults";
import { fakeClock } from "@/lib/testing/fake-clock";
import { SftpFaults } from "./sftp-faults";

function withFaults(given: object, clock = fakeClock()) {
  const faults = new SftpFaults(clock);
  faults.set(serverFaultsSchema.parse(given));
  return faults;
}

test("a fault names a path as the user sees it, or as it is below the server's root; a home is always there", () => {
  const faults = withFaults({ missing: "EWC_17_12_1" });
  expect(faults.misses(["/EWC_17_12_1/ap1g8", "EWC_17_12_1/ap1g8"])).toBe(true);
  expect(faults.misses(["/ap1g8", "EWC_17_12_1/ap1g8"])).toBe(true);
  expect(faults.misses(["/ap1g8", "EWC_17_9_4a/ap1g8"])).toBe(false);
  expect(withFaults({ missing: "*" }).misses(["/", ""])).toBe(false);
});

test("a file that no fault is about is not looked at again", () => {
  expect(new SftpFaults(fakeClock()).spoils(["/a", "a"], 10)).toBeNull();
  expect(withFaults({ corrupts: "b" }).spoils(["/a", "a"], 10)).toBeNull();
});

test("a slow file is answered in parts, four in a second, however many reads are under way", () => {
  const clock = fakeClock();
  const spoilt = withFaults({ bytesPerSecond: 4000 }, clock).spoils(["/a", "a"], 1_000_000);
  expect(spoilt?.most(0)).toBe(1000);
  let answered = 0;
  for (let i = 0; i < 8; i++) spoilt?.pace(1000, () => answered++);
  clock.advance(1000);
  expect(answered).toBe(4);
  clock.advance(1000);
  expect(answered).toBe(8);
});

test("a file that stops is answered up to there, and at 100 % to its end", () => {
  const half = withFaults({ stopsAtPercent: 50 }).spoils(["/a", "a"], 1001);
  expect(half?.most(400)).toBe(100);
  expect(half?.stopped(499)).toBeNull();
  expect(half?.stopped(500)).toMatchObject({ code: "server-gone" });
  const whole = withFaults({ stopsAtPercent: 100 }).spoils(["/a", "a"], 1001);
  expect(whole?.stopped(1001)).toBeNull();
});
