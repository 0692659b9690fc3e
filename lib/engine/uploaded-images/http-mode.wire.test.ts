/**
 * Desktop (HTTP) mode of the whole engine: a bundle that was uploaded, its upgrade, access points that join later, and every
 * way it fails with its sentence, its syslog line and its chain of causes. TFTP mode works before and after.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { type LabInput, newApSchema } from "@/lib/contracts/lab";
import type { ProfileOrder } from "@/lib/contracts/profile";
import { writeSampleBundle } from "@/lib/image-store/sample-bundle";
import { type EngineFixture, engineFixture, operator } from "@/lib/testing/engine-fixture";
import { image } from "@/lib/testing/repository-lab";
import { zipOf } from "@/lib/testing/zip-archive";

const OLD = "17.9.4.27";
const NEW = "17.12.1.5";
const CONTROLLER = "C9800-AP-iosxe-wlc.bin";
const UPLOAD = "EWC_17_12_1";
const models = ["C9120AXI-E", "C9120AXI-E", "C9105AXI-E", "AIR-AP2802I-E-K9"];
const lab: LabInput = {
  controller: { name: "lab-EWC", ip: "172.16.9.9", running: OLD, ap: "ap-1", ownImageBytes: 65_536 },
  aps: models.map((model, i) => ({
    name: `ap-${i + 1}`,
    model,
    ip: `172.16.9.${i + 1}`,
    running: OLD,
    radioMac: `0000.0000.00${i + 1}0`,
    ethernetMac: `0000.0000.00${i + 1}1`,
  })),
  clockFactor: 600,
  startPolicy: { retryDelaysSeconds: [] },
};

let fixture: EngineFixture;
let work: string;
afterEach(async () => {
  await fixture.end();
  await rm(work, { recursive: true, force: true });
});

/** Boots with what TFTP mode serves: the given releases. */
const begin = async (releases: string[] = []) => {
  fixture = await engineFixture(lab, releases);
  work = await mkdtemp(path.join(os.tmpdir(), "ewc-http-mode-"));
};
/** The images of release 17.12.1 by file name, changed by the test: null leaves a file out. */
const bundle = async (changes: Record<string, Buffer | null> = {}): Promise<Record<string, Buffer>> => {
  const out = path.join(work, "bundle");
  await mkdir(out, { recursive: true });
  await writeSampleBundle({ release: "17.12.1", out, familyBytes: 65_536, controllerBytes: 131_072 });
  const files: Record<string, Buffer> = {};
  for (const name of await readdir(out)) files[name] = await readFile(path.join(out, name));
  for (const [name, content] of Object.entries(changes)) {
    if (content === null) delete files[name];
    else files[name] = content;
  }
  return files;
};
/** Hands a received file to the import, as the web thread does after the last byte. Resolves when it has ended. */
const receive = async (content: Buffer, fileName: string, name = UPLOAD) => {
  const source = path.join(fixture.dataDir, "uploads", `${fileName}.received`);
  await writeFile(source, content);
  const isBundle = fileName.endsWith(".zip");
  const { id } = await fixture.order("images.import", {
    source,
    name,
    into: "controller",
    consume: true,
    ...(!isBundle && { fileName }),
    actor: operator,
  });
  return await fixture.until("imports", id, (row) => row.endedAt !== null);
};
const upload = async (files: Record<string, Buffer>, name = UPLOAD) => {
  const zip = await zipOf(Object.entries(files).map(([member, content]) => ({ name: member, content })));
  const row = await receive(zip, "bundle.zip", name);
  expect(row).toMatchObject({ phase: "done", into: "controller" });
  await fixture.until("uploadedImages", name, ({ isReady }) => isReady);
};
const http = (name: string | null = UPLOAD): ProfileOrder => ({ mode: "http", upload: name });
const tftp: ProfileOrder = {
  mode: "tftp",
  imageServer: "127.0.0.1",
  imagePath: UPLOAD,
  servicePort: null,
  parallelMode: true,
};
const start = (profile: ProfileOrder) => fixture.order("upgrade.start", { profile, actor: operator });
const preview = (profile: ProfileOrder) => fixture.order("upgrade.preview", { profile, actor: operator });
const ready = () => fixture.until("upgrade", "upgrade", (u) => u.canActivate);
const failed = () => fixture.until("upgrade", "upgrade", (u) => !u.running && u.fault !== null);
const activate = async () => {
  await fixture.order("upgrade.activate", { actor: operator });
  return await fixture.until("upgrade", "upgrade", (u) => !u.running && u.endedAt !== null);
};
const aps = () => fixture.engine.bus.rows("aps");
const apId = (name: string) => aps().find((ap) => ap.name === name)?.id ?? "";
const uploads = () => fixture.engine.bus.rows("uploadedImages").map(({ name }) => name);
const kept = () => readdir(path.join(fixture.dataDir, "uploaded-images"));
const protocols = () => new Set(fixture.engine.bus.rows("transfers").map(({ protocol }) => protocol));
const syslog = async (text: string) =>
  (
    await fixture.order("logs.read", { source: "syslog", apId: null, text, before: null, limit: 500 })
  ).lines.map((line) => line.text);

test("Save & Download from an upload: the controller installs its image, every access point gets its own over CAPWAP, and Activate ends on the target", async () => {
  await begin();
  await upload(await bundle());
  expect(fixture.engine.bus.rows("images")).toEqual([]);
  await start(http());
  expect((await ready()).counters).toMatchObject({ total: 4, completed: 4, failed: 0 });
  expect(aps().map(({ method }) => method)).toEqual(["CAPWAP", "CAPWAP", "CAPWAP", "CAPWAP"]);
  expect(protocols()).toEqual(new Set(["capwap"]));
  const installed = (await syslog("install add bootflash:")).map((line) => line.split("install_engine: ")[1]);
  expect(installed.toSorted()).toEqual(
    ["Completed", "Started"].flatMap((step) =>
      [CONTROLLER, "ap1g7", "ap1g8", "ap3g3"].map((file) => `${step} install add bootflash:${file}`),
    ),
  );
  expect((await activate()).readBack).toEqual({ onTarget: 4, total: 4 });
});

test("an access point that joins with old software after a restart gets its image from the upload", async () => {
  await begin();
  await upload(await bundle());
  await start(http());
  await ready();
  await activate();
  await fixture.restart();
  expect(uploads()).toEqual([UPLOAD]);
  expect(fixture.engine.bus.row("uploadedImages", UPLOAD)).toMatchObject({ isReady: true, isInUse: true });
  const late = newApSchema.parse({ name: "ap-5", model: "C9130AXI-E", ip: "172.16.9.5", running: OLD });
  const { apIds } = await fixture.order("lab.add-aps", { aps: [late], mixes: [], actor: operator });
  const joined = await fixture.until("aps", apIds[0] ?? "", (ap) => ap.joined);
  expect(joined.primaryVersion).toBe(NEW);
  expect(await syslog("Completed install add bootflash:ap1g6a")).toHaveLength(1);
});

test("a restart in mid-upgrade goes on with the upload", async () => {
  await begin();
  await upload(await bundle());
  await start(http());
  await fixture.restart();
  expect((await ready()).counters).toMatchObject({ total: 4, completed: 4, failed: 0 });
});

test("a family that the upload lacks is named with its access points before the start; its access point fails, the others complete, and the image added to the upload repairs it", async () => {
  await begin();
  const files = await bundle();
  const { ap3g3 = Buffer.alloc(0), ...others } = files;
  await upload(others);
  const { images, warnings } = await preview(http());
  expect(images.filter(({ found }) => !found).map(({ image: name, apNames }) => [name, apNames])).toEqual([
    ["ap3g3", ["ap-4"]],
  ]);
  expect(warnings.map(({ text }) => text)).toEqual([
    "ap3g3 is missing (bootflash:ap3g3: No such file or directory (The uploaded image EWC_17_12_1 does not contain ap3g3)). Without an image: ap-4.",
  ]);
  await start(http());
  expect((await ready()).counters).toMatchObject({ total: 4, completed: 3, failed: 1 });
  const { why, remedy } = await fixture.order("ap.detail", { apId: apId("ap-4") });
  expect(why.map(({ source, text }) => `${source}: ${text}`)).toEqual([
    "controller: bootflash:ap3g3: No such file or directory (The uploaded image EWC_17_12_1 does not contain ap3g3).",
    "controller: Failed to install_add package bootflash:ap3g3, Error: Failed to download file bootflash:ap3g3: No such file or directory",
    "controller: In Desktop (HTTP) mode the controller sends what was uploaded to it. Without ap3g3 it has nothing to send",
    "access point: Predownload failed",
  ]);
  expect(remedy).toBe(
    "Add the file ap3g3 to the uploaded image, or upload the whole bundle. Then choose Save & Download again.",
  );
  expect((await receive(ap3g3, "ap3g3")).phase).toBe("done");
  await fixture.order("ap.predownload", { apId: apId("ap-4"), actor: operator });
  await fixture.until("aps", apId("ap-4"), ({ status }) => status === "Complete");
});

test("an upload without the controller image fails in the first stage, with the sentence and the syslog line", async () => {
  await begin();
  await upload(await bundle({ [CONTROLLER]: null }));
  await start(http());
  const end = await failed();
  expect(end).toMatchObject({ state: "controller-download-failed", fault: { code: "file-not-found" } });
  expect(end.status).toContain(`The uploaded image ${UPLOAD} does not contain ${CONTROLLER}`);
  expect(end.status).toContain(`Add the file ${CONTROLLER} to the uploaded image`);
  const url = `bootflash:${CONTROLLER}`;
  expect((await syslog("INSTALL-3")).at(-1)).toContain(
    `install_engine: Failed to install_add package ${url}, Error: Failed to download file ${url}: No such file or directory`,
  );
});

test("an image of another family under a name is found before the start, and refused by the access point's fetch", async () => {
  await begin();
  await upload(await bundle({ ap3g3: await image("ap1g7", NEW) }));
  const { images } = await preview(http());
  expect(images.find(({ image: name }) => name === "ap3g3")).toMatchObject({
    found: false,
    fault: { code: "wrong-family", message: "ap3g3 is an image of family ap1g7, not ap3g3." },
  });
  await start(http());
  expect((await ready()).counters).toMatchObject({ completed: 3, failed: 1 });
  const { why, remedy } = await fixture.order("ap.detail", { apId: apId("ap-4") });
  expect(why[0]).toEqual({
    source: "controller",
    text: "ap3g3 is an image of family ap1g7, not ap3g3.",
  });
  expect(remedy).toMatch(
    /^Discard the uploaded image and upload the bundle, or the right file under the name ap3g3\./,
  );
});

test("a damaged zip ends with its reason, and nothing of it is kept", async () => {
  await begin();
  const zip = await zipOf(Object.entries(await bundle()).map(([name, content]) => ({ name, content })));
  const row = await receive(zip.subarray(0, zip.length / 2), "bundle.zip");
  expect(row).toMatchObject({ phase: "failed", into: "controller", fault: { code: "not-a-bundle" } });
  expect(uploads()).toEqual([]);
  expect(await kept()).toEqual([]);
  await expect(start(http())).rejects.toMatchObject({ fault: { code: "file-not-found" } });
});

test("an upload that is discarded in mid-upgrade: what is still to be read fails with that reason, and TFTP mode works afterwards", async () => {
  await begin(["17.12.1"]);
  await upload(await bundle({ ap3g3: null }));
  await start(http());
  await ready();
  await fixture.order("images.discard-uploaded", { name: UPLOAD, actor: operator });
  await fixture.order("ap.predownload", { apId: apId("ap-4"), actor: operator });
  const row = await fixture.until(
    "aps",
    apId("ap-4"),
    ({ fault }) => fault?.message.includes("discarded") ?? false,
  );
  expect(row.fault).toMatchObject({
    code: "file-not-found",
    message: `bootflash:ap3g3: No such file or directory (The uploaded image ${UPLOAD} was discarded).`,
    remedy: "Upload the bundle again, then choose Save & Download.",
  });
  await fixture.order("upgrade.cancel", { actor: operator });
  await expect(start(http())).rejects.toMatchObject({
    fault: { message: `The uploaded image ${UPLOAD} was discarded.` },
  });
  await start(tftp);
  expect((await ready()).counters).toMatchObject({ total: 4, completed: 4, failed: 0 });
  expect((await activate()).readBack).toEqual({ onTarget: 4, total: 4 });
});

test("the upload is dropped when the saved mode changes, and an upgrade over TFTP then moves over TFTP", async () => {
  await begin(["17.12.1"]);
  await upload(await bundle());
  await start(http());
  await ready();
  await fixture.order("upgrade.cancel", { actor: operator });
  expect(uploads()).toEqual([UPLOAD]);
  await fixture.order("profile.save", { profile: tftp, actor: operator });
  await fixture.settled(() => uploads().length === 0);
  expect(await kept()).toEqual([]);
  await start(tftp);
  expect((await ready()).counters).toMatchObject({ completed: 4, failed: 0 });
  expect(protocols()).toEqual(new Set(["capwap", "tftp"]));
});

test("a profile of the command line, which names no upload, uses the one that the controller has", async () => {
  await begin();
  await expect(fixture.order("profile.save", { profile: http(null), actor: operator })).resolves.toEqual({
    profile: { mode: "http", upload: null },
  });
  await start(http(null));
  const end = await failed();
  expect(end.status).toContain("No image has been uploaded to the controller");
  await upload(await bundle());
  await start(http(null));
  expect((await ready()).counters).toMatchObject({ completed: 4, failed: 0 });
  expect(fixture.engine.bus.row("controller", "controller")?.profile).toEqual(http());
});

test("the upload is served by no image server, and becomes an image set only when that is asked for", async () => {
  await begin();
  await upload(await bundle());
  await start(tftp);
  expect((await failed()).fault?.code).toBe("file-not-found");
  const { id } = await fixture.order("images.copy-uploaded", {
    name: UPLOAD,
    to: UPLOAD,
    actor: operator,
  });
  await fixture.until("imports", id, (row) => row.phase === "done");
  expect(uploads()).toEqual([UPLOAD]);
  await start(tftp);
  expect((await ready()).counters).toMatchObject({ completed: 4, failed: 0 });
});
