import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDataDir } from "./data-dir";

let root: string;
beforeEach(async () => {
  root = path.join(await mkdtemp(path.join(os.tmpdir(), "ewc-data-")), "data");
});
afterEach(() => rm(path.dirname(root), { recursive: true, force: true }));

test("the data folder is created with mode 0700", async () => {
  const dir = await openDataDir(root);
  expect((await stat(dir.root)).mode & 0o777).toBe(0o700);
  expect((await stat(dir.images)).isDirectory()).toBe(true);
  dir.release();
});

test("a folder in use is refused, and can be used after its release", async () => {
  const dir = await openDataDir(root);
  await expect(openDataDir(root)).rejects.toThrow(`DATA_DIR ${root} is in use by process ${process.pid} on `);
  dir.release();
  (await openDataDir(root)).release();
});

test("a folder that cannot be created is refused in one line", async () => {
  const file = path.join(path.dirname(root), "file");
  await writeFile(file, "");
  await expect(openDataDir(path.join(file, "data"))).rejects.toThrow(
    /^DATA_DIR .* cannot be created: ENOTDIR/,
  );
});
