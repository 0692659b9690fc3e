/** What the repository promises to an operator: on a real disk, in a folder of its own. */
import { createHash } from "node:crypto";
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { NewEvent } from "@/lib/contracts/events";
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import type { ImageSet, ImportRow } from "@/lib/contracts/images";
import type { CatalogEntry, CatalogPort } from "@/lib/images/catalog";
import { type Clock, wallClock } from "@/lib/kit/clock";
import { type FakeClock, fakeClock } from "@/lib/testing/fake-clock";
import { infoText, tarOf } from "@/lib/testing/tar-archive";
import { type RawMember, rawZip, zipOf } from "@/lib/testing/zip-archive";
import { type DiskPort, realDisk } from "./disk";
import { importOnce } from "./import-once";
import { openRepository, type Repository } from "./repository";
import { writeSampleBundle } from "./sample-bundle";

let base: string;
let clock: FakeClock;
let catalogued: Map<string, CatalogEntry>;
let rows: Map<string, ImageSet>;
let imports: ImportRow[];
let events: NewEvent[];
let watchers: Set<() => void>;
let repository: Repository;

const catalog: CatalogPort = {
  load: () => Promise.resolve([...catalogued.values()]),
  save: (entries) => {
    for (const entry of entries) catalogued.set(entry.path, entry);
    return Promise.resolve();
  },
  forget: (paths) => {
    for (const path of paths) catalogued.delete(path);
    return Promise.resolve();
  },
};

const told = () => {
  for (const look of watchers) look();
};

function open({
  wall = clock,
  disk = realDisk,
}: {
  wall?: Clock;
  disk?: DiskPort;
} = {}): Promise<Repository> {
  return openRepository({
    root: join(base, "images"),
    stagingDir: join(base, "staging"),
    catalog,
    wall,
    disk,
    onSet: (row) => {
      rows.set(row.name, row);
      told();
    },
    onSetRemoved: (name) => {
      rows.delete(name);
      told();
    },
    onImport: (row) => {
      imports.push(row);
      told();
    },
    onEvent: (event) => {
      events.push(event);
      told();
    },
  });
}

async function reopen(settings: Parameters<typeof open>[0] = {}): Promise<void> {
  await repository.stop();
  repository = await open(settings);
}

/** Resolves when the repository has told something that makes the condition true. */
function until(condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!condition()) return;
      watchers.delete(look);
      resolve();
    };
    watchers.add(look);
    look();
  });
}

const root = (...parts: string[]) => join(base, "images", ...parts);
const inBase = (name: string) => join(base, name);
const sha512 = (content: Uint8Array) => createHash("sha512").update(content).digest("hex");
const staged = () => readdir(join(base, "staging"));
const fileOf = (set: string, path: string) => rows.get(set)?.files.find((file) => file.path === path);
const isRead = (set: string) => rows.get(set)?.files.every((file) => file.sha512 !== null) === true;

const image = (family: string, version = "17.12.1.5", bytes = 5000) =>
  tarOf([
    { name: "info", content: infoText(family, version) },
    { name: "part.1", content: Buffer.alloc(bytes, 0x5a) },
  ]);

async function zipFile(content: Buffer): Promise<string> {
  const path = inBase("bundle.zip");
  await writeFile(path, content);
  return path;
}

async function copyByHand(set: string, files: Record<string, Uint8Array>): Promise<void> {
  await mkdir(root(set), { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(root(set, name), content);
}

/** Two looks at the disk, far enough apart that what does not change is read. */
async function lookTwice(): Promise<void> {
  await repository.rescan();
  clock.advance(1000);
  await repository.rescan();
}

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "repository-"));
  clock = fakeClock();
  catalogued = new Map();
  rows = new Map();
  imports = [];
  events = [];
  watchers = new Set();
  repository = await open();
});

afterEach(async () => {
  await repository.stop();
  await rm(base, { recursive: true, force: true });
});

describe("a bundle", () => {
  it("appears whole, with family, version and SHA-512 of each image, and is not read a second time", async () => {
    const bundle = await writeSampleBundle({
      release: "17.12.1",
      out: base,
      zip: true,
      familyBytes: 30_000,
      controllerBytes: 50_000,
    });
    const source = bundle.files[0]!;
    const started = await repository.importBundle({ source, name: "EWC_17_12_1", by: "anna" });
    expect(await started.done).toMatchObject({ phase: "done", bytes: bundle.totalBytes, fault: null });

    const set = rows.get("EWC_17_12_1");
    expect(set).toMatchObject({ version: "17.12.1.5", synthetic: true, sizeBytes: bundle.totalBytes });
    expect(set?.files).toHaveLength(10);
    for (const file of set?.files ?? []) {
      expect(file.sha512).toBe(sha512(await readFile(root("EWC_17_12_1", file.path))));
    }
    expect(fileOf("EWC_17_12_1", "ap1g8")).toMatchObject({
      kind: "ap-image",
      family: "ap1g8",
      version: "17.12.1.5",
      intact: true,
      note: null,
    });
    expect(fileOf("EWC_17_12_1", CONTROLLER_IMAGE)).toMatchObject({ version: "17.12.1.5" });
    expect(events).toEqual([{ type: "image-set.imported", data: { name: "EWC_17_12_1", by: "anna" } }]);
    expect(imports.map((row) => row.phase).filter((phase, i, all) => phase !== all[i - 1])).toEqual([
      "reading",
      "unpacking",
      "publishing",
      "done",
    ]);
    expect(await staged()).toEqual([]);
    expect(catalogued.size).toBe(10);
  });

  it("that is not ours is imported like any other: deflated, zip64, inside one folder", async () => {
    const ap1g8 = await image("ap1g8", "17.9.4.27");
    const controller = Buffer.concat([
      Buffer.alloc(3000, 1),
      Buffer.from("CW_VERSION$17.09.04a$"),
      Buffer.alloc(99),
    ]);
    const zip = await zipOf(
      [
        { name: "C9800-AP-universalk9.17.09.04a/ap1g8", content: ap1g8, compress: true },
        { name: `C9800-AP-universalk9.17.09.04a/${CONTROLLER_IMAGE}`, content: controller, compress: true },
      ],
      { zip64: true },
    );
    expect(zip.length).toBeLessThan(ap1g8.length);
    const { done } = await repository.importBundle({ source: await zipFile(zip), name: "real" });
    expect(await done).toMatchObject({ phase: "done" });
    expect(await readFile(root("real", "ap1g8"))).toEqual(ap1g8);
    expect(rows.get("real")).toMatchObject({ version: "17.9.4.27", synthetic: false });
    expect(fileOf("real", CONTROLLER_IMAGE)).toMatchObject({ version: null, intact: null });
  });

  it("with an image that cannot be read is imported, and the image says what is odd", async () => {
    const zip = await zipOf([{ name: "ap1g8", content: (await image("ap1g8")).subarray(0, 2000) }]);
    await (await repository.importBundle({ source: await zipFile(zip), name: "odd" })).done;
    expect(fileOf("odd", "ap1g8")).toMatchObject({ intact: false, family: "ap1g8" });
    expect(fileOf("odd", "ap1g8")?.note).toMatch(/^The archive ends inside member part.1/);
  });

  it("is refused whole, leaving nothing, when it is hostile, damaged or no bundle", async () => {
    const good = await image("ap1g8");
    const bad = (member: Partial<RawMember>) =>
      rawZip([
        { name: "ap1g8", content: good },
        { name: "ap1g7", content: good, ...member },
      ]);
    const cases: [string, Buffer, string][] = [
      ["zip-slip", bad({ name: "../../outside" }), "unsafe-path"],
      ["absolute", bad({ name: "/etc/cron.d/x" }), "unsafe-path"],
      ["backslash", bad({ name: "..\\outside" }), "unsafe-path"],
      ["symbolic link", bad({ mode: 0o120777, content: Buffer.from("/etc/passwd") }), "unsafe-path"],
      ["same name", bad({ name: "ap1g8" }), "name-clash"],
      ["same name but for case", bad({ name: "AP1G8" }), "name-clash"],
      ["wrong checksum", bad({ claims: { crc: 1 } }), "image-damaged"],
      [
        "more bytes than it says",
        bad({ claims: { sizeBytes: 100, storedBytes: good.length } }),
        "not-a-bundle",
      ],
      [
        "more bytes than it says, deflated",
        bad({ content: deflateRawSync(good), claims: { method: 8, sizeBytes: 5000, crc: crc32(good) } }),
        "image-damaged",
      ],
      ["unknown compression", bad({ claims: { method: 99 } }), "image-damaged"],
      ["overlapping entries", bad({ claims: { sizeBytes: 3e6, storedBytes: 3e6 } }), "bomb"],
      ["a bomb", await zipOf([{ name: "ap1g8", content: Buffer.alloc(8_000_000) }]), "bomb"],
      ["a zip in a zip", rawZip([{ name: "bundle.zip", content: good }]), "not-a-bundle"],
      ["an empty zip", rawZip([]), "not-a-bundle"],
      ["a truncated zip", bad({}).subarray(0, -30), "not-a-bundle"],
      ["a single image", good, "not-a-bundle"],
      ["an empty file", Buffer.alloc(0), "not-a-bundle"],
    ];
    for (const [what, content, code] of cases) {
      const { done } = await repository.importBundle({ source: await zipFile(content), name: "hostile" });
      expect(await done, what).toMatchObject({ phase: "failed", fault: { code } });
      expect(await staged(), what).toEqual([]);
      expect(await readdir(root()), what).toEqual([]);
      expect((await readdir(base)).sort(), what).toEqual(["bundle.zip", "images", "staging"]);
    }
    expect(rows.size).toBe(0);
    expect(events).toEqual([]);
  });

  it("deleted where it lay when it was to be consumed, also when it was refused", async () => {
    for (const content of [
      await zipOf([{ name: "ap1g8", content: await image("ap1g8") }]),
      Buffer.from("no zip"),
    ]) {
      const source = await zipFile(content);
      await (await repository.importBundle({ source, name: `set${content.length}`, consume: true })).done;
      expect(await readdir(base)).not.toContain("bundle.zip");
    }
  });

  it("cannot take the name of a set that exists or is being imported, nor one that is no name", async () => {
    const source = await zipFile(await zipOf([{ name: "ap1g8", content: await image("ap1g8") }]));
    const first = await repository.importBundle({ source, name: "set" });
    const clash = { fault: { code: "name-clash" } };
    await expect(repository.importBundle({ source, name: "set" })).rejects.toMatchObject(clash);
    await first.done;
    await expect(repository.importBundle({ source, name: "set" })).rejects.toMatchObject(clash);
    await writeFile(root("by-hand"), "not a folder, but it has the name");
    await expect(repository.importBundle({ source, name: "by-hand" })).rejects.toMatchObject(clash);
    for (const name of ["", "..", "../x", "a/b", ".hidden", " x", "a..b", "x\n"]) {
      await expect(repository.importBundle({ source, name }), name).rejects.toMatchObject({
        fault: { code: "bad-input" },
      });
    }
    await expect(repository.importBundle({ source: inBase("none.zip"), name: "x" })).rejects.toMatchObject({
      fault: { code: "not-found" },
    });
  });
});

describe("while an import runs", () => {
  /** A promise and what fulfils it. */
  function signal() {
    let give: () => void = () => undefined;
    const given = new Promise<void>((resolve) => {
      give = resolve;
    });
    return { given, give };
  }

  /** A disk whose writes stop after `passing` of them until they are let go. */
  function gatedDisk(passing: number) {
    const stopped = signal();
    const released = signal();
    let left = passing;
    const disk: DiskPort = {
      ...realDisk,
      async create(path) {
        const writer = await realDisk.create(path);
        return {
          ...writer,
          async write(piece) {
            if (left-- <= 0) {
              stopped.give();
              await released.given;
            }
            await writer.write(piece);
          },
        };
      },
    };
    return { disk, reached: stopped.given, open: released.give };
  }

  it("nothing of it is visible or served, until all of it is", async () => {
    const { disk, reached, open: letGo } = gatedDisk(1);
    await reopen({ disk });
    const zip = await zipOf([
      { name: "ap1g7", content: await image("ap1g7") },
      { name: "ap1g8", content: await image("ap1g8") },
    ]);
    const { done } = await repository.importBundle({ source: await zipFile(zip), name: "set" });
    await reached;
    await repository.rescan();
    expect(await readdir(root())).toEqual([]);
    expect(repository.sets()).toEqual([]);
    expect(repository.lookup("set/ap1g7")).toBeNull();
    letGo();
    await done;
    expect(repository.lookup("set/ap1g7")).toMatchObject({ family: "ap1g7" });
  });

  it("cancelling it leaves nothing behind", async () => {
    const { disk, reached, open: letGo } = gatedDisk(1);
    await reopen({ disk });
    const zip = await zipOf([
      { name: "ap1g7", content: await image("ap1g7") },
      { name: "ap1g8", content: await image("ap1g8") },
    ]);
    const { row, done } = await repository.importBundle({ source: await zipFile(zip), name: "set" });
    await reached;
    expect(await staged()).toHaveLength(1);
    expect(repository.cancel(row.id)).toBe(true);
    letGo();
    expect(await done).toMatchObject({ phase: "cancelled", fault: null });
    expect(await staged()).toEqual([]);
    expect(await readdir(root())).toEqual([]);
    expect(repository.cancel(row.id)).toBe(false);
  });

  it("stopping the repository cancels it and waits until it has cleaned up", async () => {
    const { disk, reached, open: letGo } = gatedDisk(1);
    await reopen({ disk });
    const source = await zipFile(
      await zipOf([{ name: "ap1g8", content: await image("ap1g8", "1.1.1.1", 200_000) }]),
    );
    await repository.importBundle({ source, name: "set" });
    await reached;
    const stopped = repository.stop();
    letGo();
    await stopped;
    expect(imports.at(-1)).toMatchObject({ phase: "cancelled" });
    expect(await staged()).toEqual([]);
  });

  it("a disk that becomes full fails it with that reason and leaves nothing", async () => {
    const disk: DiskPort = {
      ...realDisk,
      create: async (path) => ({
        ...(await realDisk.create(path)),
        write: () => Promise.reject(Object.assign(new Error("no space"), { code: "ENOSPC" })),
      }),
    };
    await reopen({ disk });
    const source = await zipFile(await zipOf([{ name: "ap1g8", content: await image("ap1g8") }]));
    const { done } = await repository.importBundle({ source, name: "set" });
    expect(await done).toMatchObject({ phase: "failed", fault: { code: "disk-full" } });
    expect(await staged()).toEqual([]);
    expect(await readdir(root())).toEqual([]);
  });

  it("a disk without enough space is refused before anything is written", async () => {
    const disk: DiskPort = {
      freeBytes: () => Promise.resolve(1_000_000),
      create: () => Promise.reject(new Error("must not be called")),
    };
    await reopen({ disk });
    const source = await zipFile(await zipOf([{ name: "ap1g8", content: await image("ap1g8") }]));
    const { done } = await repository.importBundle({ source, name: "set" });
    expect((await done).fault).toMatchObject({
      code: "disk-full",
      message: "Importing needs 64.0 MB; 1.0 MB are free.",
    });
  });
});

describe("a folder or a single file", () => {
  it("is imported as a set; a symbolic link in the folder is refused", async () => {
    const folder = inBase("unpacked");
    await mkdir(join(folder, "inner"), { recursive: true });
    await writeFile(join(folder, "inner", "ap1g6"), await image("ap1g6"));
    await writeFile(join(folder, ".DS_Store"), "x");
    await (await repository.importFolder({ source: folder, name: "copied" })).done;
    expect(rows.get("copied")?.files.map((file) => file.path)).toEqual(["ap1g6"]);
    expect(await readdir(join(folder, "inner"))).toEqual(["ap1g6"]);

    await symlink("/etc/passwd", join(folder, "ap1g7"));
    const { done } = await repository.importFolder({ source: folder, name: "linked" });
    expect(await done).toMatchObject({ phase: "failed", fault: { code: "unsafe-path" } });
  });

  it("goes into a set that exists, or makes one; never over a file that is there", async () => {
    const source = inBase("upload-1");
    await writeFile(source, await image("ap1g8"));
    const into = (name: string, fileName: string) => repository.importImageFile({ source, name, fileName });
    await (await into("set", "ap1g8")).done;
    expect(events).toContainEqual({ type: "image-set.imported", data: { name: "set" } });
    await writeFile(source, await image("ap1g7"));
    expect(await (await into("set", "ap1g7")).done).toMatchObject({ phase: "done" });
    expect(rows.get("set")?.files.map((file) => file.family)).toEqual(["ap1g7", "ap1g8"]);
    expect(await (await into("set", "ap1g8")).done).toMatchObject({
      phase: "failed",
      fault: { code: "name-clash" },
    });
    expect(fileOf("set", "ap1g8")).toMatchObject({ family: "ap1g8" });
    for (const name of ["../ap1g8", "a/b", "..", ".hidden", "x\0"]) {
      expect(await (await into("set", name)).done).toMatchObject({
        phase: "failed",
        fault: { code: "unsafe-path" },
      });
    }
    await writeFile(source, await zipOf([{ name: "ap1g8", content: await image("ap1g8") }]));
    expect(await (await into("set", "ap1g4")).done).toMatchObject({ fault: { code: "not-a-bundle" } });
    expect(await staged()).toEqual([]);
  });

  it("takes the place of one that serves nobody: cut short, or another family's", async () => {
    const source = inBase("upload-1");
    const put = async (fileName: string, family: string) => {
      await writeFile(source, await image(family));
      return (await repository.importImageFile({ source, name: "set", fileName })).done;
    };
    await put("ap1g8", "ap1g8");
    await put("ap1g7", "ap1g8");
    await truncate(root("set", "ap1g8"), 2000);
    await lookTwice();
    await until(() => fileOf("set", "ap1g8")?.intact === false);
    expect(fileOf("set", "ap1g8")).toMatchObject({ intact: false });
    expect(await put("ap1g8", "ap1g8")).toMatchObject({ phase: "done" });
    expect(await put("ap1g7", "ap1g7")).toMatchObject({ phase: "done" });
    expect(await put("ap1g7", "ap1g7")).toMatchObject({ phase: "failed", fault: { code: "name-clash" } });
    expect(fileOf("set", "ap1g8")).toMatchObject({ family: "ap1g8", intact: true });
    expect(fileOf("set", "ap1g7")).toMatchObject({ family: "ap1g7" });
  });

  it("made by ourselves as a sample is a set like others", async () => {
    const { done } = await repository.createSampleSet({ name: "demo", release: "17.9.4a" });
    expect(await done).toMatchObject({ phase: "done" });
    expect(rows.get("demo")).toMatchObject({ version: "17.9.4.27", synthetic: true });
    const unknown = await repository.createSampleSet({ name: "other", release: "17.99.1" });
    expect(await unknown.done).toMatchObject({ phase: "failed", fault: { code: "bad-input" } });
  });
});

describe("an upload", () => {
  const report = (bytes: number, state: "receiving" | "received" | "cancelled") =>
    repository.reportUpload({ id: "u1", name: "set", bytes, totalBytes: 100, state });

  it("is one row with the import that follows it", async () => {
    report(10, "receiving");
    report(100, "received");
    expect(imports.at(-1)).toMatchObject({ id: "u1", phase: "receiving", bytes: 100, totalBytes: 100 });
    const source = await zipFile(await zipOf([{ name: "ap1g8", content: await image("ap1g8") }]));
    const { row, done } = await repository.importBundle({ source, name: "set", id: "u1" });
    expect(row.id).toBe("u1");
    await done;
    expect(imports.at(-1)).toMatchObject({ id: "u1", phase: "done" });
    expect(new Set(imports.map(({ id }) => id))).toEqual(new Set(["u1"]));
  });

  it("ends its row when it is cancelled, on either side, or when its import cannot begin", async () => {
    report(10, "receiving");
    report(10, "cancelled");
    expect(imports.at(-1)).toMatchObject({ phase: "cancelled" });
    report(10, "receiving");
    expect(repository.cancel("u1")).toBe(true);
    expect(imports.at(-1)).toMatchObject({ phase: "cancelled" });
    report(10, "receiving");
    const source = inBase("gone.zip");
    await expect(repository.importBundle({ source, name: "set", id: "u1" })).rejects.toThrow();
    expect(imports.at(-1)).toMatchObject({ phase: "failed", fault: { code: "not-found" } });
  });
});

describe("files copied in by hand", () => {
  it("are noticed by a running program, without being told", async () => {
    await reopen({ wall: wallClock });
    const content = await image("ap1g8");
    await copyByHand("by-hand", { ap1g8: content });
    await until(() => isRead("by-hand"));
    expect(fileOf("by-hand", "ap1g8")).toMatchObject({
      family: "ap1g8",
      sha512: sha512(content),
      intact: true,
    });
    await until(() => events.some((e) => e.type === "image-set.changed" && e.data.name === "by-hand"));
  });

  it("are shown at once, and their facts when they have stopped changing", async () => {
    const whole = await image("ap1g8");
    await copyByHand("set", { ap1g8: whole.subarray(0, 1000) });
    await repository.rescan();
    expect(fileOf("set", "ap1g8")).toMatchObject({
      sizeBytes: 1000,
      sha512: null,
      version: null,
      family: "ap1g8",
    });
    expect(fileOf("set", "ap1g8")?.note).toMatch(/has just changed/);

    clock.advance(1000);
    await copyByHand("set", { ap1g8: whole });
    await repository.rescan();
    expect(fileOf("set", "ap1g8")).toMatchObject({ sizeBytes: whole.length, sha512: null });
    expect(repository.lookup("set/ap1g8")).toMatchObject({ sha512: null, version: null });

    clock.advance(1000);
    await repository.rescan();
    await until(() => isRead("set"));
    expect(fileOf("set", "ap1g8")).toMatchObject({ sha512: sha512(whole), intact: true, note: null });
  });

  it("are read again when they change, and forgotten when they go", async () => {
    await copyByHand("set", { ap1g8: await image("ap1g8"), ap1g7: await image("ap1g7") });
    await lookTwice();
    await until(() => isRead("set"));
    await truncate(root("set", "ap1g8"), 2000);
    await lookTwice();
    await until(() => fileOf("set", "ap1g8")?.intact === false);
    await rm(root("set", "ap1g7"));
    await repository.rescan();
    expect(rows.get("set")?.files.map((file) => file.path)).toEqual(["ap1g8"]);
    expect([...catalogued.keys()]).toEqual(["set/ap1g8"]);
    await rm(root("set"), { recursive: true });
    await repository.rescan();
    expect(rows.size).toBe(0);
    expect(repository.lookup("set/ap1g8")).toBeNull();
    expect(events.at(-1)).toEqual({ type: "image-set.removed", data: { name: "set" } });
  });

  it("that have the same size but another time are read again", async () => {
    const first = await image("ap1g8", "17.9.4.27");
    await copyByHand("set", { ap1g8: first });
    await lookTwice();
    await until(() => isRead("set"));
    await writeFile(root("set", "ap1g8"), await image("ap1g8", "17.9.4.99"));
    await utimes(root("set", "ap1g8"), 1_000_000, 1_000_000);
    await repository.rescan();
    await until(() => fileOf("set", "ap1g8")?.version === "17.9.4.99");
  });

  it("are not looked at when they are hidden or reached by a symbolic link", async () => {
    await mkdir(inBase("secret"));
    await writeFile(inBase("secret/ap1g8"), await image("ap1g8"));
    await copyByHand("set", { ".ap1g8.partial": Buffer.from("x"), ap1g7: await image("ap1g7") });
    await symlink(inBase("secret"), root("linked"));
    await symlink(inBase("secret/ap1g8"), root("set", "ap1g8"));
    await mkdir(root(".hidden"));
    await lookTwice();
    expect([...rows.keys()]).toEqual(["set"]);
    expect(rows.get("set")?.files.map((file) => file.path)).toEqual(["ap1g7"]);
    expect(repository.lookup("set/ap1g8")).toBeNull();
    expect(repository.lookup("linked/ap1g8")).toBeNull();
  });

  it("that are known from the last run are not read again", async () => {
    await copyByHand("set", { ap1g8: await image("ap1g8") });
    await lookTwice();
    await until(() => isRead("set"));
    await reopen();
    rows.clear();
    expect(repository.sets()[0]?.files[0]).toMatchObject({ family: "ap1g8", intact: true });
    expect(repository.lookup("set/ap1g8")?.sha512).not.toBeNull();
    expect(events.filter((event) => event.type === "image-set.changed")).toHaveLength(1);
  });

  it("are read even when the catalog holds nonsense", async () => {
    await copyByHand("set", { ap1g8: await image("ap1g8") });
    catalogued.set("set/ap1g8", { path: "set/ap1g8", sizeBytes: 1, modifiedAt: 1, facts: { sha512: 5 } });
    await reopen();
    await lookTwice();
    await until(() => isRead("set"));
  });
});

describe("a set", () => {
  beforeEach(async () => {
    await copyByHand("set", { ap1g8: await image("ap1g8") });
    await lookTwice();
    await until(() => isRead("set"));
  });

  it("can be removed, at once and with all its files", async () => {
    await repository.remove("set", "anna");
    expect(rows.size).toBe(0);
    expect(await readdir(root())).toEqual([]);
    expect(await staged()).toEqual([]);
    expect(events.at(-1)).toEqual({ type: "image-set.removed", data: { name: "set", by: "anna" } });
    expect(catalogued.size).toBe(0);
  });

  it("keeps what is known of it when it is renamed", async () => {
    const before = repository.lookup("set/ap1g8");
    await repository.rename("set", "EWC 17.12.1");
    expect(repository.lookup("set/ap1g8")).toBeNull();
    expect(repository.lookup("EWC 17.12.1/ap1g8")).toEqual({ ...before, imageSet: "EWC 17.12.1" });
    expect([...catalogued.keys()]).toEqual(["EWC 17.12.1/ap1g8"]);
    await reopen();
    expect(repository.sets()[0]?.files[0]?.sha512).toBe(before?.sha512);
  });

  it("cannot be renamed over another, out of the root, or when it is not there", async () => {
    await copyByHand("other", { ap1g7: await image("ap1g7") });
    await repository.rescan();
    const code = (wanted: string) => ({ fault: { code: wanted } });
    await expect(repository.rename("set", "other")).rejects.toMatchObject(code("name-clash"));
    await expect(repository.rename("set", "../out")).rejects.toMatchObject(code("bad-input"));
    for (const name of ["none", "..", ".", "", "set/../..", "set/ap1g8"]) {
      await expect(repository.rename(name, "x"), name).rejects.toMatchObject(code("not-found"));
      await expect(repository.remove(name), name).rejects.toMatchObject(code("not-found"));
    }
    expect((await readdir(root())).sort()).toEqual(["other", "set"]);
    expect(await staged()).toEqual([]);
  });

  it("answers for a path as a read request names it, and for no other", () => {
    const found = { imageSet: "set", family: "ap1g8", version: "17.12.1.5" };
    for (const path of ["set/ap1g8", "/set/ap1g8", "./set//ap1g8"]) {
      expect(repository.lookup(path)).toMatchObject(found);
    }
    for (const path of ["", "set", "ap1g8", "set/ap1g7", "SET/ap1g8", "x/../set/ap1g8", "set\\ap1g8"]) {
      expect(repository.lookup(path), path).toBeNull();
    }
  });
});

describe("after a crash", () => {
  it("what a dead process left in the staging folder is removed; what a living one writes there is not", async () => {
    // Process numbers are below 2^22 on every system this runs on, so this one never lives.
    const dead = "99999999-0a";
    const living = `${process.ppid}-0b`;
    for (const name of [dead, living, "someone-elses"])
      await mkdir(join(base, "staging", name, "set"), { recursive: true });
    await reopen();
    expect((await staged()).sort()).toEqual([living, "someone-elses"].sort());
  });

  it("what lies in the staging folder for longer than a day is removed, whoever made it", async () => {
    const old = join(base, "staging", `${process.ppid}-0c`);
    await mkdir(old);
    await utimes(old, 1_000_000, 1_000_000);
    await reopen();
    expect(await staged()).toEqual([]);
  });
});

describe("an import by another process", () => {
  it("is noticed whole by the running program", async () => {
    const zip = await zipFile(await zipOf([{ name: "x/ap1g8", content: await image("ap1g8") }]));
    const order = { root: root(), stagingDir: join(base, "staging"), source: zip, name: "set" };
    const quiet = { signal: new AbortController().signal, onProgress: () => undefined };
    const files = await importOnce({ ...order, ...quiet });
    expect(files).toMatchObject([{ path: "ap1g8", family: "ap1g8", version: "17.12.1.5" }]);
    expect(await staged()).toEqual([]);
    await lookTwice();
    await until(() => isRead("set"));
    expect(fileOf("set", "ap1g8")?.sha512).toBe(files[0]?.sha512);

    await expect(importOnce({ ...order, ...quiet })).rejects.toMatchObject({ fault: { code: "name-clash" } });
    const interrupted = { ...quiet, signal: AbortSignal.abort(new Error("Interrupted")) };
    await expect(importOnce({ ...order, name: "b", ...interrupted })).rejects.toThrow("Interrupted");
    expect(await readdir(root())).toEqual(["set"]);
    expect(await staged()).toEqual([]);
  });
});
