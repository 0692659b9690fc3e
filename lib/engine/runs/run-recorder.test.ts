/** A run is a number, a row and a recording: what they say through success, failure, cancel, rollback and restart. */
import { expect, test } from "vitest";
import type { RunTimeline } from "@/lib/client/runs/run-timeline";
import { demoLab } from "@/lib/fleet/population";
import { recordedLab } from "@/lib/testing/recorded-lab";
import { NEW, OLD } from "@/lib/testing/simulation-lab";

type Lab = Awaited<ReturnType<typeof recordedLab>>;

const phasesOf = (timeline: RunTimeline, name: string) => {
  const ap = timeline.aps.find((one) => one.name === name);
  return ap?.segments.map(({ phase }) => phase) ?? [];
};
/** Runs until nothing of the run is left to happen. */
const untilOver = (lab: Lab, number: number) =>
  lab.clock.until(() => !["running", "ready"].includes(lab.run(number)?.outcome ?? "running"));

/** The same store, clock and server; a new process. */
async function again(lab: Lab): Promise<Lab> {
  lab.kill();
  const next = await recordedLab({ store: lab.store, clock: lab.clock, server: lab.server });
  await next.start();
  return next;
}

test("a run is numbered, goes through ready, and ends complete when every access point was read back", async () => {
  const lab = await recordedLab();
  await lab.start();
  await lab.saveAndDownload();
  await lab.clock.run(1_000);
  expect(lab.run(1)).toMatchObject({
    number: 1,
    upgradeId: lab.upgrade().id,
    outcome: "running",
    startedBy: "admin",
    mode: "tftp",
    fromVersion: OLD,
    apTotal: 12,
    endedAt: null,
  });
  await lab.untilIdle();
  await lab.clock.run(1_000);
  expect(lab.run(1)).toMatchObject({ outcome: "ready", stage: "Activate", apComplete: 12, endedAt: null });
  await lab.activate();
  await lab.untilIdle();
  await lab.clock.run(10_000);
  const row = lab.run(1);
  expect(row).toMatchObject({
    outcome: "complete",
    stage: "Reload",
    targetVersion: NEW,
    apComplete: 12,
    apFailed: 0,
  });
  expect(row?.endedAt).toBe(lab.upgrade().endedAt);
  expect(await lab.store.runs.get(1)).toMatchObject({ row, isRecorded: false, profile: { mode: "tftp" } });
  expect(lab.runFaults).toEqual([]);
});

test("the recording has each access point from its queue to its join with the new version", async () => {
  const lab = await recordedLab();
  await lab.start();
  await lab.saveAndDownload();
  await lab.untilIdle();
  await lab.activate();
  await lab.untilIdle();
  await lab.clock.run(10_000);
  const timeline = await lab.timeline(1);
  expect(timeline.isReadable).toBe(true);
  expect(timeline.aps.map(({ name }) => name).sort()).toEqual(
    lab
      .aps()
      .map(({ name }) => name)
      .sort(),
  );
  for (const { name, segments } of timeline.aps) {
    const phases = phasesOf(timeline, name);
    expect(phases).toContain("verifying");
    expect(phases).toContain("rebooting");
    expect(segments.at(-1)).toMatchObject({ phase: "joined", note: NEW });
  }
  const masters = timeline.aps.filter(({ segments }) => segments.some(({ isMaster }) => isMaster));
  expect(masters.length).toBeGreaterThan(0);
  for (const { name } of masters) expect(phasesOf(timeline, name)).toContain("fetching");
  expect(timeline.aps.some(({ segments }) => segments.some(({ awaits }) => awaits !== null))).toBe(true);
  const texts = timeline.marks.map(({ text }) => text);
  expect(texts[0]).toMatch(/started/i);
  expect(texts.some((text) => /activated/i.test(text))).toBe(true);
  expect(timeline.totals.at(-1)?.bytesMoved).toBe(lab.run(1)?.bytesMoved);
});

test("a retry has its reason, and a failure that stays is counted", async () => {
  const lab = await recordedLab({ lab: demoLab() });
  await lab.start();
  const path = "EWC_17_12_1/ap1g8";
  lab.server.files.delete(path);
  await lab.saveAndDownload();
  await lab.untilIdle();
  await lab.clock.run(10_000);
  const timeline = await lab.timeline(1);
  const hit = timeline.aps.filter(({ family }) => family === "ap1g8");
  expect(hit.length).toBeGreaterThan(0);
  const failures = hit.flatMap((ap) => ap.failures);
  expect(failures.some(({ retries }) => retries)).toBe(true);
  expect(failures.every(({ reason }) => reason !== "")).toBe(true);
  for (const ap of hit) expect(ap.segments.at(-1)?.phase).toBe("failed");
  expect(lab.run(1)).toMatchObject({ apFailed: hit.length, apComplete: 12 - hit.length });
});

test("a canceled run keeps what it had reached", async () => {
  const lab = await recordedLab();
  await lab.start();
  await lab.saveAndDownload();
  await lab.clock.run(4_000);
  const { percent, bytesMoved } = lab.run(1) ?? {};
  await lab.cancel();
  await lab.clock.run(5_000);
  expect(lab.run(1)).toMatchObject({ outcome: "canceled", percent, endedAt: lab.upgrade().endedAt });
  expect(lab.run(1)?.bytesMoved).toBeGreaterThanOrEqual(bytesMoved ?? 0);
  expect((await lab.timeline(1)).marks.at(-1)?.text).toMatch(/canceled/i);
});

test("an unreachable server makes a failed run, and the next run has the next number", async () => {
  const lab = await recordedLab();
  await lab.start();
  await lab.clock.run(500);
  lab.server.down = { code: "connection-refused", message: "Connection refused" };
  await lab.saveAndDownload();
  await untilOver(lab, 1);
  expect(lab.run(1)).toMatchObject({ outcome: "failed", fault: { code: "connection-refused" } });
  lab.server.down = null;
  await lab.saveAndDownload();
  await lab.clock.run(500);
  expect(lab.run(2)).toMatchObject({ number: 2, outcome: "running", upgradeId: lab.upgrade().id });
});

test("a version that nobody commits makes a failed run once it is rolled back", async () => {
  const lab = await recordedLab();
  await lab.start();
  await lab.saveAndDownload();
  await lab.untilIdle();
  await lab.activate({ commit: "manual", autoAbortMinutes: 30 });
  await lab.untilIdle();
  await lab.clock.run(5_000);
  expect(lab.run(1)).toMatchObject({ outcome: "complete" });
  expect((await lab.store.runs.get(1))?.isRecorded).toBe(true);
  await lab.clock.until(() => lab.run(1)?.outcome === "failed");
  await lab.clock.run(600_000);
  const timeline = await lab.timeline(1);
  expect(timeline.marks.at(-1)?.text).toMatch(/rolled back/i);
  for (const ap of timeline.aps) expect(ap.segments.at(-1)).toMatchObject({ phase: "joined", note: OLD });
  expect((await lab.store.runs.get(1))?.isRecorded).toBe(false);
});

test("another lab ends the run that was under way", async () => {
  const lab = await recordedLab();
  await lab.start();
  await lab.saveAndDownload();
  await lab.untilIdle();
  await lab.activate();
  await lab.clock.run(2_000);
  await lab.order("lab.reset", { to: "empty" });
  await lab.clock.run(1_000);
  expect(lab.run(1)).toMatchObject({ outcome: "interrupted" });
  expect((await lab.store.runs.get(1))?.isRecorded).toBe(false);
});

test("after a kill in mid-run the next start continues the same run and marks the time between as unknown", async () => {
  let lab = await recordedLab();
  await lab.start();
  await lab.saveAndDownload();
  await lab.clock.run(12_000);
  lab = await again(lab);
  await lab.untilIdle();
  await lab.activate();
  await lab.untilIdle();
  await lab.clock.run(10_000);
  expect(lab.bus.rows("runs").map(({ number, outcome }) => [number, outcome])).toEqual([[1, "complete"]]);
  const timeline = await lab.timeline(1);
  expect(timeline.isReadable).toBe(true);
  expect(timeline.gaps).toHaveLength(1);
  for (const ap of timeline.aps) expect(ap.segments.at(-1)).toMatchObject({ phase: "joined", note: NEW });
  expect(lab.runFaults).toEqual([]);
});

test("a run that had ended stays as it was over a restart, and its number is not given again", async () => {
  let lab = await recordedLab();
  await lab.start();
  await lab.saveAndDownload();
  await lab.clock.run(2_000);
  await lab.cancel();
  await lab.clock.run(6_000);
  const before = lab.run(1);
  lab = await again(lab);
  await lab.clock.run(2_000);
  expect(lab.run(1)).toEqual(before);
  await lab.saveAndDownload();
  await lab.clock.run(1_000);
  expect(
    lab.bus
      .rows("runs")
      .map(({ number }) => number)
      .sort(),
  ).toEqual([1, 2]);
});

test("an upgrade that had ended before runs were kept makes no run", async () => {
  let lab = await recordedLab();
  await lab.start();
  await lab.saveAndDownload();
  await lab.clock.run(2_000);
  await lab.cancel();
  await lab.clock.run(6_000);
  const { store } = lab;
  const pruned = { ...store, runs: (await recordedLab()).store.runs };
  lab.kill();
  lab = await recordedLab({ store: pruned, clock: lab.clock, server: lab.server });
  await lab.start();
  await lab.clock.run(5_000);
  expect(lab.bus.rows("runs")).toEqual([]);
});

test("only so many runs are kept, the newest ones, and a smaller number applies at once", async () => {
  const lab = await recordedLab();
  await lab.start();
  await lab.askRuns("runs.save-retention", { keepRuns: 2, recordingMegabytes: 20 });
  for (let i = 0; i < 3; i++) {
    await lab.saveAndDownload();
    await lab.clock.run(1_000);
    await lab.cancel();
    await lab.clock.run(1_000);
  }
  const numbers = async () => (await lab.askRuns("runs.list")).rows.map(({ number }) => number);
  expect(await numbers()).toEqual([3, 2]);
  expect(lab.bus.rows("runs").map(({ number }) => number)).toEqual([2, 3]);
  await lab.askRuns("runs.save-retention", { keepRuns: 1, recordingMegabytes: 20 });
  expect(await numbers()).toEqual([3]);
  await expect(lab.askRuns("runs.read", { number: 1 })).rejects.toMatchObject({
    fault: { code: "not-found" },
  });
});

test("what is published of the recording is the recording, byte by byte", async () => {
  const lab = await recordedLab();
  const pieces = new Map<number, Uint8Array>();
  lab.bus.onBatch((deltas) => {
    for (const delta of deltas) {
      if (delta.topic !== "recording" || delta.op !== "put") continue;
      const { offset, bytes } = delta.row as { offset: number; bytes: string };
      pieces.set(offset, Buffer.from(bytes, "base64"));
    }
  });
  await lab.start();
  await lab.saveAndDownload();
  await lab.untilIdle();
  const { bytes } = await lab.askRuns("runs.recording", { number: 1 });
  await lab.clock.run(1_000);
  const published = Buffer.concat([...pieces].sort(([a], [b]) => a - b).map(([, piece]) => piece));
  expect(published.subarray(0, bytes.length).equals(bytes)).toBe(true);
});
