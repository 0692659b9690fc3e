/** When an activated upgrade ends: after every access point that can still come back. */
import { expect, test } from "vitest";
import type { Behavior } from "@/lib/contracts/lab";
import { NEW, OLD, testLab } from "@/lib/testing/simulation-lab";

/** In the syslog when the download at join has ended without an image. */
const LOST = "Disjoined Image Download Failed";

test("an access point that loses its connection while it fetches the new image at join is waited for", async () => {
  const lab = testLab();
  await lab.start();
  const late = lab.aps().find((ap) => !ap.isController)?.name ?? "";
  const behave = (change: Partial<Behavior>) =>
    lab.order("lab.set-behavior", {
      target: { of: "aps", apIds: [lab.ap(late).id] },
      change,
      mode: "merge",
    });
  // Its predownload fails, so that it has to fetch the image when it joins.
  await behave({ flashFreeBytes: 1000 });
  await lab.saveAndDownload();
  await lab.untilIdle();
  await behave({ flashFreeBytes: 200_000_000, losesCapwapAtPercent: 50, rejoinAfterSeconds: 900 });
  await lab.activate({ commit: "automatic" });
  await lab.clock.until(() => lab.lines.some(({ text }) => text.includes(LOST)), 3_600_000);
  expect(lab.ap(late)).toMatchObject({ primaryVersion: OLD, joined: false });
  await lab.untilIdle(7_200_000);
  expect(lab.upgrade().readBack).toEqual({ onTarget: lab.aps().length, total: lab.aps().length });
  expect(lab.ap(late)).toMatchObject({ primaryVersion: NEW, joined: true });
});

test("one that reboots after the end stays counted, because the upgrade has succeeded", async () => {
  const lab = testLab();
  await lab.start();
  await lab.saveAndDownload();
  await lab.untilIdle();
  await lab.activate({ commit: "automatic" });
  await lab.untilIdle();
  const { status, readBack } = lab.upgrade();
  const rebooted = lab.aps().find((ap) => !ap.isController);
  await lab.order("ap.reboot", { apIds: [rebooted?.id ?? ""] });
  await lab.clock.until(() => !lab.ap(rebooted?.name ?? "").joined);
  expect(lab.upgrade()).toMatchObject({ status, readBack });
  await lab.clock.until(() => lab.ap(rebooted?.name ?? "").joined);
  expect(lab.upgrade()).toMatchObject({ status, readBack });
});
