import { expect, test } from "vitest";
import { stages, type UpgradeRow } from "@/lib/contracts/upgrade";
import { NO_COUNTERS } from "@/lib/testing/upgrade-row";
import { announcement } from "./announcement";

type UpgradeFacts = Parameters<typeof announcement>[1];
const counters: UpgradeRow["counters"] = { ...NO_COUNTERS, total: 12 };
const at = (active: number, part: Partial<UpgradeFacts> = {}): UpgradeFacts => ({
  id: "u1",
  running: true,
  canActivate: false,
  status: "7 of 12 APs have the image",
  counters,
  causes: [],
  stageMarks: stages.map((stage, i) => ({
    stage,
    mark: i < active ? "done" : i === active ? "active" : "pending",
  })),
  ...part,
});

test("nothing is announced when the page opens, or when only numbers change", () => {
  expect(announcement(undefined, at(2))).toBeUndefined();
  expect(
    announcement(at(2), at(2, { counters: { ...counters, completed: 5 }, status: "5 of 12" })),
  ).toBeUndefined();
});

test("a stage that starts is announced once", () => {
  expect(announcement(at(1), at(2))).toBe("Stage AP Image Download in progress.");
});

test("Activate is announced as action required while it waits for the operator", () => {
  expect(announcement(at(3), at(4, { running: false, canActivate: true }))).toContain(
    "Stage Activate: action required.",
  );
});

test("failed access points are announced with their number", () => {
  expect(announcement(at(2), at(2, { counters: { ...counters, failed: 1 } }))).toBe("1 access point failed.");
  expect(announcement(at(2), at(2, { counters: { ...counters, failed: 3 } }))).toBe(
    "3 access points failed.",
  );
});

test("a failure is announced with its cause and whom it hits, and a cause that was said before is not repeated", () => {
  const missing = { text: "No such file", remedy: null, apNames: ["ap-2"], apCount: 1, cures: [] };
  const refused = { ...missing, text: "Signature refused", apNames: ["ap-3", "ap-4"], apCount: 2 };
  const first = at(2, { counters: { ...counters, failed: 1 }, causes: [missing] });
  expect(announcement(at(2), first)).toBe("1 access point failed. ap-2: No such file");
  const second = at(2, { counters: { ...counters, failed: 3 }, causes: [missing, refused] });
  expect(announcement(first, second)).toBe("3 access points failed. 2 access points: Signature refused");
});

test("the end is announced with the status line, and a stage with warnings by name", () => {
  const ended = at(9, { running: false, status: "11 of 12 APs run 17.12.1.5." });
  ended.stageMarks[2] = { stage: "AP Image Download", mark: "warnings" };
  expect(announcement(at(5), ended)).toBe(
    "Stage AP Image Download done with warnings. 11 of 12 APs run 17.12.1.5.",
  );
});
