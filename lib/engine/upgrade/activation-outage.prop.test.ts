/** The estimate of what Activate interrupts, against what the simulation then does. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Lab } from "@/lib/contracts/lab";
import { behaviorSchema } from "@/lib/contracts/lab";
import { demoLab } from "@/lib/fleet/population";
import { admin, NEW, type TestLab, testLab } from "@/lib/testing/simulation-lab";

type Times = { bootSeconds: number; linkRttMs: number };
const times: fc.Arbitrary<Times> = fc.record({
  bootSeconds: fc.double({ min: 1, max: 120, noNaN: true }),
  linkRttMs: fc.double({ min: 0.1, max: 8, noNaN: true }),
});

/** The demo lab with these times, and a controller that reloads this long. */
function fleet(reloadSeconds: number, each: readonly Times[]): Lab {
  const lab = demoLab();
  const aps = lab.aps.map((ap, i) => ({
    ...ap,
    running: "17.9.4.27",
    behavior: behaviorSchema.parse(each[i]),
  }));
  return { ...lab, controller: { ...lab.controller, reloadSeconds }, aps };
}

/** Milliseconds of the controller's clock from Activate until each access point has joined again. */
async function activated(lab: TestLab): Promise<Map<string, number>> {
  const away = new Map<string, number>();
  const began = lab.simulated.now();
  lab.bus.onEvent((event) => {
    if (event.type === "ap.joined") away.set(event.data.apId, event.at - began);
  });
  await lab.ask("upgrade.activate", { actor: admin });
  await lab.untilIdle();
  return away;
}

test("every access point that holds the image is back within the estimated range", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.double({ min: 1, max: 240, noNaN: true }),
      fc.array(times, { minLength: 12, maxLength: 12 }),
      async (reloadSeconds, each) => {
        const lab = testLab({ lab: fleet(reloadSeconds, each) });
        await lab.start();
        await lab.saveAndDownload();
        await lab.untilIdle();
        const { outage } = lab.upgrade();
        if (outage === null) throw new Error("nothing can be activated");
        expect(outage).toMatchObject({ apCount: 12, downloading: 0 });
        const away = [...(await activated(lab)).values()];
        expect(away).toHaveLength(12);
        expect(Math.min(...away)).toBeGreaterThanOrEqual(outage.leastMs - 1);
        expect(Math.max(...away)).toBeLessThanOrEqual(outage.mostMs + 1);
        expect(lab.upgrade().outage).toBeNull();
      },
    ),
    { numRuns: 8 },
  );
});

test("an access point without the image counts as downloading, and returns after all the others", async () => {
  const demo = demoLab();
  const tooSmall = { flashFreeBytes: 1000 };
  const aps = demo.aps.map((ap) => (ap.name === "9105-lobby" ? { ...ap, behavior: tooSmall } : ap));
  const lab = testLab({ lab: { ...demo, aps } });
  await lab.start();
  await lab.clock.until(() => lab.aps().every((ap) => ap.joined));
  await lab.saveAndDownload();
  await lab.untilIdle();
  const { outage } = await lab.order("upgrade.activation-preview");
  expect(lab.upgrade().outage).toEqual(outage);
  expect(outage).toMatchObject({ apCount: 12, downloading: 1 });
  const id = lab.ap("9105-lobby").id;
  await lab.order("lab.set-behavior", { target: { of: "aps", apIds: [id] }, change: {}, mode: "replace" });
  const away = await activated(lab);
  expect(lab.ap("9105-lobby").primaryVersion).toBe(NEW);
  expect(away.get(id)).toBeGreaterThan(outage.mostMs);
  away.delete(id);
  for (const ms of away.values()) expect(ms).toBeLessThanOrEqual(outage.mostMs + 1);
});
