/** A run keeps what was predicted at its start, and a rehearsal is a run at another speed of the clock. */
import { expect, test } from "vitest";
import { demoLab } from "@/lib/fleet/population";
import { recordedLab } from "@/lib/testing/recorded-lab";
import { profile, testLab } from "@/lib/testing/simulation-lab";

const rehearse = (lab: { order: ReturnType<typeof testLab>["order"] }, clockFactor = 60) =>
  lab.order("upgrade.start", { profile, rehearsal: { clockFactor } });

test("the run keeps the prediction that was made at its start, and it holds what the run took", async () => {
  const lab = await recordedLab();
  await lab.start();
  // The access point with other software has joined.
  await lab.clock.run(60_000);
  await lab.saveAndDownload();
  const startedAt = lab.clock.now();
  await lab.clock.run(1_000);
  const { prediction } = lab.upgrade();
  expect(prediction?.stages.map(({ stage }) => stage)).toEqual([
    "Controller Image Download",
    "AP Image Download",
    "Network Upgrade",
    "Reload",
  ]);
  await lab.untilIdle();
  const seconds = (lab.clock.now() - startedAt) / 1000;
  expect(seconds).toBeGreaterThan(prediction?.ready.best ?? Number.POSITIVE_INFINITY);
  expect(seconds).toBeLessThan(prediction?.ready.worst ?? 0);
  await lab.clock.run(1_000);
  expect(lab.run(1)).toMatchObject({ outcome: "ready", prediction, rehearsedAt: null });
});

test("the second prediction rests on the rates of the first run, also after a restart", async () => {
  const lab = testLab();
  await lab.start();
  await lab.saveAndDownload();
  await lab.clock.run(1_000);
  expect(lab.upgrade().prediction?.sureness).toBe("low");
  await lab.untilIdle();
  await lab.clock.run(1_000);
  lab.kill();
  const next = testLab({ store: lab.store, clock: lab.clock, server: lab.server });
  await next.start();
  await next.saveAndDownload();
  await next.clock.run(1_000);
  expect(next.upgrade().prediction?.sureness).toBe("medium");
});

test("a rehearsal sets the speed of the clock until it is ready, and does not activate by itself", async () => {
  const lab = await recordedLab();
  await lab.start();
  await rehearse(lab);
  await lab.clock.run(1_000);
  expect(lab.simulated.factor).toBe(60);
  expect(lab.upgrade()).toMatchObject({ running: true, rehearsedAt: 60, prediction: { clockFactor: 60 } });
  await lab.untilIdle();
  expect(lab.simulated.factor).toBe(1);
  await lab.clock.run(60_000);
  expect(lab.upgrade()).toMatchObject({ canActivate: true, state: "controller-predownload-complete" });
  expect(lab.run(1)).toMatchObject({ outcome: "ready", rehearsedAt: 60 });
});

test("a canceled rehearsal gives the speed of the clock back", async () => {
  const lab = testLab({ lab: { ...demoLab(), clockFactor: 10 } });
  await lab.start();
  await rehearse(lab);
  await lab.clock.run(1_000);
  await lab.cancel();
  expect(lab.simulated.factor).toBe(10);
});

test("a rehearsal goes on at its speed after a restart, and then gives the speed before it back", async () => {
  const lab = testLab();
  await lab.start();
  await rehearse(lab, 10);
  await lab.clock.run(3_000);
  lab.kill();
  const next = testLab({ store: lab.store, clock: lab.clock, server: lab.server });
  await next.start();
  expect(next.upgrade().running).toBe(true);
  expect(next.simulated.factor).toBe(10);
  await next.untilIdle();
  expect(next.simulated.factor).toBe(1);
});

test("an operator who sets the clock during a rehearsal keeps that speed", async () => {
  const lab = testLab();
  await lab.start();
  await rehearse(lab);
  await lab.clock.run(1_000);
  await lab.order("lab.clock", { factor: 10 });
  await lab.untilIdle();
  expect(lab.simulated.factor).toBe(10);
});
