/** Which file names are served, on a real folder with symbolic links, pipes and devices. */
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openInJail } from "./tftp-jail";

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
  ["a leading slash means the served folder", "/EWC/ap1g8", "EWC/ap1g8"],
  ["doubled slashes and single dots are removed", "//EWC/.//./ap1g8", "EWC/ap1g8"],
  ["blanks and letters beyond ASCII", "EWC/täst ü.bin", "EWC/täst ü.bin"],
  ["a symbolic link that stays inside", "inside", "EWC/ap1g8"],
  ["a symbolic link to a folder inside", "set/ap1g8", "EWC/ap1g8"],
])("serves %s", async (_case, name, served) => {
  const opened = await openInJail(root, name);
  if (opened.ok) await opened.value.handle.close();
  expect(opened).toMatchObject({ ok: true, value: { path: served, sizeBytes: 5 } });
});

test.each([
  ["a path upwards", "../secret"],
  ["a path upwards from a folder", "EWC/../../secret"],
  ["a path upwards that would come back", "EWC/../EWC/ap1g8"],
  ["a path upwards behind a slash", "/../secret"],
  ["an absolute path of this machine", "/etc/passwd"],
  ["backslashes", "EWC\\ap1g8"],
  ["a path upwards with backslashes", "..\\secret"],
  ["a drive letter", "C:/secret"],
  ["a NUL character", "EWC/ap1g8\0.txt"],
  ["a symbolic link that leads outside", "out"],
  ["an absolute symbolic link that leads outside", "out-absolute"],
  ["a folder beside the served one whose name begins the same", "beside/secret"],
  ["a path through a symbolic link to /", "slash/etc/passwd"],
  ["a symbolic link to itself", "loop"],
  ["a folder", "EWC"],
  ["a folder with a trailing slash", "EWC/"],
  ["the served folder itself", "/"],
  ["an empty name", ""],
  ["a pipe", "pipe"],
  ["a device", "device"],
  ["a hidden file", "EWC/.hidden"],
  ["a file in a hidden folder", ".staging/half"],
  ["a symbolic link to a hidden file", "to-hidden"],
])("refuses %s with ERROR 2", async (_case, name) => {
  expect(await openInJail(root, name)).toMatchObject({ ok: false, fault: { code: 2 } });
});

test.each([
  ["a missing file", "EWC/ap9g9"],
  ["a missing folder", "/Wrong-Path/ap1g6"],
  ["a file used as a folder", "EWC/ap1g8/x"],
  ["a name that is too long for any file system", "x".repeat(5000)],
])("answers %s with ERROR 1", async (_case, name) => {
  expect(await openInJail(root, name)).toMatchObject({
    ok: false,
    fault: { code: 1, message: "File not found" },
  });
});

test("a file that isVisible excludes is answered with ERROR 1", async () => {
  expect(
    await openInJail(root, "EWC/ap1g8", { isVisible: (served) => !served.startsWith("EWC/") }),
  ).toMatchObject({
    ok: false,
    fault: { code: 1 },
  });
});
