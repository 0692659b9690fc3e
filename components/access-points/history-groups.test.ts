import { expect, test } from "vitest";
import type { ApRun } from "@/lib/contracts/runs";
import { historyGroups } from "./history-groups";

const run = (
  number: number,
  startedAt: number,
  endedAt: number | null,
  recordedUntil = endedAt ?? startedAt,
) => ({ row: { number, startedAt, endedAt }, segments: [], failures: [], recordedUntil }) as unknown as ApRun;
const event = (wallAt: number) => ({ wallAt, type: "ap.joined", text: `at ${wallAt}` });
const shown = (groups: ReturnType<typeof historyGroups>) =>
  groups.map(({ title, events }) => [title, ...events.map(({ wallAt }) => wallAt)]);

test("each event is in the run during which it happened, or between two runs", () => {
  const events = [900, 750, 520, 500, 450, 200, 150, 50].map(event);
  const runs = [run(2, 500, 800), run(1, 100, 300)];
  expect(shown(historyGroups(events, runs, false))).toEqual([
    ["Since the last run", 900],
    ["Run 2", 750, 520, 500],
    ["After run 1", 450],
    ["Run 1", 200, 150],
    ["Before its first run", 50],
  ]);
});

test("the way back after the end of a run belongs to it as long as its recording goes on", () => {
  const events = [380, 350].map(event);
  expect(shown(historyGroups(events, [run(1, 100, 300, 360)], false))).toEqual([
    ["Since the last run", 380],
    ["Run 1", 350],
  ]);
});

test("everything since its start belongs to a run under way, and what is older may belong to runs not loaded", () => {
  expect(shown(historyGroups([900, 50].map(event), [run(7, 100, null)], true))).toEqual([
    ["Run 7", 900],
    ["Earlier", 50],
  ]);
});

test("without a run all events are one group, and without events there is none", () => {
  expect(shown(historyGroups([5, 4].map(event), [], false))).toEqual([["Events", 5, 4]]);
  expect(historyGroups([], [], false)).toEqual([]);
});
