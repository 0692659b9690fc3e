/** A fleet of six thousand on a clock of the test's: nobody is lost on the way, and what is counted adds up. */
import { expect, it } from "vitest";
import type { ApRow } from "@/lib/contracts/aps";
import { familyOfModel } from "@/lib/contracts/families";
import { type LabInput, labSchema } from "@/lib/contracts/lab";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import { NEW, OLD, sftpProfile, testLab } from "@/lib/testing/simulation-lab";

const APS = 6000;
const MODELS = {
  "C9120AXI-E": 6,
  "C9105AXI-E": 4,
  "C9130AXI-E": 3,
  "AIR-AP2802I-E-K9": 2,
  "CW9166I-E": 2,
  "C9117AXI-E": 1,
  "AIR-AP1815I-E-K9": 1,
  "AIR-AP1832I-E-K9": 1,
};
/** Two hundred who fail for good: what they receive is not what was sent. */
const CORRUPT = 200;
/** A limit for what hangs, not a promise of speed. */
const TEST_MS = 300_000;
const HOURS_MS = 10 * 3_600_000;

function lab() {
  const fleet = { models: MODELS, running: OLD };
  const lab_ = labSchema.parse({
    controller: { name: "lab-EWC", ip: "172.16.9.9", running: OLD, ap: "ap-1" },
    mixes: [
      { ...fleet, count: APS - 1 - CORRUPT, seed: 1 },
      { ...fleet, count: CORRUPT, seed: 2, behavior: { corruptsImage: true } },
    ],
    startPolicy: { retryDelaysSeconds: [30] },
    clockFactor: 60,
  } satisfies LabInput);
  return testLab({ lab: lab_ });
}

const countOf = (rows: readonly ApRow[], is: (row: ApRow) => boolean) => rows.filter(is).length;

/** The counters of the upgrade are those of the rows, and nobody is left out. */
function expectSum({ counters }: UpgradeRow, rows: readonly ApRow[]): void {
  expect(rows).toHaveLength(APS);
  expect(counters).toMatchObject({
    total: APS,
    initiated: countOf(rows, ({ status }) => status === "Initiated"),
    predownloading: countOf(rows, ({ status }) => status === "Predownloading"),
    completed: countOf(rows, ({ status }) => status === "Complete"),
    unsupported: countOf(rows, ({ status }) => status === "Unsupported"),
    failed: countOf(rows, ({ status, retrying }) => status === "Failed" && !retrying),
    retrying: countOf(rows, ({ retrying }) => retrying),
  });
}

it(
  "6,000 in SFTP mode, 16 a minute: the controller fetches each family once, all but the 200 with bad flash complete, and Activate reads everybody back",
  async () => {
    const { clock, server, simulation, ...t } = lab();
    await simulation.start(t.lab);
    await t.saveAndDownload(sftpProfile);
    await clock.until(() => t.upgrade().counters.completed * 2 >= APS, HOURS_MS);
    // An order makes the counters those of this moment; the rows always are.
    const order = t.order("lab.clock", { factor: 60 });
    expectSum(t.upgrade(), t.aps());
    await Promise.all([order, clock.run(0)]);

    await t.untilIdle(HOURS_MS);
    expect(t.upgrade()).toMatchObject({
      canActivate: true,
      counters: { completed: APS - CORRUPT, failed: CORRUPT, retrying: 0, initiated: 0, predownloading: 0 },
    });
    expectSum(t.upgrade(), t.aps());
    const families = new Set(Object.keys(MODELS).map(familyOfModel));
    const asked = server.requests.map(({ path }) => path.split("/").at(-1));
    expect(asked).toHaveLength(1 + families.size);
    expect(new Set(asked).size).toBe(asked.length);

    await t.activate();
    await t.untilIdle();
    expect(t.upgrade().readBack?.total).toBe(APS);
    expect(countOf(t.aps(), ({ primaryVersion }) => primaryVersion === NEW)).toBe(
      t.upgrade().readBack?.onTarget,
    );
    await simulation.stop();
    expect(t.faults).toEqual([]);
  },
  TEST_MS,
);
