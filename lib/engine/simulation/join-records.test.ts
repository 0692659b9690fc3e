/** Joins are counted by the simulation, survive a restart, and say why an access point is missing. */
import { expect, test } from "vitest";
import { faultOf } from "@/lib/contracts/fault";
import { admin, NEW, OLD, type TestLab, testLab } from "@/lib/testing/simulation-lab";

const record = (lab: TestLab, name: string) => lab.simulation.joinRecord(lab.ap(name).id);

test("a rebooted access point has a new uptime, and one more join when it is back", async () => {
  const lab = testLab();
  await lab.start();
  const { id, name } = lab.aps().find((ap) => ap.joined && !ap.isController)!;
  const before = record(lab, name);
  expect(before).toMatchObject({ joins: 1, lastFailurePhase: "NA" });
  await lab.clock.run(5000);
  await Promise.all([lab.ask("ap.reboot", { apIds: [id], actor: admin }), lab.clock.run(0)]);
  await lab.clock.until(() => lab.ap(name).joined);
  const after = record(lab, name);
  expect(after).toMatchObject({ joins: 2, failures: 0, lastDisconnectReason: "AP reboot: by admin" });
  expect(after.bootedAt! - before.bootedAt!).toBe(5000);
  expect(after.joinedAt!).toBeGreaterThan(after.bootedAt!);
  await lab.clock.run(5000);
  lab.kill();
  const again = testLab({ store: lab.store, clock: lab.clock, server: lab.server });
  await again.start();
  expect(record(again, name)).toEqual(after);
});

test("an access point whose image cannot be downloaded is not joined, with the phase and the cause", async () => {
  const lab = testLab();
  await lab.start();
  const aps = [{ name: "new", model: "C9117AXI-E", running: "17.3.3.26" }];
  await lab.order("lab.add-aps", { aps });
  await lab.clock.until(() => lab.ap("new").fault !== null);
  expect(record(lab, "new")).toMatchObject({ joins: 0, joinedAt: null, lastFailurePhase: "Image-Download" });
  expect(record(lab, "new").lastDisconnectReason).toMatch(/^Image Download Failed: /);
  expect(record(lab, "new").failures).toBeGreaterThan(0);
});

test("ap name X image swap swaps one access point, and is refused without a backup image", async () => {
  const lab = testLab();
  await lab.start();
  const swap = async (apId: string) => {
    const [done] = await Promise.all([
      lab.simulation.order({ type: "swap", apId }, admin).catch((thrown: unknown) => faultOf(thrown).message),
      lab.clock.run(0),
    ]);
    return done;
  };
  const { id, name } = lab.aps().find((ap) => ap.joined && ap.backupVersion === "0.0.0.0")!;
  expect(await swap(id)).toBe(`${name} has no backup image to swap to, or is receiving one.`);
  await lab.saveAndDownload();
  await lab.untilIdle();
  expect(await swap(id)).toEqual({ count: 1 });
  expect(lab.ap(name)).toMatchObject({ primaryVersion: NEW, backupVersion: OLD, joined: true });
  expect(
    lab
      .aps()
      .filter((ap) => ap.primaryVersion === NEW)
      .map((ap) => ap.name),
  ).toEqual([name]);
});
