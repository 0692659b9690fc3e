/** Commands of Lab on a running fleet: what is shown afterwards is true, and all of it is stored. */
import { describe, expect, test } from "vitest";
import { demoLab } from "@/lib/fleet/population";
import { NEW, OLD, sftpProfile, type TestLab, testLab } from "@/lib/testing/simulation-lab";

const started = async (): Promise<TestLab> => {
  const lab = testLab();
  await lab.start();
  await lab.clock.run(60_000);
  return lab;
};
const addsUp = (lab: TestLab) => {
  const c = lab.upgrade().counters;
  expect(c.initiated + c.predownloading + c.completed + c.failed + c.unsupported + c.retrying).toBe(c.total);
};
const again = async (killed: TestLab): Promise<TestLab> => {
  killed.kill();
  const next = testLab({ store: killed.store, clock: killed.clock, server: killed.server });
  await next.start();
  return next;
};
const changes = (lab: TestLab) =>
  (lab.bus.snapshot(["events"]).rows[0]?.rows ?? [])
    .map(({ row }) => row as { type: string; data: object })
    .filter(({ type }) => type === "lab.changed")
    .map(({ data }) => data);

describe("added access points", () => {
  test("boot, discover the controller and join; values that were not given are generated and unique", async () => {
    const lab = await started();
    const { apIds } = await lab.order("lab.add-aps", {
      aps: [
        { name: "9120-new", model: "C9120AXI-E", ip: "172.16.4.50", running: OLD },
        { model: "C9105AXI-E", running: OLD },
      ],
    });
    expect(apIds).toHaveLength(2);
    expect(lab.ap("9120-new")).toMatchObject({ capwapState: "Reset", joined: false, ip: "172.16.4.50" });
    await lab.clock.until(() => lab.controller()?.joinedCount === 14);
    for (const of of ["id", "name", "ip", "ethernetMac"] as const)
      expect(new Set(lab.aps().map((ap) => ap[of])).size).toBe(14);
    expect(lab.lines.some((l) => /AP Name: 9120-new .* Joined$/.test(l.text))).toBe(true);
    expect(changes(lab)).toEqual([{ what: "2 access points added", by: "admin" }]);
    const next = await again(lab);
    expect(next.aps()).toHaveLength(14);
  });

  test("of a mix are as many as requested, of its models", async () => {
    const lab = await started();
    const { apIds } = await lab.order("lab.add-aps", {
      mixes: [{ count: 40, models: { "C9130AXI-E": 1 }, running: OLD }],
    });
    expect(apIds).toHaveLength(40);
    await lab.clock.until(() => lab.controller()?.joinedCount === 52);
    expect(lab.aps().filter((ap) => ap.family === "ap1g6a")).toHaveLength(42);
  });

  test("are refused with every value that is already taken, and nothing is added", async () => {
    const lab = await started();
    const clashing = {
      aps: [
        { name: "9105-lobby", model: "C9105AXI-E", running: OLD },
        { name: "new", model: "C9105AXI-E", ip: "172.16.4.26", running: OLD },
      ],
    };
    await expect(lab.order("lab.add-aps", clashing)).rejects.toMatchObject({
      fault: {
        code: "bad-input",
        message: "9105-lobby is taken: 9105-lobby has it. 172.16.4.26 is taken: the controller has it.",
      },
    });
    expect(lab.aps()).toHaveLength(12);
  });

  test("with other software download, reboot and run the controller's version once a profile is saved", async () => {
    const lab = await started();
    lab.server.files.set("EWC_17_9_4a/ap1g6", {
      size: 8_388_608,
      version: OLD,
      family: "ap1g6",
      intact: true,
    });
    await lab.order("lab.add-aps", {
      aps: [{ name: "late", model: "C9117AXI-E", running: "17.3.3.26", backup: "8.10.130.0" }],
    });
    await lab.clock.until(() => lab.ap("late").fault !== null);
    await lab.clock.run(120_000);
    expect(lab.ap("late")).toMatchObject({ joined: false, primaryVersion: "17.3.3.26" });
    const detail = await lab.ask("ap.detail", { apId: lab.ap("late").id });
    expect(detail.why.map((link) => link.text)).toEqual([
      "The controller has only the image of its own family, not ap1g6, and no image download profile is saved.",
      "Disjoined Image Download Failed. It restarts CAPWAP and keeps retrying",
    ]);
    expect(detail.remedy).toBe(
      "Enter the image server and path on the Software Upgrade page and choose Save.",
    );

    await lab.save({
      mode: "tftp",
      imageServer: "127.0.0.1",
      imagePath: "EWC_17_9_4a",
      servicePort: 6969,
      parallelMode: false,
    });
    await lab.clock.until(() => lab.ap("late").joined);
    expect(lab.ap("late")).toMatchObject({ primaryVersion: OLD, backupVersion: "17.3.3.26", fault: null });
    expect(lab.lines.some((l) => /late .* Disjoined Image Download Success$/.test(l.text))).toBe(true);
  });

  test("do not take part in an upgrade that is already running", async () => {
    const lab = await started();
    await lab.saveAndDownload();
    await lab.order("lab.add-aps", { aps: [{ name: "new", model: "C9120AXI-E", running: OLD }] });
    await lab.untilIdle();
    expect(lab.upgrade().counters).toMatchObject({ total: 12, completed: 12 });
    expect(lab.ap("new").status).toBe("None");
  });
});

describe("removed access points", () => {
  test("disappear from the table and the store; the controller's own is refused with the reason", async () => {
    const lab = await started();
    const { id } = lab.ap("9105-lobby");
    const own = lab.ap("9120-core").id;
    const answer = await lab.order("lab.remove-aps", { apIds: [id, own, "0000.0000.0000"] });
    expect(answer.done).toEqual([id]);
    expect(answer.refused.map(({ fault }) => fault.message)).toEqual([
      "9120-core hosts the controller. Without this access point, or with other software on it, there is no controller.",
      "There is no such access point.",
    ]);
    expect(lab.bus.row("aps", id)).toBeUndefined();
    expect(lab.controller()).toMatchObject({ apCount: 11, joinedCount: 11 });
    expect(lab.events).toContain("ap.removed");
    await lab.clock.run(5000);
    expect((await again(lab)).aps()).toHaveLength(11);
  });

  test("leave a running upgrade, image masters included, which goes on with the others and ends", async () => {
    const lab = await started();
    await lab.saveAndDownload();
    await lab.clock.until(() => lab.ap("AP6C41.0E16.E79C").status === "Predownloading");
    const victims = ["AP6C41.0E16.E79C", "9105-lobby", "9130-atrium"].map((name) => lab.ap(name).id);
    await lab.order("lab.remove-aps", { apIds: victims });
    expect(lab.upgrade().counters.total).toBe(9);
    await lab.untilIdle();
    addsUp(lab);
    expect(lab.upgrade()).toMatchObject({
      canActivate: true,
      counters: { total: 9, completed: 9, failed: 0 },
    });
  });

  test("are replaced as image master while they fetch", async () => {
    const lab = await started();
    await lab.saveAndDownload();
    const master = () => lab.aps().find((ap) => ap.isImageMaster && ap.family === "ap1g8");
    await lab.clock.until(() => (master()?.apImage.bytes ?? 0) > 1_000_000);
    const before = master()?.name;
    await lab.order("lab.remove-aps", { apIds: [master()!.id] });
    await lab.untilIdle();
    const [left] = lab.aps().filter((ap) => ap.family === "ap1g8");
    expect(left?.name).not.toBe(before);
    expect(left).toMatchObject({ status: "Complete", method: "TFTP" });
    addsUp(lab);
  });

  test("end an upgrade that waits only for them", async () => {
    const lab = await started();
    await lab.saveAndDownload();
    await lab.untilIdle();
    await lab.order("lab.set-behavior", {
      target: { of: "aps", apIds: [lab.ap("9130-atrium").id] },
      change: { bootSeconds: 3600 },
      mode: "merge",
    });
    await lab.activate();
    await lab.clock.until(() => lab.upgrade().readBack?.onTarget === 11);
    expect(lab.upgrade().running).toBe(true);
    await lab.order("lab.remove-aps", { apIds: [lab.ap("9130-atrium").id] });
    expect(lab.upgrade()).toMatchObject({ running: false, readBack: { onTarget: 11, total: 11 } });
  });

  test("do not rejoin the upgrade when they are added again", async () => {
    const lab = await started();
    await lab.saveAndDownload();
    await lab.order("lab.remove-aps", { apIds: [lab.ap("9130-atrium").id] });
    await lab.order("lab.add-aps", { aps: [{ name: "new", model: "C9130AXI-E", running: OLD }] });
    await lab.untilIdle();
    addsUp(lab);
    expect(lab.upgrade().counters.total).toBe(11);
  });
});

describe("other software written into a flash", () => {
  test("makes the access point reboot, join with it and download the controller's version", async () => {
    const lab = await started();
    const { id } = lab.ap("9120-spare");
    const answer = await lab.order("lab.set-version", {
      apIds: [id],
      running: "17.3.3.26",
      backup: "8.10.130.0",
    });
    expect(answer).toEqual({ done: [id], refused: [] });
    expect(lab.ap("9120-spare")).toMatchObject({ primaryVersion: "17.3.3.26", joined: false });
    await lab.clock.until(() => lab.ap("9120-spare").joined);
    expect(lab.ap("9120-spare")).toMatchObject({ primaryVersion: OLD, backupVersion: "17.3.3.26" });
  });

  test("needs no download when the other partition has the controller's version", async () => {
    const lab = await started();
    const { id } = lab.ap("9130-atrium");
    await lab.order("lab.set-version", { apIds: [id], running: "17.3.3.26", backup: OLD });
    await lab.clock.until(() => lab.ap("9130-atrium").joined);
    expect(lab.ap("9130-atrium")).toMatchObject({ primaryVersion: OLD, backupVersion: "17.3.3.26" });
    expect(lab.server.requests).toEqual([]);
  });

  test("turns a Complete predownload into Failed with the reason when it overwrites the image", async () => {
    const lab = await started();
    await lab.saveAndDownload();
    await lab.untilIdle();
    const { id } = lab.ap("9130-atrium");
    await lab.order("lab.set-version", { apIds: [id], running: OLD, backup: "17.3.3.26" });
    expect(lab.ap("9130-atrium")).toMatchObject({
      status: "Failed",
      fault: { message: `Other software was written over the image of ${NEW}.` },
    });
    addsUp(lab);
    const { why, remedy } = await lab.ask("ap.detail", { apId: id });
    expect(why[0]).toMatchObject({ source: "access point" });
    expect(remedy).toBe("Choose Save & Download again.");
  });

  test("ends the upgrade when the access point then cannot join again before its retry is due", async () => {
    const lab = await started();
    await lab.saveAndDownload(sftpProfile);
    const name = "AP6C41.0E16.E79C";
    await lab.clock.until(() => lab.ap(name).status === "Predownloading");
    const apIds = [lab.ap(name).id];
    await lab.order("lab.set-version", { apIds, running: NEW });
    await lab.order("lab.set-behavior", {
      target: { of: "aps", apIds },
      change: { losesCapwapAtPercent: 26, rejoinAfterSeconds: null },
      mode: "merge",
    });
    await lab.untilIdle();
    expect(lab.upgrade().counters).toMatchObject({ completed: 11, failed: 1, retrying: 0 });
    expect(lab.ap(name)).toMatchObject({ status: "Failed", retrying: false, fault: { code: "ap-lost" } });
  });

  test("is refused for the controller's own access point", async () => {
    const lab = await started();
    const answer = await lab.order("lab.set-version", { apIds: [lab.ap("9120-core").id], running: NEW });
    expect(answer.refused[0]?.fault.code).toBe("conflict");
  });
});

describe("behaviors", () => {
  const row = (lab: TestLab) => lab.bus.row("lab", "lab");

  test("are set for one, a family or all, and listed as differences from the well-behaved one", async () => {
    const lab = await started();
    await lab.order("lab.set-behavior", { target: { of: "fleet" }, change: {}, mode: "replace" });
    expect(row(lab)?.misbehaving).toBe(0);
    const before = row(lab)?.revision;
    const family = { of: "family", family: "ap1g8" };
    const answer = await lab.order("lab.set-behavior", {
      target: family,
      change: { stallsAtPercent: 40 },
      mode: "merge",
    });
    expect(answer).toEqual({ changed: 2 });
    await lab.order("lab.set-behavior", { target: family, change: { linkRttMs: 9 }, mode: "merge" });
    const { aps } = await lab.order("lab.behaviors");
    expect(aps.map(({ name, differs }) => ({ name, differs }))).toEqual(
      ["9105-lobby", "9105-room-214"].map((name) => ({
        name,
        differs: { stallsAtPercent: 40, linkRttMs: 9 },
      })),
    );
    expect(row(lab)?.misbehaving).toBe(2);
    expect(row(lab)?.revision).not.toBe(before);
    await lab.order("lab.set-behavior", {
      target: family,
      change: { refusesSignature: true },
      mode: "replace",
    });
    expect((await lab.order("lab.behaviors")).aps[0]?.differs).toEqual({ refusesSignature: true });
  });

  test("survive a restart", async () => {
    const lab = await started();
    const target = { of: "aps", apIds: [lab.ap("9105-lobby").id] };
    await lab.order("lab.set-behavior", {
      target,
      change: { flashSlowness: 4, corruptsImage: true },
      mode: "replace",
    });
    const next = await again(lab);
    const { behavior } = await next.ask("ap.detail", { apId: next.ap("9105-lobby").id });
    expect(behavior).toMatchObject({ flashSlowness: 4, corruptsImage: true });
  });

  test("faults that happen once happen again when set again, and an access point without them rejoins", async () => {
    const lab = await started();
    await lab.save();
    const target = { of: "aps", apIds: [lab.ap("AP-9117").id] };
    const loses = { target, change: { losesCapwapAtPercent: 30 }, mode: "merge" };
    await lab.order("lab.set-behavior", loses);
    await lab.saveAndDownload();
    await lab.clock.until(() => lab.ap("AP-9117").activity === "Lost CAPWAP");
    await lab.untilIdle();
    await lab.order("lab.set-behavior", { target, change: { losesCapwapAtPercent: null }, mode: "merge" });
    await lab.clock.until(() => lab.ap("AP-9117").joined);
    await lab.order("lab.set-behavior", loses);
    await lab.saveAndDownload();
    await lab.clock.until(() => lab.ap("AP-9117").activity === "Lost CAPWAP");
  });

  test("of a whole fleet apply to the controller's host, too, except those that would take the controller down", async () => {
    const lab = await started();
    const change = { rebootsAtPercent: 50, linkRttMs: 4 };
    await lab.order("lab.set-behavior", { target: { of: "fleet" }, change, mode: "merge" });
    const { behavior } = await lab.ask("ap.detail", { apId: lab.ap("9120-core").id });
    expect(behavior).toMatchObject({ rebootsAtPercent: null, linkRttMs: 4 });
    const target = { of: "aps", apIds: [lab.ap("9120-core").id] };
    await expect(lab.order("lab.set-behavior", { target, change, mode: "merge" })).rejects.toMatchObject({
      fault: { code: "conflict" },
    });
  });

  test("are refused for a family that no access point needs", async () => {
    const lab = await started();
    const nobody = { target: { of: "family", family: "ap1g4" }, change: { linkRttMs: 4 }, mode: "merge" };
    await expect(lab.order("lab.set-behavior", nobody)).rejects.toMatchObject({
      fault: { code: "not-found", message: "No access point needs ap1g4." },
    });
  });

  test("scattered by a seed hit as many as requested, always the same ones, and replace earlier faults", async () => {
    const lab = await started();
    const first = await lab.order("lab.scatter-faults", { seed: 7, count: 5 });
    expect(first.aps).toHaveLength(5);
    const other = await lab.order("lab.scatter-faults", { seed: 8, count: 5 });
    expect(other).not.toEqual(first);
    expect(await lab.order("lab.scatter-faults", { seed: 7, count: 5 })).toEqual(first);
    expect(row(lab)?.misbehaving).toBe(5);
    const all = await lab.order("lab.scatter-faults", { seed: 1, count: 10_000 });
    expect(all.aps).toHaveLength(11);
    expect(all.aps.map((ap) => ap.name)).not.toContain("9120-core");
  });
});

test("start policy and transfer settings are stored, published and used by the next upgrade", async () => {
  const lab = await started();
  const { startPolicy, transfer } = demoLab();
  const policy = { startPolicy: { ...startPolicy, batchSize: 2 }, transfer: { ...transfer, blockSize: 512 } };
  await lab.order("lab.set-policy", policy);
  expect(lab.bus.row("lab", "lab")).toMatchObject(policy);
  const next = await again(lab);
  expect(next.bus.row("lab", "lab")).toMatchObject(policy);
  await next.clock.run(60_000);
  await next.saveAndDownload();
  await next.clock.until(() => next.upgrade().state === "ap-predownload-in-progress");
  expect(next.aps().filter((ap) => ap.status !== "None")).toHaveLength(2);
});

test("the switch that keeps command line sessions during a reload is stored, and exported with the lab", async () => {
  const lab = await started();
  const { startPolicy, transfer } = demoLab();
  await lab.order("lab.set-policy", { startPolicy, transfer, keepsSessions: true });
  // A form that does not have the switch leaves it as it is.
  await lab.order("lab.set-policy", { startPolicy, transfer });
  const next = await again(lab);
  expect(next.bus.row("lab", "lab")?.keepsSessions).toBe(true);
  expect((await next.order("lab.export")).lab.controller.keepsSessions).toBe(true);
});
