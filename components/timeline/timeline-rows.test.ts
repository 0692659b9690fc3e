import { expect, test } from "vitest";
import type { TimelineEntry } from "@/lib/contracts/timeline";
import { toneOf, withoutTimestamp } from "./entry-text";
import { gapPixels, rowsOf } from "./timeline-rows";

const noon = new Date(2026, 10, 23, 12).getTime();
const entry = (wallAt: number, text = "line"): TimelineEntry => ({
  key: `${wallAt}`,
  wallAt,
  at: wallAt,
  source: "access point",
  apId: null,
  transferId: null,
  upgradeId: null,
  by: null,
  severity: null,
  text,
});

test("marks the first entry of each second, and long pauses", () => {
  const rows = rowsOf([entry(noon), entry(noon + 999), entry(noon + 1000), entry(noon + 61_000)]);
  expect(rows.map((row) => row.opensSecond)).toEqual([true, false, true, true]);
  expect(rows.map((row) => row.pauseMs)).toEqual([null, null, null, 60_000]);
});

test("marks a new day instead of the pause before it", () => {
  const rows = rowsOf([entry(noon), entry(noon + 24 * 3_600_000)]);
  expect(rows.map((row) => [row.opensDay, row.pauseMs])).toEqual([
    [true, null],
    [true, null],
  ]);
});

test("marks the first entry in a run of the same access point", () => {
  const of = (apId: string | null, n: number) => ({ ...entry(noon + n), apId });
  const rows = rowsOf([of("a", 1), of("a", 2), of(null, 3), of("a", 4)]);
  expect(rows.map((row) => row.opensAp)).toEqual([true, false, true, true]);
});

test("drops blank console lines", () => {
  expect(rowsOf([entry(noon, "[*11/23/2026 12:00:00.1234] "), entry(noon, "said")])).toHaveLength(1);
});

test("removes the timestamp of every source's log format", () => {
  const shown = (source: TimelineEntry["source"], text: string) => withoutTimestamp({ source, text });
  expect(shown("server", "Nov  3 02:49:18 lab in.tftpd[7]: RRQ from 127.0.0.1")).toBe(
    "in.tftpd[7]: RRQ from 127.0.0.1",
  );
  expect(shown("server", "SFTP transfer began: a")).toBe("SFTP transfer began: a");
  expect(shown("controller", "*Feb 1 17:05:37.108: %SYS-5-CONFIG_I: Configured")).toBe(
    "%SYS-5-CONFIG_I: Configured",
  );
  expect(shown("access point", "[*02/01/2023 17:05:37.1083] CAPWAP State: Image Data")).toBe(
    "CAPWAP State: Image Data",
  );
  expect(shown("state", "*Feb 1 17:05:37.108: said")).toBe("*Feb 1 17:05:37.108: said");
});

test("gives errors and warnings a tone, and none to entries without a severity", () => {
  expect([null, 7, 5, 4, 3, 0].map(toneOf)).toEqual([null, null, null, "warn", "fail", "fail"]);
});

test("by time, the space between rows is proportional to the time between them, up to a cut", () => {
  const rows = rowsOf([entry(noon), entry(noon + 500), entry(noon + 2500), entry(noon + 600_000)]);
  expect(rows.map(({ gapMs }) => gapPixels(gapMs, "time"))).toEqual([0, 8, 32, 160]);
  expect(rows.map(({ gapMs }) => gapPixels(gapMs, "compact"))).toEqual([0, 0, 0, 0]);
});
