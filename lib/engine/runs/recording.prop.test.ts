/** The recording says what was published, at any instant and through random faults, and stays within its size. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { RunTimeline } from "@/lib/client/runs/run-timeline";
import { TimelineCursor } from "@/lib/client/runs/timeline-cursor";
import type { ApRow } from "@/lib/contracts/aps";
import { apRow } from "@/lib/testing/ap-row";
import { recordedLab } from "@/lib/testing/recorded-lab";
import { upgradeRow } from "@/lib/testing/upgrade-row";
import { noteOf, phaseOf } from "./recorded-phase";
import { FULL_TEXT, Recording } from "./recording";

/** Rows of access points as the bus published them, by the instant of the batch. */
type Published = { at: number; rows: Map<string, ApRow> };

test("at ten random instants the recording has the phase, the note and the sampled percent that were published", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 10, maxLength: 10 }),
      fc.subarray(["ap1g8", "ap1g7", "ap3g3"]),
      fc.integer({ min: 500, max: 8_000 }),
      async (instants, missing, downFrom) => {
        const lab = await recordedLab();
        for (const family of missing) lab.server.files.delete(`EWC_17_12_1/${family}`);
        const published: Published[] = [];
        await lab.start();
        lab.bus.onBatch(() =>
          published.push({
            // Records have whole milliseconds.
            at: Math.floor(lab.clock.now()),
            rows: new Map(lab.aps().map((row) => [row.id, { ...row }])),
          }),
        );
        await lab.saveAndDownload();
        await lab.clock.run(downFrom);
        lab.server.down = { code: "timed-out", message: "Timed out" };
        await lab.clock.run(3_000);
        lab.server.down = null;
        await lab.clock.run(60_000);

        const timeline = await lab.timeline(1);
        expect(timeline.isReadable).toBe(true);
        const cursor = new TimelineCursor(timeline);
        const of = (at: number) => published.findLast((batch) => batch.at <= at)?.rows;
        for (const instant of instants) {
          const batch = published[Math.floor(instant * (published.length - 1))];
          if (batch === undefined || batch.at < timeline.startedAt) continue;
          cursor.moveTo(batch.at);
          const rows = of(batch.at);
          for (const ap of timeline.aps) {
            const row = rows?.get(ap.id);
            if (row === undefined) throw new Error(`${ap.name} was not published`);
            const said = cursor.of(ap);
            const phase = phaseOf(row, { phase: said.phase, isActivated: false, hasLeft: false });
            expect([said.phase, said.segment?.note ?? ""]).toEqual([phase, noteOf(row, phase)]);
            if (said.percentAt === null) continue;
            const sampled = of(said.percentAt)?.get(ap.id);
            const image = phase === "controller-image" ? sampled?.controllerImage : sampled?.apImage;
            expect(said.percent).toBe(image?.percent);
            expect(batch.at - said.percentAt <= 2_250 || said.percent === image?.percent).toBe(true);
          }
        }
        await lab.stopRuns();
      },
    ),
    { numRuns: 12 },
  );
});

const AT = 1_700_000_000_000;
const fleet = (count: number): ApRow[] =>
  Array.from({ length: count }, (_, i) => apRow({ id: `00aa.bb00.${i.toString(16).padStart(4, "0")}` }));
const receiving = (row: ApRow, percent: number): ApRow => ({
  ...row,
  method: "CAPWAP",
  apImage: { state: "receiving", bytes: percent * 1_000, sizeBytes: 100_000, percent, etaSeconds: null },
});

/** A fleet that is always on the move, recorded for so many samples. */
function busyRecording(limitBytes: number, aps: number, samples: number) {
  const recording = new Recording(limitBytes);
  const rows = fleet(aps);
  const upgrade = upgradeRow({ running: true, state: "ap-predownload-in-progress" });
  recording.begin(rows, AT);
  const timeline = new RunTimeline(AT);
  for (let i = 0; i < samples; i++) {
    const at = AT + i * 2_000;
    for (const row of rows) recording.apChanged(receiving(row, i % 100), at);
    recording.sample(upgrade, at);
    timeline.append(recording.take());
  }
  return { recording, timeline, rows };
}

test("a recording stays within its size: samples become rarer, which is marked, and then end", () => {
  fc.assert(
    fc.property(fc.integer({ min: 60_000, max: 400_000 }), (limitBytes) => {
      const { recording, timeline } = busyRecording(limitBytes, 200, 1_500);
      expect(recording.sizeBytes).toBeLessThanOrEqual(limitBytes);
      expect(timeline.isReadable).toBe(true);
      const every = timeline.intervals.map(({ everyMs }) => everyMs);
      expect(every.length).toBeGreaterThan(0);
      expect(every).toEqual([4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 0].slice(0, every.length));
    }),
    { numRuns: 10 },
  );
});

test("changes of state are still recorded when there is no more room for samples, until the recording is full", () => {
  const { recording, timeline, rows } = busyRecording(60_000, 200, 3_000);
  expect(timeline.intervals.at(-1)?.everyMs).toBe(0);
  const at = AT + 10_000_000;
  const [first] = rows;
  if (first === undefined) throw new Error("no access point");
  recording.apChanged({ ...first, apImage: { ...first.apImage, state: "verifying" } }, at);
  timeline.append(recording.take());
  expect(timeline.aps[0]?.segments.at(-1)).toMatchObject({ phase: "verifying", at });
  for (let i = 0; i < 5_000; i++) recording.mark(`mark ${i}`, at);
  timeline.append(recording.take());
  expect(recording.sizeBytes).toBeLessThanOrEqual(60_000);
  expect(timeline.marks.at(-1)?.text).toBe(FULL_TEXT);
});

test("a resumed recording goes on with the interval that it had, and stays full when it was full", () => {
  const { recording } = busyRecording(60_000, 200, 0);
  const pieces = [recording.take()];
  for (let i = 0; i < 5_000; i++) recording.mark(`mark ${i}`, AT);
  pieces.push(recording.take());
  const resumed = Recording.resume(pieces, 60_000, AT + 1_000);
  resumed?.mark("later", AT + 2_000);
  expect(resumed?.take()).toEqual(new Uint8Array(0));
  expect(Recording.resume([Uint8Array.of(99, 1)], 60_000, AT)).toBeNull();
});
