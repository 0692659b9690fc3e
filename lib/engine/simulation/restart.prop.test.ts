/** Killed at any moment and started again with the stored data: everything shown is true, and the upgrade goes on to its end. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { FaultError } from "@/lib/contracts/fault";
import { demoLab } from "@/lib/fleet/population";
import { NEW, OLD, type TestLab, testLab } from "@/lib/testing/simulation-lab";

/** The same store, clock and server; a new process. */
const again = async (killed: TestLab): Promise<TestLab> => {
  killed.kill();
  const next = testLab({ store: killed.store, clock: killed.clock, server: killed.server });
  await next.start();
  return next;
};

/** What holds for every row at any time. */
function expectTrueRows(lab: TestLab): void {
  const { counters, targetVersion, state } = lab.upgrade();
  for (const ap of lab.aps()) {
    if (ap.status === "Complete" && state !== "activated") {
      expect([ap.backupVersion, ap.primaryVersion]).toContain(ap.predownloadVersion);
    }
    if (ap.status === "Predownloading") expect(ap.activity).not.toBe("");
  }
  const { total, initiated, predownloading, completed, failed, unsupported, retrying } = counters;
  expect(initiated + predownloading + completed + failed + unsupported + retrying).toBeLessThanOrEqual(total);
  if (targetVersion !== null) expect([OLD, NEW]).toContain(targetVersion);
}

test("killed at random moments of the download, the upgrade goes on and all twelve are complete", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 4 }),
      async (moments) => {
        let lab = testLab();
        await lab.start();
        await lab.saveAndDownload();
        for (const ms of moments) {
          await lab.clock.run(ms);
          lab = await again(lab);
          expectTrueRows(lab);
        }
        await lab.untilIdle();
        expectTrueRows(lab);
        expect(lab.upgrade()).toMatchObject({ canActivate: true, counters: { total: 12, completed: 12 } });
        expect(lab.faults).toEqual([]);
      },
    ),
    { numRuns: 10 },
  );
});

test("killed at random moments of the reload, every access point is still read back with the new version", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 40_000 }), { minLength: 1, maxLength: 4 }),
      async (moments) => {
        let lab = testLab();
        await lab.start();
        await lab.saveAndDownload();
        await lab.untilIdle();
        await lab.activate();
        for (const ms of moments) {
          await lab.clock.run(ms);
          lab = await again(lab);
          expectTrueRows(lab);
        }
        await lab.untilIdle();
        expect(lab.upgrade()).toMatchObject({ state: "activated", readBack: { onTarget: 12, total: 12 } });
        expect(new Set(lab.aps().map((ap) => ap.primaryVersion))).toEqual(new Set([NEW]));
        expect(lab.controller()?.version).toBe(NEW);
      },
    ),
    { numRuns: 10 },
  );
});

test("access points that reboot shortly before the program is killed end on the new version", async () => {
  const disturbance = fc.record({
    at: fc.integer({ min: 1, max: 40_000 }),
    numbers: fc.array(fc.nat(11), { minLength: 1, maxLength: 3 }),
    killedAfter: fc.oneof(fc.nat(1000), fc.nat(40_000)),
  });
  const disturbances = fc.array(disturbance, { maxLength: 2 });
  await fc.assert(
    fc.asyncProperty(disturbances, disturbances, async (beforeActivate, afterActivate) => {
      let lab = testLab();
      const disturb = async (all: typeof beforeActivate) => {
        for (const { at, numbers, killedAfter } of all) {
          await lab.clock.run(at);
          const others = lab.aps().filter((ap) => !ap.isController);
          const apIds = others.filter((_, index) => numbers.includes(index)).map(({ id }) => id);
          // Refused while the controller reloads, and by one that is rebooting already.
          await lab.ask("ap.reboot", { apIds }).catch((error: unknown) => {
            if (!(error instanceof FaultError)) throw error;
          });
          await lab.clock.run(killedAfter);
          lab = await again(lab);
        }
      };
      await lab.start();
      await lab.saveAndDownload();
      await disturb(beforeActivate);
      await lab.untilIdle();
      await lab.activate();
      await disturb(afterActivate);
      await lab.untilIdle();
      expect(lab.upgrade()).toMatchObject({ state: "activated", readBack: { onTarget: 12, total: 12 } });
      expect(new Set(lab.aps().map((ap) => ap.primaryVersion))).toEqual(new Set([NEW]));
    }),
    { numRuns: 10 },
  );
});

test("an interrupted transfer starts again and counts as a retry", async () => {
  const lab = testLab();
  await lab.start();
  await lab.saveAndDownload();
  await lab.clock.until(() => lab.ap("AP6C41.0E16.E79C").apImage.bytes > 2_000_000);
  await lab.clock.run(600);
  const next = await again(lab);
  await next.clock.until(() => next.ap("AP6C41.0E16.E79C").status === "Predownloading");
  expect(next.ap("AP6C41.0E16.E79C").retryCount).toBe(1);
  await next.untilIdle();
  expect(next.ap("AP6C41.0E16.E79C").status).toBe("Complete");
});

test("the cause of a failure is still known after a restart", async () => {
  const lab = testLab();
  lab.server.files.delete("EWC_17_12_1/ap1g6");
  await lab.start();
  await lab.saveAndDownload();
  await lab.untilIdle();
  const next = await again(lab);
  const detail = await next.ask("ap.detail", { apId: next.ap("AP-9117").id });
  expect(detail.why[0]?.text).toBe("RRQ EWC_17_12_1/ap1g6 -> ERROR 1 File not found");
});

test("an upgrade goes on after an orderly stop", async () => {
  const lab = testLab();
  await lab.start();
  await lab.saveAndDownload();
  await lab.clock.run(9000);
  const stopped = lab.simulation.stop();
  await lab.clock.run(1000);
  await stopped;
  const next = testLab({ store: lab.store, clock: lab.clock, server: lab.server });
  await next.start();
  await next.untilIdle();
  expect(next.upgrade().counters.completed).toBe(12);
});

test("profile, clock and fleet survive a restart", async () => {
  const lab = testLab();
  await lab.start();
  await lab.save();
  await lab.ask("lab.clock", { factor: 10, actor: { name: "admin", role: "admin", from: "" } });
  await lab.clock.run(1000);
  const next = await again(lab);
  expect(next.controller()).toMatchObject({
    clockFactor: 10,
    profile: { imagePath: "EWC_17_12_1" },
    apCount: 12,
  });
  await next.clock.until(() => next.controller()?.joinedCount === 12);
});

const behaviors = fc.record({
  rebootsAtPercent: fc.option(fc.integer({ min: 0, max: 100 }), { nil: null }),
  losesCapwapAtPercent: fc.option(fc.integer({ min: 0, max: 100 }), { nil: null }),
  rejoinAfterSeconds: fc.option(fc.integer({ min: 0, max: 90 }), { nil: null }),
  stallsAtPercent: fc.option(fc.integer({ min: 0, max: 100 }), { nil: null }),
  refusesSignature: fc.boolean(),
  flashFreeBytes: fc.constantFrom(1_000, 200_000_000),
});

test("with any faults every upgrade ends, its counters add up to the fleet, and the result counts versions read back at join", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(
        fc.constantFrom("AP-POD-2-2", "AP-9117", "9105-lobby", "9130-atrium", "9120-spare"),
        behaviors,
      ),
      fc.boolean(),
      async (faulty, everyApFetches) => {
        const demo = demoLab();
        const lab = testLab({
          lab: {
            ...demo,
            startPolicy: { ...demo.startPolicy, everyApFetches },
            aps: demo.aps.map((ap) => ({ ...ap, behavior: faulty[ap.name] ?? {} })),
          },
        });
        await lab.start();
        await lab.saveAndDownload();
        await lab.untilIdle();
        const { total, completed, failed, unsupported } = lab.upgrade().counters;
        expect(completed + failed + unsupported).toBe(total);
        expectTrueRows(lab);
        if (!lab.upgrade().canActivate) return;
        await lab.activate();
        await lab.untilIdle();
        const there = lab.aps().filter((ap) => ap.joined && ap.primaryVersion === NEW).length;
        expect(lab.upgrade().readBack).toEqual({ onTarget: there, total: 12 });
      },
    ),
    { numRuns: 20 },
  );
});
