/** Running imports: visibility, cancellation, and a full disk. */
import { readdir } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { image, type RepositoryLab, repositoryLab } from "@/lib/testing/repository-lab";
import { zipOf } from "@/lib/testing/zip-archive";
import { type DiskPort, realDisk } from "./disk";
import { importOnce } from "./import-once";

let lab: RepositoryLab;
beforeEach(async () => {
  lab = await repositoryLab();
});
afterEach(() => lab.end());

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

  it("the set is invisible until it is complete", async () => {
    const { disk, reached, open: letGo } = gatedDisk(1);
    await lab.reopen({ disk });
    const zip = await zipOf([
      { name: "ap1g7", content: await image("ap1g7") },
      { name: "ap1g8", content: await image("ap1g8") },
    ]);
    const { done } = await lab.repository.importBundle({ source: await lab.zipFile(zip), name: "set" });
    await reached;
    await lab.repository.rescan();
    expect(await readdir(lab.root())).toEqual([]);
    expect(lab.repository.sets()).toEqual([]);
    expect(lab.repository.lookup("set/ap1g7")).toBeNull();
    letGo();
    await done;
    expect(lab.repository.lookup("set/ap1g7")).toMatchObject({ family: "ap1g7" });
  });

  it("canceling it leaves nothing behind", async () => {
    const { disk, reached, open: letGo } = gatedDisk(1);
    await lab.reopen({ disk });
    const zip = await zipOf([
      { name: "ap1g7", content: await image("ap1g7") },
      { name: "ap1g8", content: await image("ap1g8") },
    ]);
    const { row, done } = await lab.repository.importBundle({ source: await lab.zipFile(zip), name: "set" });
    await reached;
    expect(await lab.staged()).toHaveLength(1);
    expect(lab.repository.cancel(row.id)).toBe(true);
    letGo();
    expect(await done).toMatchObject({ phase: "canceled", fault: null });
    expect(await lab.staged()).toEqual([]);
    expect(await readdir(lab.root())).toEqual([]);
    expect(lab.repository.cancel(row.id)).toBe(false);
  });

  it("stopping the repository cancels it, waits until its files are removed, and keeps what was to be consumed", async () => {
    const { disk, reached, open: letGo } = gatedDisk(1);
    await lab.reopen({ disk });
    const source = await lab.zipFile(
      await zipOf([{ name: "ap1g8", content: await image("ap1g8", "1.1.1.1", 200_000) }]),
    );
    await lab.repository.importBundle({ source, name: "set", consume: true });
    await reached;
    const stopped = lab.repository.stop();
    letGo();
    await stopped;
    expect(lab.imports.at(-1)).toMatchObject({ phase: "canceled" });
    expect(await lab.staged()).toEqual([]);
    expect(await readdir(lab.base)).toContain("bundle.zip");
  });

  it("a full disk fails it with disk-full and leaves no files", async () => {
    const disk: DiskPort = {
      ...realDisk,
      create: async (path) => ({
        ...(await realDisk.create(path)),
        write: () => Promise.reject(Object.assign(new Error("no space"), { code: "ENOSPC" })),
      }),
    };
    await lab.reopen({ disk });
    const source = await lab.zipFile(await zipOf([{ name: "ap1g8", content: await image("ap1g8") }]));
    const { done } = await lab.repository.importBundle({ source, name: "set" });
    expect(await done).toMatchObject({ phase: "failed", fault: { code: "disk-full" } });
    expect(await lab.staged()).toEqual([]);
    expect(await readdir(lab.root())).toEqual([]);
  });

  it("it is refused before anything is written when space is missing", async () => {
    const disk: DiskPort = {
      freeBytes: () => Promise.resolve(1_000_000),
      create: () => Promise.reject(new Error("must not be called")),
    };
    await lab.reopen({ disk });
    const source = await lab.zipFile(await zipOf([{ name: "ap1g8", content: await image("ap1g8") }]));
    const { done } = await lab.repository.importBundle({ source, name: "set" });
    expect((await done).fault).toMatchObject({
      code: "disk-full",
      message: "Importing needs 64.0 MB, but only 1.0 MB are free.",
    });
  });
});

describe("an upload", () => {
  const report = (bytes: number, state: "receiving" | "received" | "canceled") =>
    lab.repository.reportUpload({ id: "u1", name: "set", bytes, totalBytes: 100, state });

  it("has one row with the import that follows it", async () => {
    report(10, "receiving");
    report(100, "received");
    expect(lab.imports.at(-1)).toMatchObject({ id: "u1", phase: "receiving", bytes: 100, totalBytes: 100 });
    const source = await lab.zipFile(await zipOf([{ name: "ap1g8", content: await image("ap1g8") }]));
    const { row, done } = await lab.repository.importBundle({ source, name: "set", id: "u1" });
    expect(row.id).toBe("u1");
    await done;
    expect(lab.imports.at(-1)).toMatchObject({ id: "u1", phase: "done" });
    expect(new Set(lab.imports.map(({ id }) => id))).toEqual(new Set(["u1"]));
  });

  it("ends its row when it is canceled, or when its import cannot begin", async () => {
    report(10, "receiving");
    report(10, "canceled");
    expect(lab.imports.at(-1)).toMatchObject({ phase: "canceled" });
    report(10, "receiving");
    expect(lab.repository.cancel("u1")).toBe(true);
    expect(lab.imports.at(-1)).toMatchObject({ phase: "canceled" });
    report(10, "receiving");
    const source = lab.inBase("gone.zip");
    await expect(lab.repository.importBundle({ source, name: "set", id: "u1" })).rejects.toThrow();
    expect(lab.imports.at(-1)).toMatchObject({ phase: "failed", fault: { code: "not-found" } });
  });
});

describe("an import by another process", () => {
  it("is found complete by the running program", async () => {
    const zip = await lab.zipFile(await zipOf([{ name: "x/ap1g8", content: await image("ap1g8") }]));
    const order = { root: lab.root(), stagingDir: lab.inBase("staging"), source: zip, name: "set" };
    const quiet = { signal: new AbortController().signal, onProgress: () => undefined };
    const files = await importOnce({ ...order, ...quiet });
    expect(files).toMatchObject([{ path: "ap1g8", family: "ap1g8", version: "17.12.1.5" }]);
    expect(await lab.staged()).toEqual([]);
    await lab.lookTwice();
    await lab.until(() => lab.isRead("set"));
    expect(lab.fileOf("set", "ap1g8")?.sha512).toBe(files[0]?.sha512);

    await expect(importOnce({ ...order, ...quiet })).rejects.toMatchObject({ fault: { code: "name-clash" } });
    const interrupted = { ...quiet, signal: AbortSignal.abort(new Error("Interrupted")) };
    await expect(importOnce({ ...order, name: "b", ...interrupted })).rejects.toThrow("Interrupted");
    expect(await readdir(lab.root())).toEqual(["set"]);
    expect(await lab.staged()).toEqual([]);
  });
});
