/** What is served and what is not, on a real folder with real links, pipes and traps. */
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openInJail } from "./jail";

let base = "";
let root = "";

beforeAll(async () => {
  base = await mkdtemp(path.join(tmpdir(), "jail-"));
  root = path.join(base, "root");
  await mkdir(path.join(root, "EWC/sub"), { recursive: true });
  await mkdir(path.join(root, ".staging"), { recursive: true });
  await mkdir(path.join(base, "root-beside"));
  await writeFile(path.join(root, "EWC/ap1g8"), "image");
  await writeFile(path.join(root, "EWC/täst ü.bin"), "image");
  await writeFile(path.join(root, ".staging/half"), "half");
  await writeFile(path.join(root, "EWC/.hidden"), "hidden");
  await writeFile(path.join(base, "secret"), "secret");
  await writeFile(path.join(base, "root-beside/secret"), "secret");
  await symlink("EWC/ap1g8", path.join(root, "inside"));
  await symlink("EWC", path.join(root, "set"));
  await symlink("../secret", path.join(root, "out"));
  await symlink("/etc/passwd", path.join(root, "out-absolute"));
  await symlink("../root-beside", path.join(root, "beside"));
  await symlink("/", path.join(root, "slash"));
  await symlink("loop", path.join(root, "loop"));
  await symlink(".staging/half", path.join(root, "to-hidden"));
  await symlink("/dev/zero", path.join(root, "device"));
  execFileSync("mkfifo", [path.join(root, "pipe")]);
});
afterAll(() => rm(base, { recursive: true, force: true }));

test.each([
  ["a file in a folder", "EWC/ap1g8", "EWC/ap1g8"],
  ["a leading slash means the root", "/EWC/ap1g8", "EWC/ap1g8"],
  ["doubled slashes and dots are folded", "//EWC/.//./ap1g8", "EWC/ap1g8"],
  ["blanks and letters beyond ASCII", "EWC/täst ü.bin", "EWC/täst ü.bin"],
  ["a link that stays inside", "inside", "EWC/ap1g8"],
  ["a folder link that stays inside", "set/ap1g8", "EWC/ap1g8"],
])("served: %s", async (_promise, name, served) => {
  const opened = await openInJail(root, name);
  if (opened.ok) await opened.value.handle.close();
  expect(opened).toMatchObject({ ok: true, value: { path: served, sizeBytes: 5 } });
});

test.each([
  ["upwards", "../secret"],
  ["upwards from a folder", "EWC/../../secret"],
  ["upwards although it would come back", "EWC/../EWC/ap1g8"],
  ["upwards behind a slash", "/../secret"],
  ["an absolute name of this machine", "/etc/passwd"],
  ["backslashes", "EWC\\ap1g8"],
  ["backslashes upwards", "..\\secret"],
  ["a drive letter", "C:/secret"],
  ["a NUL", "EWC/ap1g8\0.txt"],
  ["a link that leads outside", "out"],
  ["an absolute link that leads outside", "out-absolute"],
  ["a folder whose name only begins like the root's", "beside/secret"],
  ["through a link to the whole machine", "slash/etc/passwd"],
  ["a link to itself", "loop"],
  ["a folder", "EWC"],
  ["a folder with a slash", "EWC/"],
  ["the root", "/"],
  ["nothing", ""],
  ["a pipe", "pipe"],
  ["a device", "device"],
  ["a hidden file", "EWC/.hidden"],
  ["a file that is still being imported", ".staging/half"],
  ["a link to a hidden file", "to-hidden"],
])("refused with ERROR 2: %s", async (_promise, name) => {
  expect(await openInJail(root, name)).toMatchObject({ ok: false, fault: { code: 2 } });
});

test.each([
  ["a file that is not there", "EWC/ap9g9"],
  ["a folder that is not there", "/Wrong-Path/ap1g6"],
  ["a file used as a folder", "EWC/ap1g8/x"],
  ["a name longer than any file system has", "x".repeat(5000)],
])("ERROR 1: %s", async (_promise, name) => {
  expect(await openInJail(root, name)).toMatchObject({
    ok: false,
    fault: { code: 1, words: "File not found" },
  });
});

test("what the owner of the server hides is not found", async () => {
  expect(await openInJail(root, "EWC/ap1g8", (served) => !served.startsWith("EWC/"))).toMatchObject({
    ok: false,
    fault: { code: 1 },
  });
});
