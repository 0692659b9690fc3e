/** The run's one percent and one estimate: the percent never falls, whatever happens, and the estimate is near the truth. */
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import type { Lab } from "@/lib/contracts/lab";
import { demoLab } from "@/lib/fleet/population";
import { sftpProfile, type TestLab, testLab, profile as tftpProfile } from "@/lib/testing/simulation-lab";

// Generous for a busy machine.
vi.setConfig({ testTimeout: 600_000 });

const names = demoLab()
  .aps.map((ap) => ap.name)
  .filter((name) => name !== "9120-core");
const percent = fc.option(fc.integer({ min: 0, max: 100 }), { nil: null });
const happening = fc.oneof(
  fc.record({
    do: fc.constant("behave" as const),
    names: fc.subarray(names, { minLength: 1, maxLength: 4 }),
    change: fc.record(
      {
        stallsAtPercent: percent,
        rebootsAtPercent: percent,
        losesCapwapAtPercent: percent,
        corruptsImage: fc.boolean(),
        linkRttMs: fc.integer({ min: 1, max: 10 }),
      },
      { requiredKeys: [] },
    ),
  }),
  fc.constant({ do: "reboot" as const }),
  fc.record({ do: fc.constant("hide" as const), family: fc.constantFrom("ap1g6", "ap1g7", "ap1g8") }),
  fc.record({ do: fc.constant("clock" as const), factor: fc.constantFrom(1, 10) }),
  fc.constant({ do: "kill" as const }),
);
type Happening = typeof happening extends fc.Arbitrary<infer H> ? H : never;

async function happen(lab: TestLab, what: Happening): Promise<TestLab> {
  switch (what.do) {
    case "behave": {
      const apIds = what.names.map((name) => lab.ap(name).id);
      await lab.order("lab.set-behavior", {
        target: { of: "aps", apIds },
        change: what.change,
        mode: "merge",
      });
      return lab;
    }
    case "reboot":
      await lab.order("ap.reboot", { apIds: [lab.ap("9120-spare").id] });
      return lab;
    case "hide":
      lab.server.files.delete(`EWC_17_12_1/${what.family}`);
      return lab;
    case "clock":
      await lab.order("lab.clock", { factor: what.factor });
      return lab;
    case "kill": {
      lab.kill();
      const next = testLab({ store: lab.store, clock: lab.clock, server: lab.server });
      await next.start();
      return next;
    }
  }
}

test("the percentage of a run never falls: not by faults, retries, reboots, another clock or a killed program", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("tftp", "sftp"),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 15_000 }), happening), { minLength: 1, maxLength: 8 }),
      async (mode, happenings) => {
        let lab = testLab();
        await lab.start();
        await lab.clock.run(40_000);
        await (mode === "sftp" ? lab.saveAndDownload(sftpProfile) : lab.saveAndDownload());
        let highest = 0;
        const look = () => {
          const { percent: now } = lab.upgrade();
          expect(now).toBeGreaterThanOrEqual(highest);
          highest = now;
        };
        for (const [ms, what] of happenings) {
          for (let left = ms; left > 0; left -= 500) {
            await lab.clock.run(Math.min(500, left));
            look();
          }
          lab = await happen(lab, what);
          look();
        }
        await lab.clock.until(() => {
          look();
          return !lab.upgrade().running;
        }, 36_000_000);
        await lab.clock.run(1000);
        look();
        if (lab.upgrade().canActivate) expect(highest).toBe(100);
        else expect(highest).toBeLessThan(100);
      },
    ),
    { numRuns: 150 },
  );
});

/** Well-behaved links of different lengths, and different policies. */
const calm = fc.record({
  mode: fc.constantFrom("tftp", "sftp"),
  parallelMode: fc.boolean(),
  linkRttMs: fc.integer({ min: 1, max: 8 }),
  batchSize: fc.constantFrom(2, 4, 16),
  batchIntervalSeconds: fc.constantFrom(5, 20, 60),
  factor: fc.constantFrom(1, 4),
});

test("with well-behaved links, the estimated end after the first quarter stays within 25 % of the run around the real end", async () => {
  await fc.assert(
    fc.asyncProperty(calm, async ({ mode, parallelMode, linkRttMs, factor, ...batches }) => {
      const demo = demoLab();
      const settings: Lab = {
        ...demo,
        clockFactor: factor,
        startPolicy: { ...demo.startPolicy, ...batches },
        aps: demo.aps.map((ap) => ({ ...ap, running: demo.controller.running, behavior: { linkRttMs } })),
      };
      const lab = testLab({ lab: settings });
      await lab.start();
      await lab.clock.run(1000);
      await (mode === "sftp"
        ? lab.saveAndDownload({ ...sftpProfile, parallelMode })
        : lab.saveAndDownload({ ...tftpProfile, parallelMode }));
      const start = lab.clock.now();
      const seen: { at: number; end: number | null }[] = [];
      while (lab.upgrade().running) {
        seen.push({ at: lab.clock.now(), end: lab.upgrade().estimatedEndAt });
        await lab.clock.run(500);
      }
      const end = lab.upgrade().endedAt ?? 0;
      expect(lab.upgrade().canActivate).toBe(true);
      const late = seen.filter(({ at }) => at - start >= (end - start) / 4);
      const off = late.map(({ end: estimated }) => Math.abs((estimated ?? 0) - end) / (end - start));
      expect(Math.max(...off)).toBeLessThanOrEqual(0.25);
    }),
    { numRuns: 15 },
  );
});
