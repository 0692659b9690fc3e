/** Access points that an operator reboots, on a fake clock. */
import { expect, test } from "vitest";
import { faultOf } from "@/lib/contracts/fault";
import { admin, NEW, testLab } from "@/lib/testing/simulation-lab";

const started = async () => {
  const lab = testLab();
  await lab.start();
  await lab.clock.until(() => lab.aps().filter((ap) => ap.joined).length > 5);
  return lab;
};
const reboot = async (lab: Awaited<ReturnType<typeof started>>, ...apIds: string[]) => {
  const [answer] = await Promise.all([lab.ask("ap.reboot", { apIds, actor: admin }), lab.clock.run(0)]);
  return answer;
};
const joinedAp = (lab: Awaited<ReturnType<typeof started>>) => {
  const ap = lab.aps().find((row) => row.joined && !row.isController);
  if (ap === undefined) throw new Error("none joined");
  return ap;
};

test("a rebooted access point leaves, joins again, and its history names the operator", async () => {
  const lab = await started();
  const { id, name, primaryVersion } = joinedAp(lab);
  expect(await reboot(lab, id)).toEqual({ done: [id], refused: [] });
  expect(lab.ap(name)).toMatchObject({ joined: false, capwapState: "Reset" });
  expect(lab.events).toContain("ap.rebooted");
  await lab.clock.until(() => lab.ap(name).joined);
  expect(lab.ap(name).primaryVersion).toBe(primaryVersion);
  const detail = await lab.ask("ap.detail", { apId: id });
  expect(detail.history.some((entry) => entry.text.includes("Rebooted by admin"))).toBe(true);
});

test("of several access points each is rebooted once, and each that cannot be is answered with the reason", async () => {
  const lab = await started();
  const { id, name } = joinedAp(lab);
  const own = lab.aps().find((row) => row.isController);
  const answer = await reboot(lab, id, id, own?.id ?? "", "ffff.ffff.ffff");
  expect(answer.done).toEqual([id]);
  expect(answer.refused.map((r) => r.fault.code)).toEqual(["conflict", "not-found"]);
  expect(answer.refused[0]?.fault.message).toMatch(/hosts the controller/);
  expect(lab.controller()?.state).toBe("up");
  expect((await reboot(lab, id)).refused[0]?.fault.message).toBe(
    `${name} is not joined, so commands cannot reach it.`,
  );
});

test("an access point rebooted in mid-predownload is not Complete, and the counters add up to the fleet", async () => {
  const lab = await started();
  await lab.saveAndDownload();
  await lab.clock.until(() => lab.aps().some((ap) => ap.status === "Predownloading" && !ap.isController));
  const ap = lab.aps().find((row) => row.status === "Predownloading" && !row.isController);
  await reboot(lab, ap?.id ?? "");
  expect(lab.ap(ap?.name ?? "").status).not.toBe("Complete");
  await lab.untilIdle();
  await lab.clock.until(() => lab.ap(ap?.name ?? "").joined);
  const { status, backupVersion } = lab.ap(ap?.name ?? "");
  expect(status === "Complete").toBe(backupVersion === NEW);
});

test("no access point can be rebooted while the controller reloads", async () => {
  const lab = await started();
  const { id } = joinedAp(lab);
  await Promise.all([lab.simulation.order({ type: "reload" }, admin), lab.clock.run(0)]);
  const refused = await reboot(lab, id).catch((thrown: unknown) => faultOf(thrown).message);
  expect(refused).toBe("The controller is reloading.");
});
