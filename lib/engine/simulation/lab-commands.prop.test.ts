/** Any commands of Lab during an upgrade, in any order, with kills in between: the upgrade ends and its result is true. */
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { demoLab } from "@/lib/fleet/population";
import { NEW, OLD, sftpProfile, type TestLab, testLab } from "@/lib/testing/simulation-lab";

// Generous for a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const names = demoLab()
  .aps.map((ap) => ap.name)
  .filter((name) => name !== "9120-core");
const percent = fc.option(fc.integer({ min: 0, max: 100 }), { nil: null });
const order = fc.oneof(
  fc.record({
    do: fc.constant("remove" as const),
    names: fc.subarray(names, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    do: fc.constant("add" as const),
    count: fc.integer({ min: 1, max: 4 }),
    running: fc.constantFrom(OLD, NEW),
  }),
  fc.record({
    do: fc.constant("flash" as const),
    names: fc.subarray(names, { minLength: 1, maxLength: 2 }),
    running: fc.constantFrom(OLD, NEW),
    backup: fc.option(fc.constantFrom(OLD, NEW, "17.3.3.26"), { nil: undefined }),
  }),
  fc.record({
    do: fc.constant("behave" as const),
    change: fc.record(
      {
        stallsAtPercent: percent,
        rebootsAtPercent: percent,
        losesCapwapAtPercent: percent,
        corruptsImage: fc.boolean(),
        ignoresActivate: fc.boolean(),
        linkRttMs: fc.integer({ min: 1, max: 10 }),
        rejoinAfterSeconds: fc.option(fc.integer({ min: 0, max: 60 }), { nil: null }),
      },
      { requiredKeys: [] },
    ),
    mode: fc.constantFrom("merge" as const, "replace" as const),
    names: fc.subarray(names, { minLength: 1 }),
  }),
  fc.record({
    do: fc.constant("scatter" as const),
    seed: fc.nat(1000),
    count: fc.integer({ min: 1, max: 6 }),
  }),
  fc.constant({ do: "heal" as const }),
  fc.constant({ do: "kill" as const }),
);
type Order = typeof order extends fc.Arbitrary<infer O> ? O : never;

const idsOf = (lab: TestLab, wanted: readonly string[]) =>
  lab.aps().flatMap((ap) => (wanted.includes(ap.name) ? [ap.id] : []));

async function obey(lab: TestLab, wanted: Order): Promise<TestLab> {
  const apIds = "names" in wanted ? idsOf(lab, wanted.names) : [];
  if ("names" in wanted && apIds.length === 0) return lab;
  switch (wanted.do) {
    case "remove":
      await lab.order("lab.remove-aps", { apIds });
      break;
    case "add": {
      const { count, running } = wanted;
      await lab.order("lab.add-aps", {
        mixes: [{ count, models: { "C9105AXI-E": 1, "C9130AXI-E": 1 }, running }],
      });
      break;
    }
    case "flash":
      await lab.order("lab.set-version", { apIds, running: wanted.running, backup: wanted.backup });
      break;
    case "behave": {
      const { change, mode } = wanted;
      await lab.order("lab.set-behavior", { target: { of: "aps", apIds }, change, mode });
      break;
    }
    case "scatter":
      await lab.order("lab.scatter-faults", { seed: wanted.seed, count: wanted.count });
      break;
    case "heal":
      await lab.order("lab.set-behavior", { target: { of: "fleet" }, change: {}, mode: "replace" });
      break;
    case "kill": {
      lab.kill();
      const next = testLab({ store: lab.store, clock: lab.clock, server: lab.server });
      await next.start();
      return next;
    }
  }
  return lab;
}

function isTrue(lab: TestLab, ended: boolean): void {
  const { counters, state } = lab.upgrade();
  const { total, initiated, predownloading, completed, failed, unsupported, retrying } = counters;
  const sum = initiated + predownloading + completed + failed + unsupported + retrying;
  expect(sum).toBeLessThanOrEqual(total);
  if (ended)
    expect({ sum, initiated, predownloading, retrying }).toEqual({
      sum: total,
      initiated: 0,
      predownloading: 0,
      retrying: 0,
    });
  expect(total).toBeLessThanOrEqual(12);
  for (const ap of lab.aps()) {
    if (ap.status === "Complete" && state !== "activated")
      expect([ap.backupVersion, ap.primaryVersion]).toContain(ap.predownloadVersion);
  }
  expect(lab.controller()).toMatchObject({ apCount: lab.aps().length });
  expect(lab.faults).toEqual([]);
}

test.each(["tftp", "sftp"] as const)(
  "%s: the upgrade ends, its counters add up, and Activate counts the versions read back at join",
  async (mode) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 30_000 }), order), { minLength: 1, maxLength: 8 }),
        async (orders) => {
          let lab = testLab();
          await lab.start();
          await lab.clock.run(40_000);
          await (mode === "sftp" ? lab.saveAndDownload(sftpProfile) : lab.saveAndDownload());
          for (const [ms, wanted] of orders) {
            await lab.clock.run(ms);
            lab = await obey(lab, wanted);
            isTrue(lab, false);
          }
          await lab.untilIdle(36_000_000);
          isTrue(lab, true);
          if (!lab.upgrade().canActivate) return;
          await lab.activate();
          await lab.untilIdle(36_000_000);
          await lab.clock.run(1000);
          const { readBack } = lab.upgrade();
          const there = lab.aps().filter((ap) => ap.joined && ap.primaryVersion === NEW).length;
          expect(readBack?.onTarget).toBeLessThanOrEqual(there);
          expect(readBack?.total).toBeLessThanOrEqual(lab.aps().length);
        },
      ),
      { numRuns: 15 },
    );
  },
);
