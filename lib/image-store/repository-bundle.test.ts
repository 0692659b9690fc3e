/** Imports of bundles: good, unusual, damaged and hostile ones. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import { image, type RepositoryLab, repositoryLab, sha512 } from "@/lib/testing/repository-lab";
import { type RawMember, rawZip, zipOf } from "@/lib/testing/zip-archive";
import { writeSampleBundle } from "./sample-bundle";

let lab: RepositoryLab;
beforeEach(async () => {
  lab = await repositoryLab();
});
afterEach(() => lab.end());

describe("a bundle", () => {
  it("appears complete, with family, version and SHA-512 of each image, without being read again", async () => {
    const bundle = await writeSampleBundle({
      release: "17.12.1",
      out: lab.base,
      zip: true,
      familyBytes: 30_000,
      controllerBytes: 50_000,
    });
    const source = bundle.files[0]!;
    const started = await lab.repository.importBundle({ source, name: "EWC_17_12_1", by: "anna" });
    expect(await started.done).toMatchObject({ phase: "done", bytes: bundle.totalBytes, fault: null });

    const set = lab.rows.get("EWC_17_12_1");
    expect(set).toMatchObject({ version: "17.12.1.5", synthetic: true, sizeBytes: bundle.totalBytes });
    expect(set?.files).toHaveLength(10);
    for (const file of set?.files ?? []) {
      expect(file.sha512).toBe(sha512(await readFile(lab.root("EWC_17_12_1", file.path))));
    }
    expect(lab.fileOf("EWC_17_12_1", "ap1g8")).toMatchObject({
      kind: "ap-image",
      family: "ap1g8",
      version: "17.12.1.5",
      intact: true,
      note: null,
    });
    expect(lab.fileOf("EWC_17_12_1", CONTROLLER_IMAGE)).toMatchObject({ version: "17.12.1.5" });
    expect(lab.events).toEqual([{ type: "image-set.imported", data: { name: "EWC_17_12_1", by: "anna" } }]);
    expect(lab.imports.map((row) => row.phase).filter((phase, i, all) => phase !== all[i - 1])).toEqual([
      "reading",
      "unpacking",
      "publishing",
      "done",
    ]);
    expect(await lab.staged()).toEqual([]);
    expect(lab.catalogued.size).toBe(10);
  });

  it("is imported with compression, with zip64, and inside one folder", async () => {
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
    const { done } = await lab.repository.importBundle({ source: await lab.zipFile(zip), name: "real" });
    expect(await done).toMatchObject({ phase: "done" });
    expect(await readFile(lab.root("real", "ap1g8"))).toEqual(ap1g8);
    expect(lab.rows.get("real")).toMatchObject({ version: "17.9.4.27", synthetic: false });
    expect(lab.fileOf("real", CONTROLLER_IMAGE)).toMatchObject({ version: null, intact: null });
  });

  it("with an unreadable image is imported, and the image has a note", async () => {
    const zip = await zipOf([{ name: "ap1g8", content: (await image("ap1g8")).subarray(0, 2000) }]);
    await (await lab.repository.importBundle({ source: await lab.zipFile(zip), name: "odd" })).done;
    expect(lab.fileOf("odd", "ap1g8")).toMatchObject({ intact: false, family: "ap1g8" });
    expect(lab.fileOf("odd", "ap1g8")?.note).toMatch(/^The archive ends inside member part.1/);
  });

  it("is refused without leaving files when it is hostile, damaged or not a bundle", async () => {
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
      const { done } = await lab.repository.importBundle({
        source: await lab.zipFile(content),
        name: "hostile",
      });
      expect(await done, what).toMatchObject({ phase: "failed", fault: { code } });
      expect(await lab.staged(), what).toEqual([]);
      expect(await readdir(lab.root()), what).toEqual([]);
      expect((await readdir(lab.base)).sort(), what).toEqual(["bundle.zip", "images", "staging"]);
    }
    expect(lab.rows.size).toBe(0);
    expect(lab.events).toEqual([]);
  });

  it("is deleted after the import when it is to be consumed, also when it was refused", async () => {
    for (const content of [
      await zipOf([{ name: "ap1g8", content: await image("ap1g8") }]),
      Buffer.from("no zip"),
    ]) {
      const source = await lab.zipFile(content);
      const sidecar = join(lab.base, "bundle.json");
      await writeFile(sidecar, "{}");
      const order = { source, sidecar, name: `set${content.length}`, consume: true };
      await (await lab.repository.importBundle(order)).done;
      expect((await readdir(lab.base)).sort()).toEqual(["images", "staging"]);
    }
  });

  it("is refused with the name of an existing set or a running import, and with an invalid name", async () => {
    const source = await lab.zipFile(await zipOf([{ name: "ap1g8", content: await image("ap1g8") }]));
    const first = await lab.repository.importBundle({ source, name: "set" });
    const clash = { fault: { code: "name-clash" } };
    await expect(lab.repository.importBundle({ source, name: "set" })).rejects.toMatchObject(clash);
    await first.done;
    await expect(lab.repository.importBundle({ source, name: "set" })).rejects.toMatchObject(clash);
    await writeFile(lab.root("by-hand"), "not a folder, but it has the name");
    await expect(lab.repository.importBundle({ source, name: "by-hand" })).rejects.toMatchObject(clash);
    for (const name of ["", "..", "../x", "a/b", ".hidden", " x", "a..b", "x\n"]) {
      await expect(lab.repository.importBundle({ source, name }), name).rejects.toMatchObject({
        fault: { code: "bad-input" },
      });
    }
    await expect(
      lab.repository.importBundle({ source: lab.inBase("none.zip"), name: "x" }),
    ).rejects.toMatchObject({
      fault: { code: "not-found" },
    });
  });
});
