import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { UploadedImage } from "@/lib/contracts/uploaded-images";
import { namedPart, unnamedPart } from "@/lib/image-store/catalog-part";
import type { CatalogEntry, CatalogPort } from "@/lib/images/catalog";
import { fakeClock } from "@/lib/testing/fake-clock";
import { image } from "@/lib/testing/repository-lab";
import { UploadedImages } from "./uploaded-images";

let base: string;
let stored: Map<string, CatalogEntry>;
let rows: Map<string, UploadedImage>;
let events: string[];
let images: UploadedImages;
let changed: () => void;

const catalog = (): CatalogPort => ({
  load: () => Promise.resolve([...stored.values()]),
  save: (entries) => Promise.resolve(entries.forEach((entry) => void stored.set(entry.path, entry))),
  forget: (paths) => Promise.resolve(paths.forEach((path) => void stored.delete(path))),
});
const open = () =>
  UploadedImages.open({
    root: join(base, "kept"),
    stagingDir: join(base, "staging"),
    catalog: namedPart(catalog(), "uploaded"),
    wall: fakeClock(),
    onRow: (row) => {
      rows.set(row.name, row);
      changed();
    },
    onRemoved: (name) => {
      rows.delete(name);
      changed();
    },
    onImport: () => undefined,
    onEvent: ({ type, data }) => void events.push(`${type} ${"name" in data ? data.name : ""}`),
    onFault: (_where, cause) => {
      throw cause;
    },
  });
const until = (is: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    changed = () => is() && resolve();
    changed();
  });
const upload = async (name: string, files: Record<string, Buffer> = {}) => {
  const source = join(base, `source-${name}`);
  await mkdir(source, { recursive: true });
  const all = Object.keys(files).length > 0 ? files : { ap1g7: await image("ap1g7") };
  for (const [file, content] of Object.entries(all)) await writeFile(join(source, file), content);
  const { done } = await images.repository.importFolder({ source, name, by: "operator" });
  expect((await done).phase).toBe("done");
};
const names = () => [...rows.keys()].toSorted();
const isGone = (name: string) => until(() => !rows.has(name));

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "ewc-uploaded-"));
  stored = new Map();
  rows = new Map();
  events = [];
  changed = () => undefined;
  images = await open();
});
afterEach(async () => {
  await images.stop();
  await rm(base, { recursive: true, force: true });
});

test("what was uploaded is ready with the family, version and digest of each file", async () => {
  images.setInUse([]);
  await upload("A");
  expect(images.newest()).toBe("A");
  expect(rows.get("A")).toMatchObject({ isReady: true, isInUse: false, version: "17.12.1.5" });
  expect(rows.get("A")?.files).toMatchObject([
    { family: "ap1g7", sha512: expect.stringMatching(/^[0-9a-f]{128}$/) },
  ]);
  expect(events).toEqual(["uploaded-image.received A"]);
});

test("a newer upload takes the place of an older one that is not in use, on disk too", async () => {
  images.setInUse([]);
  await upload("A");
  await upload("B");
  await isGone("A");
  expect(names()).toEqual(["B"]);
  expect(await readdir(join(base, "kept"))).toEqual(["B"]);
});

test("the upload in use stays until the saved profile names the newer one", async () => {
  images.setInUse([]);
  await upload("A");
  images.setInUse(["A"]);
  await upload("B");
  await upload("C");
  await isGone("B");
  expect(rows.get("A")?.isInUse).toBe(true);
  images.setInUse(["A", "C"]);
  expect(names()).toEqual(["A", "C"]);
  images.setInUse(["C"]);
  await isGone("A");
  expect(names()).toEqual(["C"]);
});

test("when the saved mode changes to another one, nothing that was uploaded is left", async () => {
  images.setInUse([]);
  await upload("A");
  images.setInUse(["A"]);
  images.setInUse([]);
  await isGone("A");
  expect(await readdir(join(base, "kept"))).toEqual([]);
  expect(stored.size).toBe(0);
});

test("saving a profile that uses no upload, as before, keeps one that is not saved yet", async () => {
  images.setInUse([]);
  await upload("A");
  images.setInUse([]);
  expect(images.newest()).toBe("A");
});

test("a restart finds what was kept, with its facts, before anything is in use", async () => {
  images.setInUse([]);
  await upload("A");
  await images.stop();
  rows.clear();
  images = await open();
  expect(images.get("A")).toMatchObject({ isReady: true, isInUse: false });
  images.setInUse(["A"]);
  expect(rows.get("A")?.isInUse).toBe(true);
});

test("its facts are no entries of the repository's catalog, and the repository's are none of its", async () => {
  await upload("A");
  await catalog().save([{ path: "EWC/ap1g7", sizeBytes: 1, modifiedAt: 1, facts: {} }]);
  expect((await unnamedPart(catalog()).load()).map(({ path }) => path)).toEqual(["EWC/ap1g7"]);
  expect((await namedPart(catalog(), "uploaded").load()).map(({ path }) => path)).toEqual(["A/ap1g7"]);
});

test("discarding deletes it although it is in use, and a name that does not exist is refused", async () => {
  images.setInUse([]);
  await upload("A");
  images.setInUse(["A"]);
  await images.discard("A", "operator");
  expect(names()).toEqual([]);
  expect(events.at(-1)).toBe("uploaded-image.removed A");
  await expect(images.discard("A", "operator")).rejects.toMatchObject({ fault: { code: "not-found" } });
});

test("the controller holds what it received from two uploads of single images as one uploaded image", async () => {
  images.setInUse([]);
  await upload("A");
  const source = join(base, "ap1g8");
  await writeFile(source, await image("ap1g8"));
  const { done } = await images.repository.importImageFile({ source, name: "A", fileName: "ap1g8" });
  expect((await done).phase).toBe("done");
  expect(rows.get("A")?.files.map(({ path }) => path)).toEqual(["ap1g7", "ap1g8"]);
  expect(images.newest()).toBe("A");
});
