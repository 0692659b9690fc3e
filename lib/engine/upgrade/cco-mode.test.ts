/** CCO mode on a fake clock: which release is taken, who downloads it in which order, and what goes wrong. */
import { expect, test } from "vitest";
import { fault, faultOf } from "@/lib/contracts/fault";
import type { FaultCode } from "@/lib/contracts/fault-codes";
import { labSchema } from "@/lib/contracts/lab";
import { demoLab } from "@/lib/fleet/population";
import { ccoProfile, NEW, OLD, profile, type TestLab, testLab } from "@/lib/testing/simulation-lab";

const syslog = (lab: TestLab, pattern: RegExp) =>
  lab.lines.filter((l) => l.source === "syslog" && pattern.test(l.text));
const downloaded = async (lab: TestLab, order = ccoProfile) => {
  await lab.start();
  await lab.saveAndDownload(order);
  await lab.untilIdle();
};
/** A second release at the service: the one that runs. */
const withOldRelease = (lab: TestLab) => {
  for (const [path, file] of [...lab.server.files])
    lab.server.files.set(path.replace("12_1", "9_4a"), { ...file, version: OLD });
  lab.server.releases.unshift({ release: "17.9.4a", folder: "EWC_17_9_4a" });
};
const asked = <T>(lab: TestLab, answer: Promise<T>) =>
  Promise.all([answer.catch((thrown: unknown) => faultOf(thrown)), lab.clock.run(1000)]).then(([a]) => a);

test("the controller downloads its image first, then each image master its family's, and all access points start with the new version", async () => {
  const lab = testLab();
  await downloaded(lab);
  const families = new Set(lab.aps().map((ap) => ap.family));
  const [first, ...others] = lab.server.requests.map(({ path }) => path.split("/").at(-1));
  expect(first).toBe("C9800-AP-iosxe-wlc.bin");
  expect(others.toSorted()).toEqual([...families].toSorted());
  expect(lab.aps().filter((ap) => ap.method === "HTTPS").length).toBe(families.size);
  expect(lab.upgrade()).toMatchObject({ canActivate: true, counters: { completed: 12, failed: 0 } });
  await lab.activate();
  await lab.untilIdle();
  expect(lab.upgrade().readBack).toEqual({ onTarget: 12, total: 12 });
  expect(lab.faults).toEqual([]);
});

test("masters download one after another, with Parallel Mode at the same time", async () => {
  const inTurn = testLab();
  await downloaded(inTurn);
  expect(inTurn.server.mostAtOnce).toBe(1);
  const together = testLab();
  await downloaded(together, { ...ccoProfile, parallelMode: true });
  expect(together.server.mostAtOnce).toBeGreaterThan(3);
});

test("the latest release is taken when the profile says so, and the suggested one otherwise", async () => {
  const suggested = testLab();
  withOldRelease(suggested);
  await downloaded(suggested);
  expect(suggested.upgrade().targetVersion).toBe(OLD);
  const latest = testLab();
  withOldRelease(latest);
  await downloaded(latest, { ...ccoProfile, softwareVersion: "latest" });
  expect(latest.upgrade().targetVersion).toBe(NEW);
});

test("an upgrade keeps the release of its start, whatever the service suggests later", async () => {
  const lab = testLab();
  await lab.start();
  await lab.saveAndDownload(ccoProfile);
  await lab.clock.until(() => lab.upgrade().state === "ap-predownload-in-progress");
  withOldRelease(lab);
  await lab.untilIdle();
  expect(lab.upgrade()).toMatchObject({ targetVersion: NEW, counters: { completed: 12 } });
  expect(lab.controller()?.profile).toMatchObject({ mode: "cco", release: null });
});

test("install lines name the release and show six asterisks in place of user and password", async () => {
  const lab = testLab();
  await downloaded(lab);
  expect(syslog(lab, /Completed install add https:\/\/\*{6}@127\.0\.0\.1\/17\.12\.1\/ap1g8$/)).toHaveLength(
    1,
  );
  expect(JSON.stringify(lab.lines)).not.toMatch(/correct horse|ewc:/);
});

test("the preview says which release is taken, its version, and what it lacks", async () => {
  const lab = testLab();
  await lab.start();
  lab.server.files.delete("EWC_17_12_1/ap1g8");
  const preview = await asked(lab, lab.ask("upgrade.preview", { profile: ccoProfile }));
  expect(preview).toMatchObject({ takes: "Release 17.12.1 (suggested)" });
  const images = "images" in preview ? preview.images : [];
  expect(images.find(({ image }) => image === "ap1g7")).toMatchObject({ found: true, version: NEW });
  expect(images.find(({ image }) => image === "ap1g8")).toMatchObject({
    found: false,
    fault: { code: "file-not-found" },
  });
});

test.each<[FaultCode, RegExp, RegExp]>([
  ["authentication-failed", /Authentication failed/, /Check User Name and Password/],
  ["not-entitled", /Not entitled to this software/, /Add a service contract/],
  ["agreement-required", /License agreement not accepted/, /Accept the license agreement/],
  ["name-not-resolved", /Name or service not known/, /name server/],
  ["proxy-refused", /Proxy refused the connection/, /on the proxy/],
  ["certificate-not-trusted", /Certificate verification failed/, /authority that the controller trusts/],
  ["release-withdrawn", /Release withdrawn/, /Check Now/],
])(
  "%s stops the upgrade with its log line and its cure, and the next upgrade in another mode is not touched",
  async (code, line, cure) => {
    const lab = testLab();
    await lab.start();
    lab.server.down = fault(code);
    await lab.saveAndDownload(ccoProfile);
    await lab.untilIdle();
    expect(lab.upgrade()).toMatchObject({ state: "controller-download-failed", fault: { code } });
    expect(lab.upgrade().fault?.remedy).toMatch(cure);
    expect(syslog(lab, /Failed to install_add package/).map(({ text }) => text)).toEqual([
      expect.stringMatching(line),
    ]);
    lab.server.down = null;
    await lab.saveAndDownload(profile);
    await lab.untilIdle();
    expect(lab.upgrade()).toMatchObject({ canActivate: true, mode: "tftp", counters: { completed: 12 } });
  },
);

test("an access point that joins with other software downloads the release that has the controller's version", async () => {
  const demo = demoLab();
  const aps = demo.aps.map((ap) => ({
    ...ap,
    running: ap.name === "9105-lobby" ? "17.3.3.26" : demo.controller.running,
  }));
  const lab = testLab({ lab: { ...demo, aps } });
  withOldRelease(lab);
  await lab.start();
  await lab.save({ ...ccoProfile, softwareVersion: "latest" });
  await lab.clock.until(() => lab.ap("9105-lobby").joined);
  expect(lab.ap("9105-lobby").primaryVersion).toBe(OLD);
  expect(lab.server.requests.map(({ path }) => path)).toEqual(["EWC_17_9_4a/ap1g8"]);
});

test("an interrupted upgrade goes on with the same release after a restart", async () => {
  const lab = testLab();
  await lab.start();
  await lab.saveAndDownload(ccoProfile);
  await lab.clock.until(() => lab.upgrade().state === "ap-predownload-in-progress");
  lab.kill();
  withOldRelease(lab);
  const next = testLab({ store: lab.store, clock: lab.clock, server: lab.server });
  await next.start();
  await next.untilIdle();
  expect(next.upgrade()).toMatchObject({ targetVersion: NEW, counters: { completed: 12 } });
});

test("Check Now says what is suggested and latest, and a saved profile checks again every thirty days", async () => {
  const lab = testLab();
  withOldRelease(lab);
  await lab.start();
  await asked(lab, lab.ask("profile.check-releases", { profile: ccoProfile }));
  const first = lab.controller()?.releaseCheck;
  expect(first).toMatchObject({
    isAutomatic: false,
    suggested: { release: "17.9.4a", version: OLD },
    latest: { release: "17.12.1", version: NEW },
    fault: null,
  });
  await lab.save(ccoProfile);
  lab.server.releases.push({ release: "17.12.2", folder: "EWC_17_12_1" });
  lab.simulated.setFactor(600);
  await lab.clock.until(() => lab.controller()?.releaseCheck?.isAutomatic === true, 90 * 60_000);
  const { checkedAt, latest } = lab.controller()?.releaseCheck ?? {};
  expect(latest?.release).toBe("17.12.2");
  expect(Math.round(((checkedAt ?? 0) - (first?.checkedAt ?? 0)) / 86_400_000)).toBe(30);
});

test("a check that fails says why and keeps what is saved", async () => {
  const lab = testLab();
  await lab.start();
  lab.server.down = fault("name-not-resolved");
  const check = await asked(lab, lab.ask("profile.check-releases", { profile: ccoProfile }));
  expect(check).toMatchObject({ fault: { code: "name-not-resolved" }, suggested: null, latest: null });
  expect(lab.controller()?.profile).toBeNull();
});

test("a password is never used in another mode, and an empty one keeps the stored one of the same mode", async () => {
  const lab = testLab();
  await lab.start();
  await lab.save({ ...ccoProfile, password: "correct horse" });
  await lab.save({ ...ccoProfile, password: "" });
  expect(lab.controller()?.profile).toMatchObject({ mode: "cco", passwordStored: true });
  const sftp = {
    mode: "sftp" as const,
    imageServer: "127.0.0.1",
    imagePath: "EWC_17_12_1",
    servicePort: 2222,
    parallelMode: false,
    userName: "ewc",
    password: "",
  };
  expect(await asked(lab, lab.ask("profile.save", { profile: sftp }))).toMatchObject({
    code: "bad-input",
    fields: { password: ["Enter the password of the user on the server."] },
  });
});

test("of a hundred access points only one of each family downloads, and nobody else receives before its image master has every byte", async () => {
  const models = { "C9120AXI-E": 4, "C9105AXI-E": 3, "AIR-AP2802I-E-K9": 2, "C9130AXI-E": 1 };
  const demo = demoLab();
  const lab = testLab({
    lab: labSchema.parse({
      controller: demo.controller,
      aps: demo.aps.filter(({ name }) => name === demo.controller.ap),
      mixes: [{ count: 99, models, running: demo.controller.running }],
      clockFactor: 60,
    }),
  });
  await lab.start();
  await lab.saveAndDownload({ ...ccoProfile, parallelMode: true });
  const tooEarly: string[] = [];
  await lab.clock.until(() => {
    const ready = new Set(
      lab
        .aps()
        .filter((ap) => ap.method === "HTTPS" && ap.apImage.percent === 100)
        .map((ap) => ap.family),
    );
    for (const ap of lab.aps())
      if (ap.method === "CAPWAP" && ap.apImage.bytes > 0 && !ready.has(ap.family)) tooEarly.push(ap.name);
    return !lab.upgrade().running;
  });
  expect(tooEarly).toEqual([]);
  expect(lab.server.requests).toHaveLength(1 + new Set(lab.aps().map((ap) => ap.family)).size);
  expect(lab.upgrade()).toMatchObject({ canActivate: true, counters: { total: 100, completed: 100 } });
});
