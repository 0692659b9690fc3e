/** One access point in the recordings of runs, and the writing of its partitions, on a simulated lab. */
import { expect, test } from "vitest";
import { recordedLab } from "@/lib/testing/recorded-lab";
import { NEW, OLD } from "@/lib/testing/simulation-lab";

test("the recording of a run tells what one access point did, as the whole recording does", async () => {
  const lab = await recordedLab();
  await lab.start();
  await lab.clock.until(() => lab.aps().every((ap) => ap.joined));
  await lab.saveAndDownload();
  await lab.untilIdle();
  const { id, name } = lab.ap("9105-lobby");
  const { runs, next } = await lab.askRuns("runs.of-ap", { apId: id });
  expect(next).toBeNull();
  const whole = await lab.timeline(1);
  const ap = whole.aps.find((one) => one.name === name);
  expect(runs.map(({ row }) => row.number)).toEqual([1]);
  expect(runs[0]?.segments).toEqual(ap?.segments);
  expect(runs[0]?.segments.map(({ phase }) => phase)).toContain("complete");
  expect(runs[0]?.failures).toEqual([]);
  expect(await lab.askRuns("runs.of-ap", { apId: "0000.0000.0000" })).toEqual({ runs: [], next: null });
  await lab.stopRuns();
});

test("a partition says when a download wrote it, and not what Lab wrote over it", async () => {
  const lab = await recordedLab();
  await lab.start();
  await lab.clock.until(() => lab.aps().every((ap) => ap.joined));
  await lab.saveAndDownload();
  await lab.untilIdle();
  const { id } = lab.ap("9105-lobby");
  const before = await lab.order("ap.detail", { apId: id });
  const [written] = before.partitions.filter(({ version }) => version === NEW);
  expect(written).toMatchObject({ active: false, bootsNext: false });
  const completed = before.history.find(({ type }) => type === "ap.predownload.completed");
  expect(written?.writtenAt).toBe(completed?.wallAt);
  expect(before.partitions.find(({ active }) => active)).toMatchObject({
    version: OLD,
    bootsNext: true,
    writtenAt: null,
  });
  await lab.order("lab.set-version", { apIds: [id], running: NEW });
  const after = await lab.order("ap.detail", { apId: id });
  expect(after.partitions.map(({ writtenAt }) => writtenAt)).toEqual([null, null]);
  expect(after.history.map(({ text }) => text)).toContain(`Lab wrote ${NEW} to flash`);
  await lab.stopRuns();
});
