import { spawnSync } from "node:child_process";
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
  await dir.release();
});

test("a folder in use by a running process is refused with the id of the process", async () => {
  await openDataDir(root).then((d) => d.release());
  await writeFile(path.join(root, "running.pid"), String(process.ppid));
  await expect(openDataDir(root)).rejects.toThrow(`in use by process ${process.ppid}`);
});

test("the lock file of a killed process does not prevent the next start", async () => {
  await openDataDir(root).then((d) => d.release());
  const dead = spawnSync(process.execPath, ["-e", ""]).pid;
  await writeFile(path.join(root, "running.pid"), String(dead));
  const dir = await openDataDir(root);
  await dir.release();
});
