import { expect, test } from "vitest";
import { stageMarksUpTo, upgradeRow } from "@/lib/testing/upgrade-row";
import { runChipText } from "./run-chip-text";

const now = Date.UTC(2026, 10, 28, 13, 1, 0);
const chip = (part: Parameters<typeof upgradeRow>[0], seen: string | null = null) =>
  runChipText(upgradeRow(part), seen, now);

test("a running upgrade shows stage, percent and the time that is left", () => {
  expect(chip({ estimatedEndAt: now + 80_000 })).toMatchObject({
    label: "AP Image Download",
    percent: 46,
    remaining: "1 m 20 s left",
    title: "46%",
  });
});

test("an upgrade that waits for Activate says so until it is activated, seen or not", () => {
  const ready = { running: false, canActivate: true, stageMarks: stageMarksUpTo(4) };
  expect(chip(ready)).toMatchObject({ label: "Ready to activate", title: "Ready", percent: null });
  expect(chip(ready, chip(ready)?.key)?.label).toBe("Ready to activate");
});

test("the outcome of an ended upgrade stays until it was seen", () => {
  const failed = { running: false, stageMarks: stageMarksUpTo(1, "failed") };
  expect(chip(failed)?.label).toBe("Failed");
  expect(chip(failed, chip(failed)?.key)).toBeNull();
  expect(chip({ ...failed, id: "u2" }, chip(failed)?.key)?.label).toBe("Failed");
});

test("the reload after Activate has no percent, because that of the preparation is over", () => {
  const reloading = { state: "activated" as const, percent: 100, stageMarks: stageMarksUpTo(5) };
  expect(chip(reloading)).toMatchObject({ label: "Reload", percent: null, title: "Reload" });
});

test("no upgrade and a canceled one show nothing", () => {
  expect(chip({ id: "" })).toBeNull();
  expect(chip({ running: false, state: "none" })).toBeNull();
});
