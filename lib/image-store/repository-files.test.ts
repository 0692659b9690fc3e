/** Image sets from a folder, a single file or our samples. */
import { mkdir, readdir, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { image, type RepositoryLab, repositoryLab } from "@/lib/testing/repository-lab";
import { zipOf } from "@/lib/testing/zip-archive";

let lab: RepositoryLab;
beforeEach(async () => {
  lab = await repositoryLab();
});
afterEach(() => lab.end());

describe("a folder or a single file", () => {
  it("is imported as a set; a symbolic link in the folder is refused", async () => {
    const folder = lab.inBase("unpacked");
    await mkdir(join(folder, "inner"), { recursive: true });
    await writeFile(join(folder, "inner", "ap1g6"), await image("ap1g6"));
    await writeFile(join(folder, ".DS_Store"), "x");
    await (await lab.repository.importFolder({ source: folder, name: "copied" })).done;
    expect(lab.rows.get("copied")?.files.map((file) => file.path)).toEqual(["ap1g6"]);
    expect(await readdir(join(folder, "inner"))).toEqual(["ap1g6"]);

    await symlink("/etc/passwd", join(folder, "ap1g7"));
    const { done } = await lab.repository.importFolder({ source: folder, name: "linked" });
    expect(await done).toMatchObject({ phase: "failed", fault: { code: "unsafe-path" } });
  });

  it("is added to an existing or a new set, and never replaces a usable file", async () => {
    const source = lab.inBase("upload-1");
    await writeFile(source, await image("ap1g8"));
    const into = (name: string, fileName: string) =>
      lab.repository.importImageFile({ source, name, fileName });
    await (await into("set", "ap1g8")).done;
    expect(lab.events).toContainEqual({ type: "image-set.imported", data: { name: "set" } });
    await writeFile(source, await image("ap1g7"));
    expect(await (await into("set", "ap1g7")).done).toMatchObject({ phase: "done" });
    expect(lab.rows.get("set")?.files.map((file) => file.family)).toEqual(["ap1g7", "ap1g8"]);
    expect(await (await into("set", "ap1g8")).done).toMatchObject({
      phase: "failed",
      fault: { code: "name-clash" },
    });
    expect(lab.fileOf("set", "ap1g8")).toMatchObject({ family: "ap1g8" });
    for (const name of ["../ap1g8", "a/b", "..", ".hidden", "x\0"]) {
      expect(await (await into("set", name)).done).toMatchObject({
        phase: "failed",
        fault: { code: "unsafe-path" },
      });
    }
    await writeFile(source, await zipOf([{ name: "ap1g8", content: await image("ap1g8") }]));
    expect(await (await into("set", "ap1g4")).done).toMatchObject({ fault: { code: "not-a-bundle" } });
    expect(await lab.staged()).toEqual([]);
  });

  it("replaces an unusable file: truncated, or of another family", async () => {
    const source = lab.inBase("upload-1");
    const put = async (fileName: string, family: string) => {
      await writeFile(source, await image(family));
      return (await lab.repository.importImageFile({ source, name: "set", fileName })).done;
    };
    await put("ap1g8", "ap1g8");
    await put("ap1g7", "ap1g8");
    await truncate(lab.root("set", "ap1g8"), 2000);
    await lab.lookTwice();
    await lab.until(() => lab.fileOf("set", "ap1g8")?.intact === false);
    expect(lab.fileOf("set", "ap1g8")).toMatchObject({ intact: false });
    expect(await put("ap1g8", "ap1g8")).toMatchObject({ phase: "done" });
    expect(await put("ap1g7", "ap1g7")).toMatchObject({ phase: "done" });
    expect(await put("ap1g7", "ap1g7")).toMatchObject({ phase: "failed", fault: { code: "name-clash" } });
    expect(lab.fileOf("set", "ap1g8")).toMatchObject({ family: "ap1g8", intact: true });
    expect(lab.fileOf("set", "ap1g7")).toMatchObject({ family: "ap1g7" });
  });

  it("made as a sample is a set like others", async () => {
    const { done } = await lab.repository.createSampleSet({ name: "demo", release: "17.9.4a" });
    expect(await done).toMatchObject({ phase: "done" });
    expect(lab.rows.get("demo")).toMatchObject({ version: "17.9.4.27", synthetic: true });
    const unknown = await lab.repository.createSampleSet({ name: "other", release: "17.99.1" });
    expect(await unknown.done).toMatchObject({ phase: "failed", fault: { code: "bad-input" } });
  });
});
