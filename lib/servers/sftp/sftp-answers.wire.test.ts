/** Answers of the SFTP server: to each request, to many at once, and for large folders. */
import { randomBytes } from "node:crypto";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { code, list, open } from "@/lib/testing/sftp-requests";
import { sftpTestRigs } from "@/lib/testing/sftp-test-rigs";
import { statusCode } from "@/lib/wire/sftp/protocol";
import {
  encodeExtended,
  encodeHandleRequest,
  encodePathRequest,
  encodeRead,
  encodeRename,
  encodeSetAttributes,
  encodeWrite,
} from "@/lib/wire/sftp/requests";

const { start, link } = sftpTestRigs();

test("every request of version 3 is answered, and unknown requests are refused as unsupported", async () => {
  const rig = await start();
  await mkdir(path.join(rig.root, "set"));
  await writeFile(path.join(rig.root, "set/file"), "content");
  const at = await link(rig, "up");
  const ask = async (encode: (id: number) => Buffer) => code(await at.ask(encode));
  const handle = await open(at, "set/file");
  const invalid = Buffer.from("none");
  expect(await ask((id) => encodeHandleRequest("fstat", id, handle))).toBe("attrs");
  expect(await ask((id) => encodeRead(id, handle, 0, 100))).toBe("data");
  expect(await ask((id) => encodeRead(id, handle, 7, 100))).toBe(statusCode.eof);
  expect(await ask((id) => encodeRead(id, handle, 2 ** 60, 100))).toBe(statusCode.eof);
  expect(await ask((id) => encodeRead(id, invalid, 0, 100))).toBe(statusCode.failure);
  expect(await ask((id) => encodeWrite(id, handle, 0, Buffer.from("x")))).toBe(statusCode.failure);
  expect(await ask((id) => encodeHandleRequest("close", id, invalid))).toBe(statusCode.failure);
  expect(await ask((id) => encodeHandleRequest("readdir", id, handle))).toBe(statusCode.failure);
  const real = await at.ask((id) => encodePathRequest("realpath", id, "set/.././/set/"));
  expect(real.type === "name" && real.entries[0]?.name).toBe("/set");
  expect(await ask((id) => encodeExtended(id, "statvfs@openssh.com", "/"))).toBe("extended");
  expect(await ask((id) => encodeExtended(id, "fstatvfs@openssh.com", handle))).toBe("extended");
  expect(await ask((id) => encodeExtended(id, "limits@openssh.com"))).toBe("extended");
  expect(await ask((id) => encodeExtended(id, "hardlink@openssh.com", "a", "b"))).toBe(
    statusCode.opUnsupported,
  );
  expect(await ask((id) => encodePathRequest("readlink", id, "set"))).toBe(statusCode.opUnsupported);
  expect(await ask((id) => Buffer.from([0, 0, 0, 5, 77, 0, 0, 0, id]))).toBe(statusCode.opUnsupported);
  // A packet whose length field and fields disagree.
  expect(await ask((id) => Buffer.from([0, 0, 0, 9, 17, 0, 0, 0, id, 0, 0, 0, 9]))).toBe(
    statusCode.badMessage,
  );
  expect(await ask((id) => encodeSetAttributes("mkdir", id, "made", {}))).toBe(statusCode.ok);
  expect(await ask((id) => encodeSetAttributes("mkdir", id, "made", {}))).toBe(statusCode.failure);
  expect(await ask((id) => encodeRename(id, "set/file", "made/moved"))).toBe(statusCode.ok);
  await writeFile(path.join(rig.root, "set/file"), "another");
  expect(await ask((id) => encodeRename(id, "set/file", "made/moved"))).toBe(statusCode.failure);
  expect(await ask((id) => encodeExtended(id, "posix-rename@openssh.com", "set/file", "made/moved"))).toBe(
    statusCode.ok,
  );
  expect(await readFile(path.join(rig.root, "made/moved"), "utf8")).toBe("another");
  const times = { mtime: 1_000_000_000, atime: 1_000_000_000, permissions: 0o777, uid: 5, gid: 5 };
  expect(await ask((id) => encodeSetAttributes("setstat", id, "made/moved", times))).toBe(statusCode.ok);
  expect((await stat(path.join(rig.root, "made/moved"))).mtimeMs).toBe(1_000_000_000_000);
  expect(await ask((id) => encodePathRequest("rmdir", id, "made"))).toBe(statusCode.failure);
  expect(await ask((id) => encodePathRequest("remove", id, "made/moved"))).toBe(statusCode.ok);
  expect(await ask((id) => encodePathRequest("rmdir", id, "made"))).toBe(statusCode.ok);
});

test("a hundred reads sent at once are answered in the order of the requests", async () => {
  const rig = await start();
  const content = randomBytes(3_000_000);
  await writeFile(path.join(rig.root, "file"), content);
  const at = await link(rig);
  const handle = await open(at, "file");
  const order: number[] = [];
  const parts = await Promise.all(
    Array.from({ length: 100 }, async (_unused, n) => {
      const answer = await at.ask((id) => encodeRead(id, handle, n * 30_000, 30_000));
      order.push(n);
      return answer.type === "data" ? Buffer.from(answer.data) : Buffer.alloc(0);
    }),
  );
  expect(Buffer.concat(parts).equals(content)).toBe(true);
  expect(order).toEqual([...order].sort((a, b) => a - b));
});

test("a folder of 350 files is listed completely", async () => {
  const rig = await start();
  for (let n = 0; n < 350; n++) await writeFile(path.join(rig.root, `f${String(n).padStart(3, "0")}`), "");
  const names = await list(await link(rig), "/");
  expect(names.length).toBe(350);
  expect(new Set(names).size).toBe(350);
});
