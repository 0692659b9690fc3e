/** Network Upgrade waits for access points that leave it for a while. */
import { expect, test } from "vitest";
import { type TestLab, testLab } from "@/lib/testing/simulation-lab";

/** Runs until access points receive the controller image, and reboots them all. @returns their names */
async function allReboot(lab: TestLab): Promise<string[]> {
  await lab.start();
  await lab.saveAndDownload();
  const receiving = () => lab.aps().filter((ap) => ap.controllerImage.state === "receiving");
  await lab.clock.until(
    () => lab.upgrade().state === "controller-predownload-in-progress" && receiving().length > 0,
  );
  const rebooted = receiving();
  await lab.order("ap.reboot", { apIds: rebooted.map(({ id }) => id) });
  const names = rebooted.map(({ name }) => name);
  await lab.clock.until(() => names.every((name) => !lab.ap(name).joined));
  return names;
}

const stateOf = (lab: TestLab, names: readonly string[]) =>
  names.map((name) => lab.ap(name).controllerImage.state);
const networkMark = (lab: TestLab) =>
  lab.upgrade().stageMarks.find(({ stage }) => stage === "Network Upgrade")?.mark;

test("access points that reboot in the middle of it get the controller image when they are back", async () => {
  const lab = testLab();
  const names = await allReboot(lab);
  await lab.untilIdle();
  expect(networkMark(lab)).toBe("done");
  expect(new Set(stateOf(lab, names))).toEqual(new Set(["complete"]));
});

test("the row of one that does not get it says why, although its own image is complete", async () => {
  const lab = testLab();
  await lab.start();
  await lab.saveAndDownload();
  const receiving = () =>
    lab.aps().filter((ap) => ap.controllerImage.state === "receiving" && !ap.isController);
  await lab.clock.until(() => receiving().length > 0);
  const [late] = receiving();
  await lab.order("lab.set-behavior", {
    target: { of: "aps", apIds: [late?.id ?? ""] },
    change: { stallsAtPercent: 50 },
    mode: "merge",
  });
  await lab.untilIdle();
  const row = lab.ap(late?.name ?? "");
  expect(row).toMatchObject({ status: "Complete", controllerImage: { state: "failed" } });
  expect(row.fault?.message).toMatch(/gave up/);
});

test("they also do if the program was killed while they were away", async () => {
  const lab = testLab();
  const names = await allReboot(lab);
  await lab.clock.run(1000);
  lab.kill();
  const again = testLab({ store: lab.store, clock: lab.clock, server: lab.server });
  await again.start();
  expect(names.filter((name) => again.ap(name).joined)).toEqual([]);
  await again.untilIdle();
  expect(networkMark(again)).toBe("done");
  expect(new Set(stateOf(again, names))).toEqual(new Set(["complete"]));
});
