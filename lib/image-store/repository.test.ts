/** Removing, renaming and finding image sets, and cleaning up at start. */
import { mkdir, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { image, type RepositoryLab, repositoryLab } from "@/lib/testing/repository-lab";
import { noteReplaced } from "./staging";

let lab: RepositoryLab;
beforeEach(async () => {
  lab = await repositoryLab();
});
afterEach(() => lab.end());

describe("a set", () => {
  beforeEach(async () => {
    await lab.copyByHand("set", { ap1g8: await image("ap1g8") });
    await lab.lookTwice();
    await lab.until(() => lab.isRead("set"));
  });

  it("can be removed with all its files", async () => {
    await lab.repository.remove("set", "anna");
    expect(lab.rows.size).toBe(0);
    expect(await readdir(lab.root())).toEqual([]);
    expect(await lab.staged()).toEqual([]);
    expect(lab.events.at(-1)).toEqual({ type: "image-set.removed", data: { name: "set", by: "anna" } });
    expect(lab.catalogued.size).toBe(0);
  });

  it("keeps its facts when it is renamed", async () => {
    const before = lab.repository.lookup("set/ap1g8");
    await lab.repository.rename("set", "EWC 17.12.1");
    expect(lab.repository.lookup("set/ap1g8")).toBeNull();
    expect(lab.repository.lookup("EWC 17.12.1/ap1g8")).toEqual({ ...before, imageSet: "EWC 17.12.1" });
    expect([...lab.catalogued.keys()]).toEqual(["EWC 17.12.1/ap1g8"]);
    await lab.reopen();
    expect(lab.repository.sets()[0]?.files[0]?.sha512).toBe(before?.sha512);
  });

  it("cannot be renamed to an existing name or out of the root; one that does not exist can be neither renamed nor removed", async () => {
    await lab.copyByHand("other", { ap1g7: await image("ap1g7") });
    await lab.repository.rescan();
    const code = (wanted: string) => ({ fault: { code: wanted } });
    await expect(lab.repository.rename("set", "other")).rejects.toMatchObject(code("name-clash"));
    await expect(lab.repository.rename("set", "../out")).rejects.toMatchObject(code("bad-input"));
    for (const name of ["none", "..", ".", "", "set/../..", "set/ap1g8"]) {
      await expect(lab.repository.rename(name, "x"), name).rejects.toMatchObject(code("not-found"));
      await expect(lab.repository.remove(name), name).rejects.toMatchObject(code("not-found"));
    }
    expect((await readdir(lab.root())).sort()).toEqual(["other", "set"]);
    expect(await lab.staged()).toEqual([]);
  });

  it("is found by the path of a read request, and by no other", () => {
    const found = { imageSet: "set", family: "ap1g8", version: "17.12.1.5" };
    for (const path of ["set/ap1g8", "/set/ap1g8", "./set//ap1g8"]) {
      expect(lab.repository.lookup(path)).toMatchObject(found);
    }
    for (const path of ["", "set", "ap1g8", "set/ap1g7", "SET/ap1g8", "x/../set/ap1g8", "set\\ap1g8"]) {
      expect(lab.repository.lookup(path), path).toBeNull();
    }
  });
});

describe("after a crash", () => {
  it("staging folders of dead processes are removed, those of running ones are kept", async () => {
    // Process numbers are below 2^22 on every system this runs on, so no process has this one.
    const dead = "99999999-0a";
    const living = `${process.ppid}-0b`;
    for (const name of [dead, living, "someone-elses"])
      await mkdir(join(lab.inBase("staging"), name, "set"), { recursive: true });
    await lab.reopen();
    expect((await lab.staged()).sort()).toEqual([living, "someone-elses"].sort());
  });

  it("staging folders older than a day are removed", async () => {
    const old = join(lab.inBase("staging"), `${process.ppid}-0c`);
    await mkdir(old);
    await utimes(old, 1_000_000, 1_000_000);
    await lab.reopen();
    expect(await lab.staged()).toEqual([]);
  });

  describe("a bundle that was imported from the folder", () => {
    const dead = () => join(lab.inBase("staging"), "99999999-0d");
    const bundle = () => join(lab.root(), "bundle.zip");
    const isThere = async () => (await readdir(lab.root())).includes("bundle.zip");
    beforeEach(async () => {
      await writeFile(bundle(), "a bundle");
      await mkdir(join(dead(), "set"), { recursive: true });
      await noteReplaced(dead(), bundle());
    });
    /** What publishing leaves of the staging folder. */
    const publish = () => rm(join(dead(), "set"), { recursive: true });

    it("is deleted if its set was published", async () => {
      await publish();
      await lab.reopen();
      expect(await isThere()).toBe(false);
      expect(await lab.staged()).toEqual([]);
    });

    it("stays if its set was not published", async () => {
      await lab.reopen();
      expect(await isThere()).toBe(true);
      expect(await lab.staged()).toEqual([]);
    });

    it("stays if another file has taken its name", async () => {
      await publish();
      await writeFile(bundle(), "another bundle");
      await lab.reopen();
      expect(await isThere()).toBe(true);
    });
  });
});
