/** When a soak is judged as good: made-up readings that grow, stand still or break off. */
import { expect, test } from "vitest";
import { seededChance } from "@/lib/kit/chance";
import type { Reading } from "./readings";
import { trendOf } from "./trend";
import { type Allowance, judge, type SoakRecord } from "./verdict";

const MINUTES = 60;
const allowance: Allowance = { memoryMbPerHour: 30, descriptors: 12, databaseMb: 64 };

/** An hour of readings every 2 s whose memory warms up and then goes up and down with the garbage collection. */
function soaked(change: (reading: Reading, minute: number) => Partial<Reading> = () => ({})): SoakRecord {
  const chance = seededChance(1);
  const readings = Array.from({ length: MINUTES * 30 }, (_, i): Reading => {
    const minutes = i / 30;
    const sawtooth = 60 * ((minutes * 1.7) % 1) + 10 * chance.next();
    const reading: Reading = {
      minutes,
      memoryMb: 600 - 150 * Math.exp(-minutes / 3) + sawtooth,
      descriptors: 50 + (i % 5 === 0 ? 200 : 0),
      fileMb: 55,
      walMb: 5,
    };
    return { ...reading, ...change(reading, minutes) };
  });
  return {
    minutes: MINUTES,
    readings,
    upgradesAt: Array.from({ length: 120 }, (_, i) => i / 2),
    upgradeFaults: [],
    lines: { stored: 100_000, written: 900_000 },
    heaps: [],
    hasEnded: false,
    logged: [],
    loads: [{ name: "searches", done: 7000, faults: 0, kept: [] }],
  };
}

const faultsOf = (record: SoakRecord): string =>
  judge(record, allowance)
    .filter(({ isFault }) => isFault)
    .map(({ text }) => text)
    .join("\n");

test("a soak that warms up, then stays, has no fault", () => {
  expect(faultsOf(soaked())).toBe("");
});

test("memory that grows by more than is allowed is a fault, in the second half only", () => {
  const leaking = (perHour: number) =>
    soaked((reading, minute) => ({ memoryMb: (reading.memoryMb ?? 0) + (perHour * minute) / 60 }));
  expect(faultsOf(leaking(120))).toContain("Memory keeps growing.");
  expect(faultsOf(leaking(10))).toBe("");
  const once = soaked((reading, minute) => ({
    memoryMb: (reading.memoryMb ?? 0) + Math.min(minute, 25) * 10,
  }));
  expect(faultsOf(once)).toBe("");
});

test("memory is not judged in a soak of a few minutes", () => {
  const { readings, ...rest } = soaked(({ memoryMb }, minute) => ({
    memoryMb: (memoryMb ?? 0) + minute * 50,
  }));
  const short = {
    ...rest,
    minutes: 6,
    readings: readings.filter(({ minutes }) => minutes <= 6),
    upgradesAt: [5],
  };
  expect(faultsOf(short)).toBe("");
  expect(judge(short, allowance).map(({ text }) => text)).toContainEqual(
    expect.stringContaining("Not judged: that takes 20 minutes."),
  );
});

test("descriptors that stay open are a fault, and many that are closed again are none", () => {
  expect(faultsOf(soaked((_, minute) => ({ descriptors: 50 + Math.floor(minute) })))).toContain(
    "Descriptors grow.",
  );
});

test("figures that only Linux has are left out elsewhere", () => {
  const elsewhere = soaked(() => ({ memoryMb: undefined, descriptors: undefined }));
  expect(judge(elsewhere, allowance).map(({ text }) => text.split(":")[0])).not.toContain("Memory");
  expect(faultsOf(elsewhere)).toBe("");
});

test("a database that passes its limit once is a fault, with the minute", () => {
  const passing = soaked((_, minute) => ({ walMb: minute > 30 && minute < 31 ? 12 : 5 }));
  expect(faultsOf(passing)).toContain("It passed its limit after 30.0 minutes.");
});

test("upgrades that stop or end badly, a load with faults or without a step, and what the log says are faults", () => {
  const record = soaked();
  expect(faultsOf({ ...record, upgradesAt: [1, 2, 3] })).toContain("Upgrades stopped");
  expect(faultsOf({ ...record, upgradeFaults: ["upgrade 3 ended as warnings"] })).toContain("upgrade 3");
  const [load] = record.loads;
  expect(
    load && faultsOf({ ...record, loads: [{ ...load, faults: 1, kept: ["a page answers with 500"] }] }),
  ).toContain("7,000 searches, and 1 fault: a page answers with 500");
  expect(load && faultsOf({ ...record, loads: [{ ...load, done: 0 }] })).toContain("0 searches");
  expect(faultsOf({ ...record, logged: ["TypeError: x"] })).toContain("1 exception or error: TypeError: x");
  expect(faultsOf({ ...record, hasEnded: true })).toContain("The console ended before the soak.");
});

test("the line has the least squares and says how uncertain its slope is", () => {
  const exact = trendOf([0, 1, 2, 3].map((x) => ({ x, y: 2 * x + 1 })));
  expect(exact).toEqual({ slope: 2, error: 0 });
  // Worked by hand: the points deviate from the line by -0.3, 0.9, -0.9 and 0.3.
  const noisy = trendOf([
    { x: 0, y: 0 },
    { x: 1, y: 2 },
    { x: 2, y: 1 },
    { x: 3, y: 3 },
  ]);
  expect(noisy?.slope).toBeCloseTo(0.8);
  expect(noisy?.error).toBeCloseTo(Math.sqrt(1.8 / 2 / 5));
  expect(trendOf([{ x: 1, y: 1 }])).toBeUndefined();
});
