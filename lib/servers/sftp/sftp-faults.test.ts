import { expect, test } from "vitest";
import { serverFaultsSchema } from "@/lib/contracts/server-faults";
import { fakeClock } from "@/lib/testing/fake-clock";
import { SftpFaults } from "./sftp-faults";

function withFaults(given: object, clock = fakeClock()) {
  const faults = new SftpFaults(clock);
  faults.set(serverFaultsSchema.parse(given));
  return faults;
}

test("a fault matches a path as the user sees it or as it is inside the served folder, and never a user's home", () => {
  const faults = withFaults({ missing: "EWC_17_12_1" });
  expect(faults.isMissing(["/EWC_17_12_1/ap1g8", "EWC_17_12_1/ap1g8"])).toBe(true);
  expect(faults.isMissing(["/ap1g8", "EWC_17_12_1/ap1g8"])).toBe(true);
  expect(faults.isMissing(["/ap1g8", "EWC_17_9_4a/ap1g8"])).toBe(false);
  expect(withFaults({ missing: "*" }).isMissing(["/", ""])).toBe(false);
});

test("a file that no fault names has no injected faults", () => {
  expect(new SftpFaults(fakeClock()).injectInto(["/a", "a"], 10)).toBeNull();
  expect(withFaults({ corrupts: "b" }).injectInto(["/a", "a"], 10)).toBeNull();
});

test("a rate-limited file is answered in four parts each second, however many reads are waiting", () => {
  const clock = fakeClock();
  const read = withFaults({ bytesPerSecond: 4000 }, clock).injectInto(["/a", "a"], 1_000_000);
  expect(read?.maxBytes(0)).toBe(1000);
  let answered = 0;
  for (let i = 0; i < 8; i++) read?.pace(1000, () => answered++);
  clock.advance(1000);
  expect(answered).toBe(4);
  clock.advance(1000);
  expect(answered).toBe(8);
});

test("a file that stops at 50 % is answered up to its middle, and one that stops at 100 % to its end", () => {
  const half = withFaults({ stopsAtPercent: 50 }).injectInto(["/a", "a"], 1001);
  expect(half?.maxBytes(400)).toBe(100);
  expect(half?.stopAt(499)).toBeNull();
  expect(half?.stopAt(500)).toMatchObject({ code: "server-gone" });
  const whole = withFaults({ stopsAtPercent: 100 }).injectInto(["/a", "a"], 1001);
  expect(whole?.stopAt(1001)).toBeNull();
});
