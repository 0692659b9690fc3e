/**
 * Labs that version 0.1 stored in the middle of what they did, in `stored-labs/`: they open, show nothing that is not true,
 * and go on to their end.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ApRow } from "@/lib/contracts/aps";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import type { StoredAp } from "@/lib/store/store-types";
import { fakeClock } from "@/lib/testing/fake-clock";
import { createMemoryStore } from "@/lib/testing/memory-store";
import { NEW, OLD, testLab } from "@/lib/testing/simulation-lab";
import { readMachine } from "./stored-ap";

type Shown = Pick<ApRow, "name" | "status" | "retrying" | "retryCount" | "isImageMaster"> & {
  fault: string | null;
};
type StoredLab = {
  wallAt: number;
  /** What version 0.1 showed when it was killed. */
  upgrade: Pick<UpgradeRow, "state" | "running" | "counters" | "bytesMoved" | "bytesToMove">;
  shown: Shown[];
  aps: StoredAp[];
  documents: Record<string, unknown>;
};

const read = (name: string): StoredLab =>
  JSON.parse(readFileSync(new URL(`./stored-labs/${name}.json`, import.meta.url), "utf8"));

async function open(name: string, withoutFile?: string) {
  const stored = read(name);
  const store = createMemoryStore();
  await store.aps.upsert(stored.aps);
  for (const [key, value] of Object.entries(stored.documents)) await store.documents.put(key, value);
  const lab = testLab({ store, clock: fakeClock(stored.wallAt) });
  if (withoutFile !== undefined) lab.server.files.delete(withoutFile);
  await lab.start();
  expect(lab.faults).toEqual([]);
  return { lab, stored };
}

const shownOf = (row: ApRow): Shown => ({
  name: row.name,
  status: row.status,
  retrying: row.retrying,
  retryCount: row.retryCount,
  isImageMaster: row.isImageMaster,
  fault: row.fault?.code ?? null,
});
const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);

const NAMES = [
  "tftp-ap-image-download",
  "sftp-ap-image-download",
  "tftp-failures",
  "sftp-failures",
  "network-upgrade",
  "ready-after-failures",
  "reloading",
  "canceled",
  "join-time-download",
] as const;

it.each(NAMES)("%s: every stored access point is read with the progress that was shown of it", (name) => {
  const { aps, shown } = read(name);
  for (const stored of aps) {
    const machine = readMachine(stored.machine);
    expect(machine.error).toBeUndefined();
    const apImage = machine.data?.state.predownload.apImage;
    const row = shown.find((r) => r.name === stored.name);
    expect(apImage).toMatchObject({ retryCount: row?.retryCount, isMaster: row?.isImageMaster });
  }
});

it.each(NAMES)(
  "%s: its counters, which once left out who had not begun, add up to all members",
  async (name) => {
    const { none, initiated, predownloading, completed, unsupported, retrying, failed, total } = (
      await open(name)
    ).lab.upgrade().counters;
    expect(none + initiated + predownloading + completed + unsupported + retrying + failed).toBe(total);
  },
);

it.each(["ready-after-failures", "reloading"] as const)(
  "%s: a run that was downloaded before its percent was stored is at 100 %%",
  async (name) => {
    const { lab } = await open(name);
    await lab.clock.run(500);
    expect(lab.upgrade().percent).toBe(100);
  },
);

describe("an interrupted upgrade", () => {
  it.each(["tftp-ap-image-download", "sftp-ap-image-download", "network-upgrade"] as const)(
    "%s: keeps its completed access points, counts interrupted transfers as retries, and completes all twelve",
    async (name) => {
      const { lab, stored } = await open(name);
      const complete = stored.shown.filter((row) => row.status === "Complete");
      for (const { name: ap } of complete)
        expect(lab.ap(ap)).toMatchObject({ status: "Complete", predownloadVersion: NEW });
      await lab.clock.until(() =>
        stored.shown.every(
          (row) => row.status !== "Predownloading" || lab.ap(row.name).retryCount === row.retryCount + 1,
        ),
      );
      await lab.untilIdle();
      expect(lab.upgrade()).toMatchObject({ canActivate: true, counters: { total: 12, completed: 12 } });
      await lab.activate();
      await lab.untilIdle();
      expect(lab.upgrade()).toMatchObject({ state: "activated", readBack: { onTarget: 12, total: 12 } });
    },
  );

  it.each(["tftp-failures", "sftp-failures"] as const)(
    "%s: keeps failures with their causes and retry counts, and ends with every access point counted once",
    async (name) => {
      const { lab } = await open(name, "EWC_17_12_1/ap1g6");
      expect(lab.ap("9124-yard")).toMatchObject({ status: "Unsupported", fault: { code: "flash-full" } });
      expect(lab.ap("9105-lobby")).toMatchObject({ status: "Failed", fault: { code: "ap-lost" } });
      await lab.clock.until(() => lab.ap("AP-9117").fault?.code === "file-not-found");
      expect(lab.ap("AP-9117").retryCount).toBe(2);
      const { why } = await lab.ask("ap.detail", { apId: lab.ap("AP-9117").id });
      expect(why.length).toBeGreaterThan(1);
      await lab.untilIdle();
      // It joins again only after the round has ended.
      expect(lab.ap("9105-lobby")).toMatchObject({ joined: false, status: "Failed", retrying: false });
      await lab.clock.until(() => lab.ap("9105-lobby").joined);
      expect(lab.ap("AP-9117")).toMatchObject({ status: "Failed", retrying: false, retryCount: 3 });
      expect(lab.ap("9105-room-214")).toMatchObject({ status: "Failed", fault: { code: "image-damaged" } });
      const { total, completed, failed, unsupported } = lab.upgrade().counters;
      expect({ total, completed, failed, unsupported }).toEqual({
        total: 12,
        completed: 8,
        failed: 3,
        unsupported: 1,
      });
    },
  );

  it("reloading: the controller comes back with the new version and every access point is read back", async () => {
    const { lab, stored } = await open("reloading");
    expect(lab.upgrade()).toMatchObject({
      counters: stored.upgrade.counters,
      bytesMoved: stored.upgrade.bytesMoved,
    });
    await lab.untilIdle();
    expect(lab.upgrade()).toMatchObject({ state: "activated", readBack: { onTarget: 12, total: 12 } });
    expect(new Set(lab.aps().map((ap) => ap.primaryVersion))).toEqual(new Set([NEW]));
  });
});

it.each(["ready-after-failures", "canceled"] as const)(
  "%s: rows, counters and bytes are those that were shown",
  async (name) => {
    const { lab, stored } = await open(name);
    // An access point in a join-time download starts it again; nothing else moves.
    expect(lab.aps().map(shownOf).toSorted(byName)).toEqual(stored.shown.toSorted(byName));
    expect(lab.upgrade()).toMatchObject(stored.upgrade);
  },
);

it("ready-after-failures: can be activated, and those without the image follow by themselves or are counted out", async () => {
  const { lab } = await open("ready-after-failures");
  await lab.activate();
  await lab.untilIdle();
  const onTarget = lab.aps().filter((ap) => ap.joined && ap.primaryVersion === NEW).length;
  expect(lab.upgrade().readBack).toEqual({ onTarget, total: 12 });
});

it("join-time-download: the access point downloads again and joins", async () => {
  const { lab } = await open("join-time-download");
  expect(lab.ap("9120-spare").joined).toBe(false);
  await lab.clock.until(() => lab.ap("9120-spare").joined);
  expect(lab.ap("9120-spare").primaryVersion).toBe(OLD);
});

it("a record that no version of the program wrote is reported, and the access point starts anew", async () => {
  const { aps } = read("canceled");
  const store = createMemoryStore();
  const [first, ...others] = aps.map((ap) => ({ ...ap }));
  if (first === undefined) throw new Error("the fixture is empty");
  await store.aps.upsert([{ ...first, machine: { bytes: "many" } }, ...others]);
  for (const [key, value] of Object.entries(read("canceled").documents))
    await store.documents.put(key, value);
  const lab = testLab({ store });
  await lab.start();
  expect(lab.faults).toHaveLength(1);
  expect(lab.ap(first.name)).toMatchObject({ status: "None", primaryVersion: OLD });
});
