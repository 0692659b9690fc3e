/** The main job on a fake clock: Save & Download, Activate, and what happens when something is wrong. */
import { expect, test } from "vitest";
import { fault, faultOf } from "@/lib/contracts/fault";
import { demoLab } from "@/lib/fleet/population";
import { NEW, OLD, profile, type TestLab, testLab } from "@/lib/testing/simulation-lab";

const versions = (lab: TestLab) => new Set(lab.aps().map((ap) => ap.primaryVersion));
const withBehavior = (name: string, behavior: object) => {
  const lab = demoLab();
  return { ...lab, aps: lab.aps.map((ap) => (ap.name === name ? { ...ap, behavior } : ap)) };
};
const ready = async (lab: TestLab) => {
  await lab.start();
  await lab.saveAndDownload();
  await lab.untilIdle();
};

test("Save & Download and then Activate bring all twelve APs and the controller to the new version in under three minutes", async () => {
  const lab = testLab();
  const began = lab.clock.now();
  await lab.start();
  await lab.saveAndDownload();
  await lab.untilIdle();
  expect(lab.upgrade().canActivate).toBe(true);
  expect(lab.upgrade().status).toMatch(
    /^Ready to activate: the controller and 12 APs will reload\. Choose Activate\.$/,
  );
  expect(lab.upgrade().counters).toMatchObject({ total: 12, completed: 12, failed: 0, retrying: 0 });
  await lab.activate();
  await lab.clock.run(1000);
  expect(lab.controller()?.state).toBe("reloading");
  await lab.untilIdle();
  expect(versions(lab)).toEqual(new Set([NEW]));
  expect(lab.controller()).toMatchObject({ version: NEW, backupVersion: OLD, state: "up", joinedCount: 12 });
  expect(lab.upgrade()).toMatchObject({ state: "activated", readBack: { onTarget: 12, total: 12 } });
  expect(lab.upgrade().status).toMatch(/all 12 APs run 17\.12\.1\.5 \(read back at join\)/);
  expect(lab.clock.now() - began).toBeLessThan(180_000);
  expect(lab.faults).toEqual([]);
});

test("one image master per family fetches from the server, one after another; the others get the image over CAPWAP", async () => {
  const lab = testLab();
  await ready(lab);
  const fetched = lab.server.requests.map((r) => r.path).filter((p) => !p.endsWith(".bin"));
  expect(fetched).toHaveLength(new Set(lab.aps().map((ap) => ap.family)).size);
  expect(new Set(fetched).size).toBe(fetched.length);
  expect(lab.server.mostAtOnce).toBe(1);
  const masters = lab.aps().filter((ap) => ap.isImageMaster);
  expect(masters.every((ap) => ap.method === "TFTP")).toBe(true);
  expect(lab.ap("9120-core").isImageMaster).toBe(true);
  expect(
    lab
      .aps()
      .filter((ap) => !ap.isImageMaster)
      .every((ap) => ap.method === "CAPWAP"),
  ).toBe(true);
});

test("with Parallel Mode the image masters fetch at the same time", async () => {
  const lab = testLab();
  await lab.start();
  await lab.saveAndDownload({ ...profile, parallelMode: true });
  await lab.untilIdle();
  expect(lab.server.mostAtOnce).toBeGreaterThan(3);
  expect(lab.upgrade().counters.completed).toBe(12);
});

test("each access point fetches from its own address in 127.0.0.0/8 when the server is on this host", async () => {
  const lab = testLab();
  await ready(lab);
  expect(lab.server.requests[0]?.from).toBe("127.16.4.26");
  expect(lab.server.requests.map((r) => r.from)).toContain("127.16.4.33");
});

test("an access point of the controller's own family with old software downloads at join without a profile", async () => {
  const lab = testLab();
  await lab.start();
  expect(lab.ap("9120-spare")).toMatchObject({ joined: false, primaryVersion: "17.3.3.26" });
  await lab.clock.until(() => lab.ap("9120-spare").activity === "Receiving ap1g7");
  await lab.clock.until(() => lab.ap("9120-spare").joined);
  expect(lab.ap("9120-spare")).toMatchObject({ primaryVersion: OLD, backupVersion: "17.3.3.26" });
  const console = lab.lines.filter((l) => l.source === "console").map((l) => l.text.slice(28));
  expect(console.slice(0, 5)).toEqual([
    "CAPWAP State: Discovery",
    "CAPWAP State: DTLS Setup",
    "CAPWAP State: Join",
    "CAPWAP State: Image Data",
    "AP image version 17.3.3.26 backup 8.10.130.0, Controller 17.9.4.27",
  ]);
  expect(console.join("\n")).toContain("8388608 bytes, 6092 msgs, 1301 last");
  expect(
    lab.lines.some(
      (l) => l.source === "syslog" && /9120-spare .* Disjoined Image Download Success$/.test(l.text),
    ),
  ).toBe(true);
});

test("only the family whose image is missing fails, with its cause; after the repair the next Save & Download completes just the rest", async () => {
  const lab = testLab();
  const file = lab.server.files.get("EWC_17_12_1/ap1g6");
  lab.server.files.delete("EWC_17_12_1/ap1g6");
  await lab.start();
  await lab.saveAndDownload();
  await lab.clock.until(() => lab.ap("AP-9117").retrying);
  await lab.clock.run(250);
  expect(lab.upgrade().status).toMatch(/1 is retrying \(next retry at \d\d:\d\d:\d\d UTC\)/);
  expect(lab.ap("AP-9117").nextRetryAt).toBeGreaterThan(lab.clock.now());
  await lab.untilIdle();
  expect(lab.ap("AP-9117")).toMatchObject({
    status: "Failed",
    retrying: false,
    retryCount: 3,
    fault: { code: "file-not-found" },
  });
  expect(lab.upgrade()).toMatchObject({
    canActivate: true,
    counters: { completed: 11, failed: 1, retrying: 0 },
  });
  expect(
    lab.lines.some(
      (l) =>
        l.source === "install" &&
        /Failed to install_add package .*ap1g6: No such file or directory$/.test(l.text),
    ),
  ).toBe(true);

  lab.server.files.set("EWC_17_12_1/ap1g6", file!);
  lab.server.requests.length = 0;
  await lab.saveAndDownload();
  await lab.untilIdle();
  expect(lab.upgrade().counters.completed).toBe(12);
  expect(lab.server.requests.map((r) => r.path)).toEqual([
    "EWC_17_12_1/C9800-AP-iosxe-wlc.bin",
    "EWC_17_12_1/ap1g6",
  ]);
});

test("an access point without the image joins with the old version after Activate and downloads by the profile; the result counts it", async () => {
  const lab = testLab();
  const file = lab.server.files.get("EWC_17_12_1/ap1g6");
  lab.server.files.delete("EWC_17_12_1/ap1g6");
  await ready(lab);
  const preview = await lab.ask("upgrade.activation-preview");
  expect(preview).toMatchObject({ ready: 11, notReady: [{ name: "AP-9117" }] });
  await lab.activate();
  await lab.untilIdle();
  expect(lab.upgrade()).toMatchObject({ state: "activated", readBack: { onTarget: 11, total: 12 } });
  expect(lab.upgrade().stageMarks.at(-1)?.mark).toBe("warnings");
  lab.server.files.set("EWC_17_12_1/ap1g6", file!);
  await lab.clock.until(() => lab.upgrade().readBack?.onTarget === 12);
  expect(lab.ap("AP-9117").primaryVersion).toBe(NEW);
});

test("a wrong path stops the upgrade at the controller image, after the controller's report time, and the remedy names the path that exists", async () => {
  const sets = [
    {
      name: "EWC_17_12_1",
      sizeBytes: 1,
      importedAt: 1,
      version: NEW,
      synthetic: true,
      files: [
        {
          path: "ap1g6",
          kind: "ap-image" as const,
          sizeBytes: 1,
          modifiedAt: 1,
          family: "ap1g6" as const,
          version: NEW,
          sha512: null,
          intact: true,
          note: null,
        },
      ],
    },
  ];
  const lab = testLab({ sets, ownTftp: { address: "127.0.0.1", port: 6969 } });
  await lab.start();
  const began = lab.clock.now();
  await lab.saveAndDownload({ ...profile, imagePath: "Wrong-Path" });
  await lab.untilIdle();
  expect(lab.upgrade()).toMatchObject({
    state: "controller-download-failed",
    fault: { code: "file-not-found" },
  });
  expect(lab.clock.now() - began).toBeGreaterThanOrEqual(2100);
  expect(lab.clock.now() - began).toBeLessThan(2600);
  // Controller image good, one family at a wrong place: the AP's own chain.
  lab.server.files.set(
    "Half/C9800-AP-iosxe-wlc.bin",
    lab.server.files.get("EWC_17_12_1/C9800-AP-iosxe-wlc.bin")!,
  );
  lab.server.files.set("Half/ap1g7", lab.server.files.get("EWC_17_12_1/ap1g7")!);
  await lab.saveAndDownload({ ...profile, imagePath: "Half" });
  await lab.clock.until(() => lab.ap("AP-9117").retrying);
  const detail = await lab.ask("ap.detail", { apId: lab.ap("AP-9117").id });
  expect(detail.why.map((w) => w.source)).toEqual(["server", "controller", "access point"]);
  expect(detail.why[0]?.text).toBe("RRQ Half/ap1g6 -> ERROR 1 File not found");
  expect(detail.remedy).toContain("Set Image Path to EWC_17_12_1");
});

test("an unreachable server fails the upgrade after its timeout, and nothing else is tried", async () => {
  const lab = testLab();
  lab.server.down = fault("timed-out");
  await lab.start();
  const began = lab.clock.now();
  await lab.saveAndDownload();
  await lab.untilIdle();
  expect(lab.upgrade()).toMatchObject({ state: "controller-download-failed", fault: { code: "timed-out" } });
  expect(lab.clock.now() - began).toBeGreaterThanOrEqual(40_100);
});

test("a server that stops in mid-transfer is retried, and the upgrade completes once it is up again", async () => {
  const lab = testLab();
  const file = lab.server.files.get("EWC_17_12_1/ap1g7")!;
  file.diesAfter = 3_000_000;
  await lab.start();
  await lab.saveAndDownload();
  await lab.clock.until(() => lab.ap("9120-core").retrying);
  expect(lab.ap("9120-core").fault?.code).toBe("server-gone");
  expect(lab.ap("9120-core").apImage.bytes).toBe(3_000_000);
  delete file.diesAfter;
  await lab.untilIdle();
  expect(lab.upgrade().counters.completed).toBe(12);
});

test.each([
  ["cut short", { intact: false }, "image-damaged"],
  ["of another family", { family: "ap1g8" }, "wrong-family"],
  ["of another version", { version: "17.18.3.18" }, "wrong-version"],
])("an image that arrived whole but is %s never becomes Complete", async (_, wrong, code) => {
  const lab = testLab();
  Object.assign(lab.server.files.get("EWC_17_12_1/ap3g3")!, wrong);
  await ready(lab);
  for (const name of ["AP-POD-2-2", "AP7061.7B5F.1136"]) {
    expect(lab.ap(name)).toMatchObject({ status: "Failed", fault: { code }, backupVersion: "17.3.3.26" });
  }
  expect(lab.upgrade().counters).toMatchObject({ completed: 10, failed: 2 });
});

test("a second Save & Download is refused with the name of who started the first; after Cancel it starts, and completed images stay", async () => {
  const lab = testLab();
  await lab.start();
  await lab.saveAndDownload();
  const refused = await lab.saveAndDownload().catch(faultOf);
  expect(refused).toMatchObject({
    code: "upgrade-running",
    message: expect.stringContaining("admin started an upgrade, and it is still running."),
  });
  await lab.clock.until(() => lab.upgrade().counters.completed >= 2);
  await lab.cancel();
  await lab.clock.run(1000);
  expect(lab.upgrade()).toMatchObject({ state: "none", running: false });
  expect(lab.upgrade().status).toMatch(
    /^Canceled by admin at \d\d:\d\d:\d\d UTC\. Still running 17\.9\.4\.27\.$/,
  );
  expect(lab.aps().every((ap) => ap.status === "Complete" || ap.status === "None")).toBe(true);
  expect(await lab.cancel().catch(faultOf)).toMatchObject({ code: "conflict" });
  await lab.saveAndDownload();
  await lab.untilIdle();
  expect(lab.upgrade().counters.completed).toBe(12);
});

test("an upgrade to the running version changes nothing and says so", async () => {
  const lab = testLab();
  for (const file of lab.server.files.values()) file.version = OLD;
  await ready(lab);
  expect(lab.upgrade().status).toMatch(/has 17\.9\.4\.27, which is already running/);
  expect(lab.server.requests).toHaveLength(1);
});

test("the target version comes from the first AP image when the controller image does not state one", async () => {
  const lab = testLab();
  lab.server.files.get("EWC_17_12_1/C9800-AP-iosxe-wlc.bin")!.version = null;
  await ready(lab);
  expect(lab.upgrade()).toMatchObject({ targetVersion: NEW, canActivate: true });
  await lab.activate();
  await lab.untilIdle();
  expect(lab.upgrade().readBack).toEqual({ onTarget: 12, total: 12 });
});

test.each([
  ["reboots in the middle", { rebootsAtPercent: 50 }, "Complete"],
  ["loses CAPWAP and comes back", { losesCapwapAtPercent: 50, rejoinAfterSeconds: 2 }, "Complete"],
  ["loses CAPWAP for good", { losesCapwapAtPercent: 50 }, "Failed"],
  ["stalls", { stallsAtPercent: 50 }, "Failed"],
  ["refuses the signature", { refusesSignature: true }, "Failed"],
  ["has too little flash", { flashFreeBytes: 1_000_000 }, "Unsupported"],
])(
  "an AP that %s during predownload ends %s is told truthfully, and the others complete",
  async (_, behavior, status) => {
    const lab = testLab({ lab: withBehavior("AP6C41.0E16.E79C", behavior) });
    await ready(lab);
    expect(lab.ap("AP6C41.0E16.E79C").status).toBe(status);
    const { counters } = lab.upgrade();
    expect(counters.completed + counters.failed + counters.unsupported).toBe(12);
    expect(counters.completed).toBeGreaterThanOrEqual(11);
    await lab.activate();
    await lab.untilIdle();
    const { readBack } = lab.upgrade();
    expect(readBack?.onTarget).toBeGreaterThanOrEqual(11);
    expect(lab.aps().filter((ap) => ap.joined && ap.primaryVersion === NEW)).toHaveLength(readBack!.onTarget);
  },
);

test("when the image master itself fails, another access point of its family fetches in its place", async () => {
  const lab = testLab({ lab: withBehavior("AP-POD-2-2", { refusesSignature: true, stallsAtPercent: 40 }) });
  await ready(lab);
  expect(lab.ap("AP-POD-2-2").status).toBe("Failed");
  expect(lab.ap("AP7061.7B5F.1136")).toMatchObject({
    status: "Complete",
    isImageMaster: true,
    method: "TFTP",
  });
});

test("activation fails when the controller's own access point ignores Activate, and the status says so", async () => {
  const lab = testLab({ lab: withBehavior("9120-core", { ignoresActivate: true }) });
  await ready(lab);
  await lab.activate();
  await lab.untilIdle();
  expect(lab.upgrade().state).toBe("activation-failed");
  expect(lab.controller()?.version).toBe(OLD);
});

test("bytes to move are the sizes that the server announced, and all of them arrive", async () => {
  const lab = testLab();
  await ready(lab);
  const standby = ["AP-9117", "AP6C41.0E16.E79C", "9105-lobby", "9130-atrium", "9124-yard", "9120-spare"]
    .length;
  const expected = 24_000_000 * (1 + standby) + 12 * 8_388_608;
  expect([lab.upgrade().bytesMoved, lab.upgrade().bytesToMove]).toEqual([expected, expected]);
});

test("the preview asks the server and names the access points whose image is missing", async () => {
  const lab = testLab();
  lab.server.files.delete("EWC_17_12_1/ap1g6");
  await lab.start();
  const asked = lab.ask("upgrade.preview", { profile });
  await lab.clock.run(1000);
  const preview = await asked;
  expect(preview.images).toHaveLength(8);
  expect(preview.images.find((i) => i.image === "ap1g6")).toMatchObject({
    found: false,
    apNames: ["AP-9117"],
    fault: { code: "file-not-found" },
  });
  expect(preview.warnings.some(({ text }) => text.includes("ap1g6") && text.includes("AP-9117"))).toBe(true);
  expect(preview.prediction?.ready.likely).toBeGreaterThan(10);
  expect(lab.upgrade().state).toBe("none");
});

test("when the server has none of the images, the preview says so once and names the folder", async () => {
  const lab = testLab();
  await lab.start();
  const asked = lab.ask("upgrade.preview", { profile: { ...profile, imagePath: "EWC_17_12_11" } });
  await lab.clock.run(1000);
  const preview = await asked;
  expect(preview.images.filter((image) => image.found)).toEqual([]);
  expect(preview.warnings.filter(({ text }) => text.includes("EWC_17_12_11"))).toEqual([
    {
      text: "None of the 8 images is in EWC_17_12_11 on 127.0.0.1, so the upgrade will fail. Check Image Path.",
      hits: "8 images, 12 access points",
      cure: null,
    },
  ]);
  expect(preview.warnings.filter(({ text }) => text.includes("ap1g"))).toEqual([]);
});

test("no timer is armed once everything has ended", async () => {
  const lab = testLab();
  await ready(lab);
  await lab.activate();
  await lab.untilIdle();
  await lab.clock.run(120_000);
  expect(lab.clock.waiting).toBe(0);
});
