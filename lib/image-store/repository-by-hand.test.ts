/** Image sets that are copied into the root by hand. */
import { mkdir, rm, symlink, truncate, utimes, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { wallClock } from "@/lib/kit/clock";
import { image, type RepositoryLab, repositoryLab, sha512 } from "@/lib/testing/repository-lab";

let lab: RepositoryLab;
beforeEach(async () => {
  lab = await repositoryLab();
});
afterEach(() => lab.end());

describe("files copied in by hand", () => {
  it("are found by a running program", async () => {
    await lab.reopen({ wall: wallClock });
    const content = await image("ap1g8");
    await lab.copyByHand("by-hand", { ap1g8: content });
    await lab.until(() => lab.isRead("by-hand"));
    expect(lab.fileOf("by-hand", "ap1g8")).toMatchObject({
      family: "ap1g8",
      sha512: sha512(content),
      intact: true,
    });
    await lab.until(() =>
      lab.events.some((e) => e.type === "image-set.changed" && e.data.name === "by-hand"),
    );
  });

  it("are given up when they are removed while they are being read, so that others are read", async () => {
    await lab.copyByHand("large", { ap1g8: Buffer.alloc(0) });
    // Sparse: it takes no space, and hours to read.
    await truncate(lab.root("large", "ap1g8"), 5_000_000_000_000);
    await lab.lookTwice();
    await lab.copyByHand("small", { ap1g7: await image("ap1g7") });
    await lab.lookTwice();
    await rm(lab.root("large"), { recursive: true });
    await lab.lookTwice();
    await lab.until(() => lab.isRead("small"));
    expect(lab.fileOf("small", "ap1g7")).toMatchObject({ intact: true });
  });

  it("are shown at once, and their facts when they have not changed for a while", async () => {
    const whole = await image("ap1g8");
    await lab.copyByHand("set", { ap1g8: whole.subarray(0, 1000) });
    await lab.repository.rescan();
    expect(lab.fileOf("set", "ap1g8")).toMatchObject({
      sizeBytes: 1000,
      sha512: null,
      version: null,
      family: "ap1g8",
    });
    expect(lab.fileOf("set", "ap1g8")?.note).toMatch(/has just changed/);

    lab.clock.advance(1000);
    await lab.copyByHand("set", { ap1g8: whole });
    await lab.repository.rescan();
    expect(lab.fileOf("set", "ap1g8")).toMatchObject({ sizeBytes: whole.length, sha512: null });
    expect(lab.repository.lookup("set/ap1g8")).toMatchObject({ sha512: null, version: null });

    lab.clock.advance(1000);
    await lab.repository.rescan();
    await lab.until(() => lab.isRead("set"));
    expect(lab.fileOf("set", "ap1g8")).toMatchObject({ sha512: sha512(whole), intact: true, note: null });
  });

  it("are read again when they change, and removed from the index when they are deleted", async () => {
    await lab.copyByHand("set", { ap1g8: await image("ap1g8"), ap1g7: await image("ap1g7") });
    await lab.lookTwice();
    await lab.until(() => lab.isRead("set"));
    await truncate(lab.root("set", "ap1g8"), 2000);
    await lab.lookTwice();
    await lab.until(() => lab.fileOf("set", "ap1g8")?.intact === false);
    await rm(lab.root("set", "ap1g7"));
    await lab.repository.rescan();
    expect(lab.rows.get("set")?.files.map((file) => file.path)).toEqual(["ap1g8"]);
    expect([...lab.catalogued.keys()]).toEqual(["set/ap1g8"]);
    await rm(lab.root("set"), { recursive: true });
    await lab.repository.rescan();
    expect(lab.rows.size).toBe(0);
    expect(lab.repository.lookup("set/ap1g8")).toBeNull();
    expect(lab.events.at(-1)).toEqual({ type: "image-set.removed", data: { name: "set" } });
  });

  it("are read again when only their modification time changes", async () => {
    const first = await image("ap1g8", "17.9.4.27");
    await lab.copyByHand("set", { ap1g8: first });
    await lab.lookTwice();
    await lab.until(() => lab.isRead("set"));
    await writeFile(lab.root("set", "ap1g8"), await image("ap1g8", "17.9.4.99"));
    await utimes(lab.root("set", "ap1g8"), 1_000_000, 1_000_000);
    await lab.repository.rescan();
    await lab.until(() => lab.fileOf("set", "ap1g8")?.version === "17.9.4.99");
  });

  it("are ignored when they are hidden or behind a symbolic link", async () => {
    await mkdir(lab.inBase("secret"));
    await writeFile(lab.inBase("secret/ap1g8"), await image("ap1g8"));
    await lab.copyByHand("set", { ".ap1g8.partial": Buffer.from("x"), ap1g7: await image("ap1g7") });
    await symlink(lab.inBase("secret"), lab.root("linked"));
    await symlink(lab.inBase("secret/ap1g8"), lab.root("set", "ap1g8"));
    await mkdir(lab.root(".hidden"));
    await lab.lookTwice();
    expect([...lab.rows.keys()]).toEqual(["set"]);
    expect(lab.rows.get("set")?.files.map((file) => file.path)).toEqual(["ap1g7"]);
    expect(lab.repository.lookup("set/ap1g8")).toBeNull();
    expect(lab.repository.lookup("linked/ap1g8")).toBeNull();
  });

  it("are not read again when the catalog knows them", async () => {
    await lab.copyByHand("set", { ap1g8: await image("ap1g8") });
    await lab.lookTwice();
    await lab.until(() => lab.isRead("set"));
    await lab.reopen();
    lab.rows.clear();
    expect(lab.repository.sets()[0]?.files[0]).toMatchObject({ family: "ap1g8", intact: true });
    expect(lab.repository.lookup("set/ap1g8")?.sha512).not.toBeNull();
    expect(lab.events.filter((event) => event.type === "image-set.changed")).toHaveLength(1);
  });

  it("are read when the catalog has invalid facts", async () => {
    await lab.copyByHand("set", { ap1g8: await image("ap1g8") });
    lab.catalogued.set("set/ap1g8", { path: "set/ap1g8", sizeBytes: 1, modifiedAt: 1, facts: { sha512: 5 } });
    await lab.reopen();
    await lab.lookTwice();
    await lab.until(() => lab.isRead("set"));
  });
});
