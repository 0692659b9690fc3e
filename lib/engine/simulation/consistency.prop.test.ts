/** Whatever operators and access points do: table, counters, command line and logs never contradict each other. */
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import type { ControllerOrder } from "@/lib/cli/ports";
import { FaultError } from "@/lib/contracts/fault";
import { demoLab } from "@/lib/fleet/population";
import { labCommandLine } from "@/lib/testing/lab-command-line";
import { disagreements } from "@/lib/testing/lab-disagreements";
import { admin, NEW, OLD, sftpProfile, type TestLab, testLab } from "@/lib/testing/simulation-lab";

// Generous for a busy machine.
vi.setConfig({ testTimeout: 600_000 });

const RUNS = 40;
const STEPS = 50;

const demo = demoLab();
const names = demo.aps.map((ap) => ap.name).filter((name) => name !== "9120-core");
const someNames = fc.subarray(names, { minLength: 1, maxLength: 3 });
const percent = fc.option(fc.integer({ min: 0, max: 100 }), { nil: null });
const weighted = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });
const operation = fc.oneof(
  weighted(5, fc.constant({ do: "wait" as const })),
  weighted(3, fc.record({ do: fc.constant("start" as const), sftp: fc.boolean() })),
  weighted(1, fc.constant({ do: "cancel" as const })),
  weighted(2, fc.constant({ do: "activate" as const })),
  weighted(1, fc.record({ do: fc.constant("predownload" as const), name: fc.constantFrom(...names) })),
  weighted(
    2,
    fc.record({
      do: fc.constant("behave" as const),
      names: someNames,
      change: fc.record(
        {
          stallsAtPercent: percent,
          rebootsAtPercent: percent,
          losesCapwapAtPercent: percent,
          corruptsImage: fc.boolean(),
          ignoresActivate: fc.boolean(),
          flashFreeBytes: fc.constantFrom(1000, 200_000_000),
          linkRttMs: fc.integer({ min: 1, max: 10 }),
          rejoinAfterSeconds: fc.option(fc.integer({ min: 0, max: 60 }), { nil: null }),
        },
        { requiredKeys: [] },
      ),
    }),
  ),
  weighted(1, fc.constant({ do: "heal" as const })),
  weighted(1, fc.record({ do: fc.constant("reboot" as const), names: someNames })),
  weighted(1, fc.record({ do: fc.constant("remove" as const), names: someNames })),
  weighted(1, fc.record({ do: fc.constant("add" as const), running: fc.constantFrom(OLD, NEW) })),
  weighted(
    1,
    fc.record({ do: fc.constant("hide" as const), family: fc.constantFrom("ap1g6", "ap1g7", "ap1g8") }),
  ),
  weighted(1, fc.record({ do: fc.constant("batches" as const), batchSize: fc.constantFrom(1, 3, 16) })),
  weighted(1, fc.record({ do: fc.constant("clock" as const), factor: fc.constantFrom(1, 10) })),
  weighted(
    1,
    fc.record({
      do: fc.constant("order" as const),
      type: fc.constantFrom("swap-all" as const, "reset-all" as const, "reload" as const),
    }),
  ),
  weighted(1, fc.constant({ do: "kill" as const })),
);
type Operation = typeof operation extends fc.Arbitrary<infer O> ? O : never;

/** The lab with what the operators remember of it. */
type Bench = { lab: TestLab; run(command: string): Promise<string>; members: Set<string> | null };

const open = async (lab: TestLab, members: Bench["members"]): Promise<Bench> => ({
  lab,
  run: await labCommandLine(lab),
  members,
});

const idsOf = ({ lab }: Bench, wanted: readonly string[]) =>
  lab.aps().flatMap((ap) => (wanted.includes(ap.name) ? [ap.id] : []));

async function order(
  { lab }: Bench,
  type: Extract<ControllerOrder["type"], "reload" | "swap-all" | "reset-all">,
) {
  await Promise.all([lab.simulation.order({ type }, admin), lab.clock.run(0)]);
}

async function operate(bench: Bench, what: Operation): Promise<Bench> {
  const { lab } = bench;
  switch (what.do) {
    case "wait":
      return bench;
    case "start": {
      const ids = lab.aps().map(({ id }) => id);
      await (what.sftp ? lab.saveAndDownload(sftpProfile) : lab.saveAndDownload());
      return { ...bench, members: new Set(ids) };
    }
    case "cancel":
      await lab.cancel();
      return bench;
    case "activate":
      await lab.activate();
      return bench;
    case "predownload":
      await lab.order("ap.predownload", { apId: idsOf(bench, [what.name])[0] ?? "0000.0000.0000" });
      return bench;
    case "behave": {
      const apIds = idsOf(bench, what.names);
      if (apIds.length > 0)
        await lab.order("lab.set-behavior", {
          target: { of: "aps", apIds },
          change: what.change,
          mode: "merge",
        });
      return bench;
    }
    case "heal":
      await lab.order("lab.set-behavior", { target: { of: "fleet" }, change: {}, mode: "replace" });
      return bench;
    case "reboot": {
      const apIds = idsOf(bench, what.names);
      if (apIds.length > 0) await lab.order("ap.reboot", { apIds });
      return bench;
    }
    case "remove": {
      const apIds = idsOf(bench, what.names);
      if (apIds.length === 0 || lab.aps().length < 6) return bench;
      await lab.order("lab.remove-aps", { apIds });
      for (const id of apIds) bench.members?.delete(id);
      return bench;
    }
    case "add": {
      const mixes = [{ count: 2, models: { "C9105AXI-E": 1, "C9130AXI-E": 1 }, running: what.running }];
      if (lab.aps().length < 20) await lab.order("lab.add-aps", { mixes });
      return bench;
    }
    case "hide": {
      const path = `EWC_17_12_1/${what.family}`;
      const { files } = lab.server;
      const file = files.get("EWC_17_12_1/ap3g3");
      if (!files.delete(path) && file !== undefined) files.set(path, { ...file, family: what.family });
      return bench;
    }
    case "batches":
      await lab.order("lab.set-policy", {
        startPolicy: { ...demo.startPolicy, batchSize: what.batchSize },
        transfer: demo.transfer,
      });
      return bench;
    case "clock":
      await lab.order("lab.clock", { factor: what.factor });
      return bench;
    case "order":
      await order(bench, what.type);
      return bench;
    case "kill": {
      lab.kill();
      const next = testLab({ store: lab.store, clock: lab.clock, server: lab.server });
      next.lines.unshift(...lab.lines.slice(0, lab.kept.lines));
      next.events.unshift(...lab.events.slice(0, lab.kept.events));
      Object.assign(next.kept, { lines: next.lines.length, events: next.events.length });
      await next.start();
      return await open(next, bench.members);
    }
  }
}

test(`${RUNS * STEPS} random operations with time between them: after each, table, counters, command line and logs agree`, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 12_000 }), operation), {
        minLength: STEPS,
        maxLength: STEPS,
      }),
      async (steps) => {
        let bench = await open(testLab(), null);
        await bench.lab.start();
        for (const [ms, what] of steps) {
          await bench.lab.clock.run(ms);
          try {
            bench = await operate(bench, what);
          } catch (refused) {
            // Everything is tried at any time; what does not fit is refused and changes nothing.
            if (!(refused instanceof FaultError)) throw refused;
          }
          const found = await disagreements(bench.lab, bench);
          expect({ after: what, found }).toEqual({ after: what, found: [] });
          expect(bench.lab.faults).toEqual([]);
        }
      },
    ),
    { numRuns: RUNS, endOnFailure: true },
  );
});
