/** Uploads over SFTP: visible when they are complete, and removed when they are not. */
import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { close, code, list, open, peer, WRITE } from "@/lib/testing/sftp-requests";
import { sftpTestRigs } from "@/lib/testing/sftp-test-rigs";
import { openFlag, statusCode } from "@/lib/wire/sftp/protocol";
import {
  encodeOpen,
  encodePathRequest,
  encodeRename,
  encodeSetAttributes,
  encodeWrite,
} from "@/lib/wire/sftp/requests";
import type { SftpResponse } from "@/lib/wire/sftp/responses";
import { logIn } from "./sftp-link";

const { start, withSettings, link } = sftpTestRigs();

test("an upload is invisible until it is closed, then it is complete and reported", async () => {
  const rig = await start();
  const content = randomBytes(1_000_000);
  const at = await link(rig, "up");
  const handle = await open(at, "new.bin", WRITE);
  for (let from = 0; from < content.length; from += 100_000) {
    await at.ask((id) => encodeWrite(id, handle, from, content.subarray(from, from + 100_000)));
  }
  expect(await list(at, "/")).toEqual([]);
  expect(code(await at.ask((id) => encodePathRequest("stat", id, "new.bin")))).toBe(statusCode.noSuchFile);
  const hidden = (await readdir(rig.root))[0] ?? "";
  expect(code(await at.ask((id) => encodeOpen(id, hidden, openFlag.read)))).toBe(statusCode.noSuchFile);
  expect(await close(at, handle)).toBe(statusCode.ok);
  expect((await readFile(path.join(rig.root, "new.bin"))).equals(content)).toBe(true);
  expect(await readdir(rig.root)).toEqual(["new.bin"]);
  expect(rig.uploads).toEqual([{ path: "new.bin", bytes: 1_000_000, user: "up" }]);
  expect(rig.ended).toMatchObject([
    { direction: "receive", user: "up", path: "new.bin", bytes: 1_000_000, outcome: "complete" },
  ]);
  expect(rig.lines).toContain('open "/new.bin" flags WRITE,CREATE,TRUNCATE mode 0666');
  expect(rig.lines).toContain('close "/new.bin" bytes read 0 written 1000000');
});

test("an interrupted upload is removed, and the existing file stays", async () => {
  const rig = await start();
  await writeFile(path.join(rig.root, "old.bin"), "old");
  const login = await logIn(peer(rig, "up"));
  if (!login.ok) throw new Error(login.fault.message);
  const handle = await open(login.link, "old.bin", WRITE);
  await login.link.ask((id) => encodeWrite(id, handle, 0, randomBytes(50_000)));
  login.link.end();
  await rig.until(() => rig.server.connections().length === 0);
  let left: string[] = [];
  await rig.until(() => {
    void readdir(rig.root).then((names) => {
      left = names;
    });
    return left.length === 1;
  });
  expect(await readFile(path.join(rig.root, "old.bin"), "utf8")).toBe("old");
  expect(rig.ended).toMatchObject([{ direction: "receive", outcome: "failed" }]);
  expect(rig.lines).toContain('forced close "/old.bin" bytes read 0 written 50000');
});

test("an upload can change an existing file, append to it, or require that there is none", async () => {
  const rig = await start();
  const file = path.join(rig.root, "file");
  await writeFile(file, "0123456789");
  const at = await link(rig, "up");
  const write = async (flags: number, offset: number, text: string) => {
    const handle = await open(at, "file", flags);
    await at.ask((id) => encodeWrite(id, handle, offset, Buffer.from(text)));
    return close(at, handle);
  };
  expect(await write(openFlag.write, 3, "abc")).toBe(statusCode.ok);
  expect(await readFile(file, "utf8")).toBe("012abc6789");
  expect(await write(openFlag.write | openFlag.append, 0, "end")).toBe(statusCode.ok);
  expect(await readFile(file, "utf8")).toBe("012abc6789end");
  await expect(write(WRITE | openFlag.exclusive, 0, "x")).rejects.toThrow("4");
  await expect(open(at, "none", openFlag.write)).rejects.toThrow("2");
  const exclusive = await open(at, "other", WRITE | openFlag.exclusive);
  await writeFile(path.join(rig.root, "other"), "created meanwhile");
  expect(await close(at, exclusive)).toBe(statusCode.failure);
  expect((await readdir(rig.root)).sort()).toEqual(["file", "other"]);
});

test("uploads that a crash interrupted are removed at the next start", async () => {
  const rig = await start();
  await mkdir(path.join(rig.root, "set"));
  await writeFile(path.join(rig.root, "set/.upload-0123456789abcdef"), "half");
  await writeFile(path.join(rig.root, "set/.upload-mine"), "not ours");
  await rig.server.stop();
  await rig.server.start();
  expect(await readdir(path.join(rig.root, "set"))).toEqual([".upload-mine"]);
});

/** The code and message of a STATUS answer. */
const status = (answer: SftpResponse) =>
  answer.type === "status" ? [answer.code, answer.message] : [answer.type];

test("a file over the limit is refused with words, also a sparse one and one that is made long at once, and nothing is left", async () => {
  const rig = await withSettings({ maxUploadMb: 1 });
  const at = await link(rig, "up");
  const refused = [statusCode.failure, "The file is larger than the limit of 1.0 MB"];
  const sparse = await open(at, "sparse", WRITE);
  expect(status(await at.ask((id) => encodeWrite(id, sparse, 100_000_000_000, Buffer.of(1))))).toEqual(
    refused,
  );
  const long = await open(at, "long", WRITE);
  const size = { size: 100_000_000_000 };
  expect(status(await at.ask((id) => encodeSetAttributes("fsetstat", id, long, size)))).toEqual(refused);
  expect([await close(at, sparse), await close(at, long)]).toEqual([statusCode.failure, statusCode.failure]);
  expect(await readdir(rig.root)).toEqual([]);
  const exact = await open(at, "exact", WRITE);
  expect(code(await at.ask((id) => encodeWrite(id, exact, 999_999, Buffer.of(1))))).toBe(statusCode.ok);
  expect(await close(at, exact)).toBe(statusCode.ok);
});

test("the quota counts what is in the user's home and what is being uploaded; the reserve counts the disk", async () => {
  const rig = await withSettings({ uploadQuotaMb: 1 });
  await writeFile(path.join(rig.root, "old"), Buffer.alloc(550_000));
  const at = await link(rig, "up");
  const handles = [await open(at, "a", WRITE), await open(at, "b", WRITE)];
  const write = (handle: Buffer | undefined) =>
    at.ask((id) => encodeWrite(id, handle ?? Buffer.alloc(0), 0, Buffer.alloc(250_000)));
  expect(status(await write(handles[0]))[0]).toBe(statusCode.ok);
  expect(status(await write(handles[1]))).toEqual([statusCode.failure, "The quota of 1.0 MB is used up"]);
  rig.server.apply({ ...rig.settings, uploadQuotaMb: 0, freeReserveMb: 100_000_000 });
  expect(status(await at.ask((id) => encodeOpen(id, "c", WRITE)))).toEqual([
    statusCode.failure,
    expect.stringContaining("must stay free"),
  ]);
});

test("names that cannot be shown are refused where they would be made, in OPEN, MKDIR and RENAME", async () => {
  const rig = await start();
  await writeFile(path.join(rig.root, "file"), "x");
  const at = await link(rig, "up");
  const name = "a\u001b[2Jb";
  const why = "has control or invisible characters in its name";
  expect(status(await at.ask((id) => encodeOpen(id, name, WRITE)))).toEqual([4, `The file ${why}`]);
  expect(status(await at.ask((id) => encodeSetAttributes("mkdir", id, name, {})))).toEqual([
    4,
    `The folder ${why}`,
  ]);
  expect(status(await at.ask((id) => encodeRename(id, "file", name)))).toEqual([4, `The file ${why}`]);
  expect(await readdir(rig.root)).toEqual(["file"]);
});

test("permission bits are set without set-user-id, and the owner keeps its access; times are set as before", async () => {
  const rig = await start();
  await mkdir(path.join(rig.root, "folder"));
  const at = await link(rig, "up");
  const mode = async (name: string) => ((await stat(path.join(rig.root, name))).mode & 0o7777).toString(8);
  const handle = await open(at, "file", WRITE);
  await at.ask((id) =>
    encodeSetAttributes("fsetstat", id, handle, { permissions: 0o106_644, atime: 1, mtime: 2 }),
  );
  await close(at, handle);
  expect([await mode("file"), (await stat(path.join(rig.root, "file"))).mtimeMs]).toEqual(["644", 2000]);
  for (const [name, permissions, becomes] of [
    ["file", 0o600, "600"],
    ["file", 0o033, "433"],
    ["folder", 0o7000, "500"],
    ["folder", 0o770, "770"],
  ] as const) {
    await at.ask((id) => encodeSetAttributes("setstat", id, Buffer.from(name), { permissions }));
    expect(await mode(name)).toBe(becomes);
  }
});
