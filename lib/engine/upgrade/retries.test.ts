/** Retries that operators and rounds make, what access points hold already, and what is announced of it. */
import { expect, test } from "vitest";
import { demoLab } from "@/lib/fleet/population";
import { ccoProfile, NEW, testLab } from "@/lib/testing/simulation-lab";

const withBehavior = (name: string, behavior: object) => {
  const lab = demoLab();
  return { ...lab, aps: lab.aps.map((ap) => (ap.name === name ? { ...ap, behavior } : ap)) };
};

test("ap.retry predownloads again to those that failed, and refuses each of the others with its reason", async () => {
  const lab = testLab({ lab: withBehavior("9105-lobby", { refusesSignature: true }) });
  await lab.start();
  await lab.saveAndDownload();
  await lab.untilIdle();
  const failed = lab.ap("9105-lobby");
  const good = lab.ap("9105-room-214");
  expect(failed.status).toBe("Failed");
  await lab.order("lab.set-behavior", {
    target: { of: "aps", apIds: [failed.id] },
    change: {},
    mode: "replace",
  });
  const answer = await lab.order("ap.retry", { apIds: [failed.id, good.id, "0000.0000.0000"] });
  expect(answer.done).toEqual([failed.id]);
  expect(answer.refused.map(({ apId, fault }) => [apId, fault.message])).toEqual([
    [good.id, "Its predownload has not failed, so there is nothing to retry."],
    ["0000.0000.0000", "There is no such access point."],
  ]);
  await lab.clock.until(() => lab.ap("9105-lobby").status === "Complete");
  expect(lab.ap("9105-lobby").backupVersion).toBe(NEW);
});

test("ap.retry is refused while an upgrade runs", async () => {
  const lab = testLab();
  await lab.start();
  await lab.saveAndDownload();
  const { id } = lab.ap("9105-lobby");
  const { done, refused } = await lab.order("ap.retry", { apIds: [id] });
  expect(done).toEqual([]);
  expect(refused.map(({ fault }) => fault.code)).toEqual(["upgrade-running"]);
});

test("the preview counts what access points hold as backup, and leaves it out of the bytes to send", async () => {
  const lab = testLab();
  await lab.start();
  await lab.clock.until(() => lab.aps().every((ap) => ap.joined));
  const before = await lab.order("upgrade.preview", { profile: ccoProfile });
  expect(before.images.every(({ heldCount }) => heldCount === 0)).toBe(true);
  await lab.saveAndDownload(ccoProfile);
  await lab.untilIdle();
  const after = await lab.order("upgrade.preview", { profile: ccoProfile });
  for (const image of after.images.filter(({ family }) => family !== null))
    expect(image.heldCount).toBe(image.apCount);
  expect(after.totalBytes).toBeLessThan(before.totalBytes);
});

test("each failed try to copy the controller image is announced as one, with its retry", async () => {
  const lab = testLab();
  await lab.start();
  await lab.clock.until(() => lab.aps().every((ap) => ap.joined));
  const standby = lab.aps().find((ap) => !ap.isController && ap.model.startsWith("C9120"));
  if (standby === undefined) throw new Error("no EWC-capable access point");
  await lab.saveAndDownload();
  await lab.clock.until(() => lab.ap(standby.name).controllerImage.state === "receiving");
  await lab.order("lab.set-behavior", {
    target: { of: "aps", apIds: [standby.id] },
    change: { stallsAtPercent: 1 },
    mode: "replace",
  });
  await lab.clock.until(() => lab.events.includes("ap.controller-image.failed"));
  await lab.clock.run(0);
  const { history } = await lab.order("ap.detail", { apId: standby.id });
  expect(history[0]).toMatchObject({ type: "ap.controller-image.failed" });
  expect(history[0]?.text).toMatch(/^Controller image failed: .* It will be retried\.$/);
});
