/** Uploads over SFTP: visible when they are complete, and removed when they are not. */
import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { close, code, list, open, peer, WRITE } from "@/lib/testing/sftp-requests";
import { sftpTestRigs } from "@/lib/testing/sftp-test-rigs";
import { openFlag, statusCode } from "@/lib/wire/sftp/protocol";
import { encodeOpen, encodePathRequest, encodeWrite } from "@/lib/wire/sftp/requests";
import { logIn } from "./sftp-link";

const { start, link } = sftpTestRigs();

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
