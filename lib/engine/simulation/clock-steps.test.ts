/** The clock of the machine is set during an upgrade, as NTP or an operator does: nothing takes longer or shorter by it. */
import { expect, test } from "vitest";
import { recordedLab } from "@/lib/testing/recorded-lab";

type Step = { afterMs: number; byMs: number };
const HOUR = 3_600_000;

/** An upgrade from Save & Download to its end. Durations are of the time that has elapsed, `percents` twice a second. */
async function upgradeWith(steps: readonly Step[]) {
  const lab = await recordedLab();
  await lab.start();
  await lab.clock.run(40_000);
  const begin = lab.clock.elapsed();
  const passed = () => lab.clock.elapsed() - begin;
  await lab.saveAndDownload();
  const due = [...steps];
  const percents: number[] = [];
  const estimates: number[] = [];
  const look = async () => {
    while (due[0] !== undefined && passed() >= due[0].afterMs) lab.clock.step(due.shift()?.byMs ?? 0);
    await lab.clock.run(500);
    const { percent, estimatedEndAt } = lab.upgrade();
    percents.push(percent);
    if (estimatedEndAt !== null) estimates.push(estimatedEndAt - lab.clock.now() + passed());
  };
  while (lab.upgrade().running) await look();
  const readyMs = passed();
  await lab.activate();
  while (lab.run(1)?.outcome !== "complete") await look();
  expect(due).toEqual([]);
  return { lab, percents, estimates, readyMs, endMs: passed() };
}

const steps: Step[] = [
  { afterMs: 2000, byMs: -HOUR },
  { afterMs: 5000, byMs: 26 * HOUR },
  { afterMs: 9000, byMs: -40 * HOUR },
];

test("an upgrade takes as long as without steps of the clock, and its percent never falls", async () => {
  const calm = await upgradeWith([]);
  const stepped = await upgradeWith(steps);
  expect(stepped.readyMs).toBe(calm.readyMs);
  expect(stepped.endMs).toBe(calm.endMs);
  expect(stepped.percents).toEqual(calm.percents);
  expect(stepped.percents).toEqual(stepped.percents.toSorted((a, b) => a - b));
});

test("the estimated end is one on the new clock, and the recording goes forward only", async () => {
  const calm = await upgradeWith([]);
  const { lab, estimates } = await upgradeWith(steps);
  for (const [i, estimate] of estimates.entries())
    expect(Math.abs(estimate - (calm.estimates[i] ?? 0))).toBeLessThanOrEqual(2000);
  const { startedAt, lastAt, aps, totals } = await lab.timeline(1);
  expect(lastAt - startedAt).toBeLessThan(10 * 60_000);
  for (const times of [totals, ...aps.map(({ segments }) => segments)].map((all) => all.map(({ at }) => at)))
    expect(times).toEqual(times.toSorted((a, b) => a - b));
});
