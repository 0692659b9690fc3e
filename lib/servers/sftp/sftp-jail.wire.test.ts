/** What an SFTP user may read and change: nothing outside the home, nothing without permission. */
import { chmodSync } from "node:fs";
import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { close, code, list, open, WRITE } from "@/lib/testing/sftp-requests";
import { sftpTestRigs } from "@/lib/testing/sftp-test-rigs";
import { openFlag, statusCode } from "@/lib/wire/sftp/protocol";
import {
  encodeExtended,
  encodeOpen,
  encodePathRequest,
  encodeRename,
  encodeSetAttributes,
  encodeWrite,
} from "@/lib/wire/sftp/requests";

const { start, link } = sftpTestRigs();

test("files outside the home are not listed, read, changed or removed, whatever the path", async () => {
  const rig = await start({ users: [{ name: "boxed", home: "box", canWrite: true }] });
  const box = path.join(rig.root, "box");
  await mkdir(path.join(box, "in"), { recursive: true });
  await writeFile(path.join(rig.root, "secret"), "secret");
  await writeFile(path.join(box, "mine"), "mine");
  await writeFile(path.join(box, ".hidden"), "hidden");
  await symlink("../secret", path.join(box, "outside"));
  await symlink("..", path.join(box, "up"));
  await symlink("mine", path.join(box, "inside"));
  await symlink("/etc/passwd", path.join(box, "passwd"));
  // Some file systems allow a name that is not UTF-8; it is not listed.
  await writeFile(Buffer.concat([Buffer.from(`${box}/`), Buffer.from([0xff, 0xfe])]), "x").catch(
    () => undefined,
  );
  const at = await link(rig, "boxed");
  expect(await list(at, "/")).toEqual(["in", "inside", "mine"]);
  const missing = [
    ...["../secret", "/../secret", "/etc/passwd", "outside", "up/secret", "passwd", "in/../../secret"],
    ...[".hidden", "mine\0"],
  ].map((text) => Buffer.from(text));
  const notUtf8 = [Buffer.from([0xff, 0xfe]), Buffer.from([0xc3, 0x28])];
  const tooLong = ["x".repeat(300), "y/".repeat(5000)].map((text) => Buffer.from(text));
  const names = [...missing, ...notUtf8, ...tooLong];
  for (const name of names) {
    const requests = [
      ...(["stat", "opendir"] as const).map((type) => (id: number) => encodePathRequest(type, id, name)),
      (id: number) => encodeOpen(id, name, openFlag.read),
    ];
    for (const encode of requests) {
      const answer = await at.ask(encode);
      if (answer.type !== "status") throw new Error(`${name} was answered with ${answer.type}`);
      expect(answer.code, `${name}`).toBe(
        tooLong.includes(name) ? statusCode.failure : statusCode.noSuchFile,
      );
      expect(answer.message).not.toContain("/");
    }
  }
  // `..` stops at the home, so some of these names can be written, inside the home.
  for (const name of names) {
    const answer = await at.ask((id) => encodeOpen(id, name, WRITE));
    if (answer.type !== "handle") continue;
    const handle = Buffer.from(answer.handle);
    await at.ask((id) => encodeWrite(id, handle, 0, Buffer.from("changed")));
    await close(at, handle);
  }
  for (const name of names) {
    for (const type of ["remove", "rmdir"] as const) await at.ask((id) => encodePathRequest(type, id, name));
    await at.ask((id) => encodeSetAttributes("mkdir", id, name, {}));
  }
  expect(await readFile(path.join(rig.root, "secret"), "utf8")).toBe("secret");
  expect(await readFile("/etc/passwd", "utf8")).not.toContain("changed");
  expect((await readdir(rig.root)).sort()).toEqual(["box", "secret"]);
  expect(await readFile(path.join(box, ".hidden"), "utf8")).toBe("hidden");
});

test("a user without write permission cannot change anything", async () => {
  const rig = await start();
  await mkdir(path.join(rig.root, "set"));
  await writeFile(path.join(rig.root, "set/file"), "x");
  const at = await link(rig);
  const denied = [
    (id: number) => encodeOpen(id, "set/new", WRITE),
    (id: number) => encodeOpen(id, "set/file", openFlag.write),
    (id: number) => encodeOpen(id, "set/file", openFlag.read | openFlag.append),
    (id: number) => encodeSetAttributes("mkdir", id, "new", {}),
    (id: number) => encodeSetAttributes("setstat", id, "set/file", { mtime: 1 }),
    (id: number) => encodePathRequest("remove", id, "set/file"),
    (id: number) => encodePathRequest("rmdir", id, "set"),
    (id: number) => encodeRename(id, "set/file", "set/other"),
    (id: number) => encodeExtended(id, "posix-rename@openssh.com", "set/file", "set/other"),
  ];
  for (const encode of denied) expect(code(await at.ask(encode))).toBe(statusCode.permissionDenied);
  expect(await list(at, "set")).toEqual(["file"]);
  const answer = await at.ask((id) => encodePathRequest("stat", id, "set/file"));
  expect(answer.type === "attrs" && (answer.attributes.permissions ?? 0) & 0o222).toBe(0);
});

test("a file without read permission cannot be opened, and neither can a folder", async () => {
  const rig = await start();
  await writeFile(path.join(rig.root, "closed"), "x");
  chmodSync(path.join(rig.root, "closed"), 0o000);
  const at = await link(rig);
  await expect(open(at, "closed")).rejects.toThrow("3");
  await expect(open(at, "/")).rejects.toThrow("4");
  await rm(path.join(rig.root, "closed"));
});
