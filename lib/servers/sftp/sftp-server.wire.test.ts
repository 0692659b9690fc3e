/** The SFTP server at its own protocol: logins and limits, what may be seen and changed, and clients that behave badly. */
import { randomBytes } from "node:crypto";
import { chmodSync } from "node:fs";
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import path from "node:path";
import fc from "fast-check";
import ssh2 from "ssh2";
import { afterEach, expect, test } from "vitest";
import { faultOf } from "@/lib/contracts/fault";
import type { SftpSettings } from "@/lib/contracts/sftp";
import { type Clock, wallClock } from "@/lib/kit/clock";
import { PASSWORD, type RigOptions, type SftpRig, startSftpRig } from "@/lib/testing/sftp-rig";
import { openFlag, statusCode } from "@/lib/wire/sftp/protocol";
import {
  encodeExtended,
  encodeHandleRequest,
  encodeInit,
  encodeOpen,
  encodePathRequest,
  encodeRead,
  encodeRename,
  encodeSetAttributes,
  encodeWrite,
} from "@/lib/wire/sftp/requests";
import type { SftpResponse } from "@/lib/wire/sftp/responses";
import { ed25519Pair } from "../ssh-key-pair";
import { fetchSftp } from "./sftp-client";
import { logIn, type SftpLink } from "./sftp-link";

const rigs: SftpRig[] = [];
const toClose: (() => void)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0)) close();
  for (const rig of rigs.splice(0)) await rig.stop();
});

async function start(options: RigOptions = {}): Promise<SftpRig> {
  const rig = await startSftpRig(options);
  rigs.push(rig);
  return rig;
}
const withSettings = (settings: Partial<SftpSettings>) => start({ settings });

const peer = (rig: SftpRig, user = "ewc", password = PASSWORD) => ({
  ...{ server: rig.address, port: rig.port, user, password, timeoutMs: 20_000 },
});

async function link(rig: SftpRig, user = "ewc"): Promise<SftpLink> {
  const login = await logIn(peer(rig, user));
  if (!login.ok) throw new Error(login.fault.message);
  toClose.push(() => login.link.end());
  return login.link;
}

const code = (answer: SftpResponse) => (answer.type === "status" ? answer.code : answer.type);
async function open(at: SftpLink, name: string, flags: number = openFlag.read): Promise<Buffer> {
  const answer = await at.ask((id) => encodeOpen(id, name, flags));
  if (answer.type !== "handle") throw new Error(`${code(answer)}`);
  return Buffer.from(answer.handle);
}
const close = async (at: SftpLink, handle: Buffer) =>
  code(await at.ask((id) => encodeHandleRequest("close", id, handle)));
async function list(at: SftpLink, folder: string): Promise<string[]> {
  const opened = await at.ask((id) => encodePathRequest("opendir", id, folder));
  if (opened.type !== "handle") throw new Error(`${code(opened)}`);
  const handle = Buffer.from(opened.handle);
  const names: string[] = [];
  for (;;) {
    const answer = await at.ask((id) => encodeHandleRequest("readdir", id, handle));
    if (answer.type !== "name") break;
    names.push(...answer.entries.map((entry) => entry.name));
  }
  await close(at, handle);
  return names.sort();
}
const text = (value: string) => [0, 0, 0, value.length, ...Buffer.from(value)];
const WRITE = openFlag.write | openFlag.create | openFlag.truncate;
const openFiles = async () => (await readdir("/proc/self/fd").catch(() => [])).length;

// Logins

test("a wrong password is refused, each time later, and shuts the address out until it is released", async () => {
  const delays: number[] = [];
  // The delays are the clock's business: they are noted here, not waited for.
  const hurried: Clock = {
    now: wallClock.now,
    after: (ms, fn) => {
      const isDelay = ms >= 50_000 && ms <= 400_000;
      if (isDelay) delays.push(ms);
      return wallClock.after(isDelay ? 1 : ms, fn);
    },
  };
  const settings = { failureDelayMs: 50_000, blockAfterFailures: 4, loginGraceMs: 10_000 };
  const rig = await start({ wall: hurried, settings });
  for (let n = 0; n < 4; n++) {
    const login = await logIn(peer(rig, n === 2 ? "nobody" : "ewc", "wrong"));
    expect(login).toMatchObject({ ok: false });
  }
  expect(delays).toEqual([50_000, 100_000, 200_000, 400_000]);
  expect(rig.server.blocks()).toMatchObject([{ address: "127.0.0.1", failures: 4 }]);
  expect(rig.lines.filter((line) => line.startsWith("Failed"))).toEqual([
    expect.stringMatching(/^Failed password for ewc from 127\.0\.0\.1 port \d+ ssh2$/),
    expect.stringMatching(/^Failed password for ewc from /),
    expect.stringMatching(/^Failed password for invalid user nobody from /),
    expect.stringMatching(/^Failed password for ewc from /),
  ]);
  expect(await logIn(peer(rig))).toMatchObject({ ok: false });
  expect(rig.server.release("127.0.0.1")).toBe(true);
  expect((await logIn(peer(rig))).ok).toBe(true);
});

test("one connection has a limited number of tries", async () => {
  const rig = await withSettings({ maxLoginAttempts: 3, blockAfterFailures: 1000 });
  const client = new ssh2.Client();
  const ended = new Promise<void>((resolve) => client.once("close", () => resolve()));
  client.on("error", () => undefined);
  let tries = 0;
  client.connect({
    host: rig.address,
    port: rig.port,
    username: "ewc",
    authHandler: (_left, _partial, next) => {
      tries++;
      next({ type: "password", username: "ewc", password: `guess ${tries}` });
    },
  });
  await ended;
  expect(tries).toBe(3);
  expect(rig.lines.some((line) => line.startsWith("error: maximum authentication attempts exceeded"))).toBe(
    true,
  );
});

test("only users who are enabled and not expired get in", async () => {
  const rig = await start({
    users: [
      { name: "off", enabled: false },
      { name: "late", expiresAt: Date.now() - 1 },
      { name: "later", expiresAt: Date.now() + 3_600_000 },
      { name: "keys-only", passwordHash: null },
      { name: "homeless", home: "/nowhere" },
      { name: "escaped", home: "../../" },
    ],
  });
  const may: Record<string, boolean> = {};
  for (const name of ["off", "late", "later", "keys-only", "homeless", "escaped"]) {
    const login = await logIn(peer(rig, name));
    if (login.ok) login.link.end();
    may[name] = login.ok;
  }
  expect(may).toEqual({
    off: false,
    late: false,
    later: true,
    "keys-only": false,
    homeless: false,
    escaped: false,
  });
});

test("a key of the user logs in, another does not", async () => {
  const mine = ed25519Pair();
  const other = ed25519Pair();
  const rig = await start({ users: [{ name: "keyed", passwordHash: null, publicKeys: [mine.public] }] });
  const login = await logIn({ ...peer(rig, "keyed"), privateKey: mine.private });
  expect(login.ok).toBe(true);
  if (login.ok) login.link.end();
  expect(rig.lines[0]).toMatch(/^Accepted publickey for keyed from .* ssh2: ED25519 SHA256:/);
  expect(await logIn({ ...peer(rig, "keyed"), privateKey: other.private })).toMatchObject({
    ok: false,
    fault: { code: "authentication-failed" },
  });
});

// Limits

test("200 connections that never log in are shed, and a user still gets in", async () => {
  const rig = await withSettings({
    maxUnauthenticated: 20,
    loginGraceMs: 400,
    maxConnectionsPerAddress: 500,
  });
  const sockets: Socket[] = [];
  let closed = 0;
  for (let n = 0; n < 200; n++) {
    const socket = connect(rig.port, rig.address);
    socket.on("error", () => undefined);
    socket.on("close", () => closed++);
    socket.resume();
    sockets.push(socket);
  }
  await rig.until(() => closed >= 180);
  await rig.until(() => closed === 200 && rig.server.connections().length === 0);
  expect(rig.lines.filter((line) => line.startsWith("fatal: Timeout before authentication")).length).toBe(20);
  expect((await logIn(peer(rig))).ok).toBe(true);
});

test("connections are limited in all, per address and per user, and counted when refused", async () => {
  const rig = await withSettings({ maxConnections: 3, maxConnectionsPerUser: 2 });
  const links = [await link(rig), await link(rig)];
  expect((await logIn(peer(rig))).ok).toBe(false);
  await rig.until(() => rig.server.connections().length === 2);
  links.push(await link(rig, "up"));
  expect((await logIn(peer(rig, "up"))).ok).toBe(false);
  rig.server.apply({ ...rig.settings, maxConnections: 100, maxConnectionsPerAddress: 3 });
  expect((await logIn(peer(rig, "up"))).ok).toBe(false);
  await rig.until(() => Object.keys(rig.rows.at(-1)?.refused ?? {}).length === 2);
  expect(rig.rows.at(-1)?.refused).toEqual({
    "too many connections": 1,
    "too many connections of one address": 1,
  });
});

test("a connection has a limited number of sessions and a session of handles, which can be used again", async () => {
  const rig = await withSettings({ maxHandlesPerSession: 3, maxSessionsPerConnection: 1 });
  await writeFile(path.join(rig.root, "file"), "x");
  const at = await link(rig);
  const handles = [await open(at, "file"), await open(at, "file"), await open(at, "file")];
  await expect(open(at, "file")).rejects.toThrow("4");
  await close(at, handles[0]!);
  await open(at, "file");
  const client = new ssh2.Client();
  const sessions = await new Promise<boolean[]>((resolve) => {
    const opened: boolean[] = [];
    const next = () => {
      client.subsys("sftp", (error) => {
        opened.push(!error);
        if (opened.length < 2) next();
        else resolve(opened);
      });
    };
    client.on("ready", next);
    client.connect({ host: rig.address, port: rig.port, username: "ewc", password: PASSWORD });
  });
  client.end();
  expect(sessions).toEqual([true, false]);
});

test("a connection without any request is closed after its time, one that is busy is not", async () => {
  const rig = await withSettings({ idleTimeoutMs: 1 });
  const login = await logIn(peer(rig));
  expect(login.ok).toBe(true);
  await rig.until(() => rig.server.connections().length === 0);
  expect(rig.lines.some((line) => line.startsWith("Timeout, client not responding"))).toBe(true);
});

test("shells, other commands and other subsystems are refused politely, sftp-server as a command is not", async () => {
  const rig = await start();
  const client = new ssh2.Client();
  await new Promise<void>((resolve, reject) => {
    client.once("ready", () => resolve());
    client.once("error", reject);
    client.connect({ host: rig.address, port: rig.port, username: "ewc", password: PASSWORD });
  });
  toClose.push(() => client.end());
  const said = (command: string | null) =>
    new Promise<{ status: number | null; words: string }>((resolve, reject) => {
      const heard = (error: Error | undefined, channel: ssh2.ClientChannel) => {
        if (error) {
          reject(error);
          return;
        }
        let words = "";
        channel.stderr.on("data", (chunk: Buffer) => {
          words += chunk.toString();
        });
        channel.resume();
        channel.on("close", (status: number | null) => resolve({ status, words }));
      };
      if (command === null) client.shell(false, heard);
      else client.exec(command, heard);
    });
  const polite = { status: 1, words: "This service allows sftp connections only.\r\n" };
  expect(await said(null)).toEqual(polite);
  expect(await said("cat /etc/passwd")).toEqual(polite);
  expect(await said("scp -f ap1g8")).toEqual(polite);
  await expect(
    new Promise((_resolve, reject) => client.subsys("netconf", (error) => reject(error))),
  ).rejects.toThrow();
  const version = await new Promise<Buffer>((resolve, reject) => {
    client.exec("/usr/lib/openssh/sftp-server", (error, channel) => {
      if (error) return reject(error);
      channel.once("data", resolve);
      channel.write(encodeInit());
    });
  });
  expect(version[4]).toBe(2);
});

// What may be seen and changed

test("nothing outside the home is listed, read or written, by whatever name", async () => {
  const rig = await start({ users: [{ name: "boxed", home: "box", canWrite: true }] });
  const box = path.join(rig.root, "box");
  await mkdir(path.join(box, "in"), { recursive: true });
  await writeFile(path.join(rig.root, "secret"), "secret");
  await writeFile(path.join(box, "mine"), "mine");
  await writeFile(path.join(box, ".hidden"), "hidden");
  await symlink("../secret", path.join(box, "leaves"));
  await symlink("..", path.join(box, "up"));
  await symlink("mine", path.join(box, "stays"));
  await symlink("/etc/passwd", path.join(box, "passwd"));
  // A name that is not UTF-8 can be made where the file system allows it; it is not shown.
  await writeFile(Buffer.concat([Buffer.from(`${box}/`), Buffer.from([0xff, 0xfe])]), "x").catch(
    () => undefined,
  );
  const at = await link(rig, "boxed");
  expect(await list(at, "/")).toEqual(["in", "mine", "stays"]);
  const texts = [
    ...["../secret", "/../secret", "/etc/passwd", "leaves", "up/secret", "passwd", "in/../../secret"],
    ...[".hidden", "x".repeat(300), "y/".repeat(5000), "mine\0"],
  ];
  const names = [
    ...texts.map((text) => Buffer.from(text)),
    Buffer.from([0xff, 0xfe]),
    Buffer.from([0xc3, 0x28]),
  ];
  for (const name of names) {
    const questions = [
      ...(["stat", "opendir"] as const).map((type) => (id: number) => encodePathRequest(type, id, name)),
      (id: number) => encodeOpen(id, name, openFlag.read),
    ];
    for (const encode of questions) {
      const answer = await at.ask(encode);
      if (answer.type !== "status") throw new Error(`${name} was answered with ${answer.type}`);
      expect([statusCode.noSuchFile, statusCode.permissionDenied, statusCode.failure]).toContain(answer.code);
      expect(answer.message).not.toContain("/");
    }
  }
  // `..` ends at the home, as in a changed root: what is written there is inside.
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

test("a user without write permission changes nothing", async () => {
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

test("every request of version 3 is answered, and what is no request is called unsupported", async () => {
  const rig = await start();
  await mkdir(path.join(rig.root, "set"));
  await writeFile(path.join(rig.root, "set/file"), "content");
  const at = await link(rig, "up");
  const ask = async (encode: (id: number) => Buffer) => code(await at.ask(encode));
  const handle = await open(at, "set/file");
  const nothing = Buffer.from("none");
  expect(await ask((id) => encodeHandleRequest("fstat", id, handle))).toBe("attrs");
  expect(await ask((id) => encodeRead(id, handle, 0, 100))).toBe("data");
  expect(await ask((id) => encodeRead(id, handle, 7, 100))).toBe(statusCode.eof);
  expect(await ask((id) => encodeRead(id, handle, 2 ** 60, 100))).toBe(statusCode.eof);
  expect(await ask((id) => encodeRead(id, nothing, 0, 100))).toBe(statusCode.failure);
  expect(await ask((id) => encodeWrite(id, handle, 0, Buffer.from("x")))).toBe(statusCode.failure);
  expect(await ask((id) => encodeHandleRequest("close", id, nothing))).toBe(statusCode.failure);
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
  // A packet whose fields do not fill it.
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

test("requests may come all at once; the parts of a file come back in the order they were asked for", async () => {
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

test("a folder of many files is listed completely", async () => {
  const rig = await start();
  for (let n = 0; n < 350; n++) await writeFile(path.join(rig.root, `f${String(n).padStart(3, "0")}`), "");
  const names = await list(await link(rig), "/");
  expect(names.length).toBe(350);
  expect(new Set(names).size).toBe(350);
});

// Uploads

test("an upload is nowhere to be seen until it is closed, then it is whole and told", async () => {
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

test("an upload that breaks off leaves nothing, and what was there before stays", async () => {
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

test("an upload can go on with what is there, append to it, or insist that nothing is", async () => {
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
  await writeFile(path.join(rig.root, "other"), "somebody else was faster");
  expect(await close(at, exclusive)).toBe(statusCode.failure);
  expect((await readdir(rig.root)).sort()).toEqual(["file", "other"]);
});

test("what a crash left of an upload is removed at the next start", async () => {
  const rig = await start();
  await mkdir(path.join(rig.root, "set"));
  await writeFile(path.join(rig.root, "set/.upload-0123456789abcdef"), "half");
  await writeFile(path.join(rig.root, "set/.upload-mine"), "not ours");
  await rig.server.stop();
  await rig.server.start();
  expect(await readdir(path.join(rig.root, "set"))).toEqual([".upload-mine"]);
});

// Clients that behave badly

/** Opens the file and asks for far more than it will ever read. */
async function askAndStopReading(rig: SftpRig, reads: number, hugeWindow: boolean): Promise<Socket> {
  const sock = connect(rig.port, rig.address);
  const client = new ssh2.Client();
  client.on("error", () => undefined);
  toClose.push(() => sock.destroy());
  await new Promise<void>((resolve) => {
    client.on("ready", () => {
      client.subsys("sftp", (error, channel) => {
        if (error) throw error;
        if (hugeWindow) {
          const { _protocol: protocol } = client as unknown as {
            _protocol: { channelWindowAdjust(channel: number, bytes: number): void };
          };
          const { outgoing } = channel as unknown as { outgoing: { id: number } };
          protocol.channelWindowAdjust(outgoing.id, 0x7fff0000);
        }
        let heard = 0;
        channel.on("data", (chunk: Buffer) => {
          // The version, then the handle, then nothing more.
          if (heard++ === 0) channel.write(encodeOpen(1, "file", openFlag.read));
          else if (heard === 2) {
            const handle = chunk.subarray(13, 17);
            for (let n = 0; n < reads; n++)
              channel.write(encodeRead(n + 2, handle, (n % 200) * 261_120, 261_120));
            sock.pause();
            resolve();
          }
        });
        channel.write(encodeInit());
      });
    });
    client.connect({ sock, username: "ewc", password: PASSWORD });
  });
  return sock;
}

test.each([false, true])(
  "ten readers that stop reading do not make memory grow (huge window: %s)",
  async (huge) => {
    const rig = await start();
    await writeFile(path.join(rig.root, "file"), randomBytes(64 * 1024 * 1024));
    const memory = () => process.memoryUsage().arrayBuffers;
    const before = memory();
    for (let n = 0; n < 10; n++) await askAndStopReading(rig, 2000, huge);
    const sent = () => rig.server.connections().reduce((sum, row) => sum + row.bytesSent, 0);
    // Until nothing moves any more.
    let last = -1;
    let still = 0;
    await rig.until(() => {
      const now = sent();
      still = now === last ? still + 1 : 0;
      last = now;
      return still > 20 && now > 1_000_000;
    });
    // 5 GB were asked for. What is kept: 1 MB of buffers and half a megabyte of packets each, and the kernel's own.
    expect(memory() - before).toBeLessThan(10 * 4 * 1024 * 1024);
    expect(sent()).toBeLessThan(10 * 16 * 1024 * 1024);
    // Nobody else has to wait for them.
    const other = await fetchSftp({ ...peer(rig), path: "file", sink: () => undefined });
    expect(other).toMatchObject({ ok: true, bytes: 64 * 1024 * 1024 });
  },
);

test.each(["aes128-gcm@openssh.com", "chacha20-poly1305@openssh.com", "aes128-ctr"])(
  "a reader that stops and goes on again and again gets every byte right (%s)",
  async (cipher) => {
    const rig = await start();
    const content = randomBytes(12 * 1024 * 1024);
    await writeFile(path.join(rig.root, "file"), content);
    const slow = createServer((client) => {
      const upstream = connect(rig.port, rig.address);
      toClose.push(() => client.destroy());
      for (const socket of [client, upstream]) socket.on("error", () => undefined);
      client.pipe(upstream);
      let passed = 0;
      upstream.on("data", (chunk) => {
        client.write(chunk);
        passed += chunk.length;
        if (passed < 700_000) return;
        passed = 0;
        upstream.pause();
        setTimeout(() => upstream.resume(), 5);
      });
      upstream.on("end", () => client.end());
    });
    await new Promise<void>((resolve) => slow.listen(0, "127.0.0.1", resolve));
    toClose.push(() => slow.close());
    const { port } = slow.address() as AddressInfo;
    const pieces: Uint8Array[] = [];
    const request = { ...peer(rig), port, path: "file", ciphers: [cipher] };
    const result = await fetchSftp({ ...request, sink: (piece) => pieces.push(piece) });
    expect(result.ok).toBe(true);
    expect(Buffer.concat(pieces).equals(content)).toBe(true);
  },
);

test("a client that vanishes in the middle frees everything", async () => {
  const rig = await start();
  await writeFile(path.join(rig.root, "file"), randomBytes(32 * 1024 * 1024));
  const before = await openFiles();
  const sockets = await Promise.all([1, 2, 3].map(() => askAndStopReading(rig, 500, false)));
  expect(rig.server.connections().map((row) => [row.sessions, row.handles])).toEqual([
    [1, 1],
    [1, 1],
    [1, 1],
  ]);
  for (const socket of sockets) socket.resetAndDestroy();
  await rig.until(() => rig.server.connections().length === 0);
  expect(rig.ended.map((row) => row.outcome)).toEqual(["failed", "failed", "failed"]);
  expect(rig.registry.size).toBe(0);
  let now = Number.POSITIVE_INFINITY;
  await rig.until(() => {
    void openFiles().then((count) => {
      now = count;
    });
    return now <= before;
  });
});

test("rubbish instead of SFTP, and instead of SSH, ends that connection only", async () => {
  const rig = await withSettings({ loginGraceMs: 300 });
  const at = await link(rig);
  for (const bytes of [
    randomBytes(3000),
    Buffer.from("GET / HTTP/1.0\r\n\r\n"),
    Buffer.from("SSH-2.0-x\r\n"),
  ]) {
    const socket = connect(rig.port, rig.address);
    socket.on("error", () => undefined);
    socket.resume();
    socket.write(Buffer.concat([bytes, randomBytes(5000)]));
    toClose.push(() => socket.destroy());
  }
  const client = new ssh2.Client();
  client.on("error", () => undefined);
  const closed = new Promise((resolve) => {
    client.on("ready", () => {
      client.subsys("sftp", (_error, channel) => {
        channel.resume();
        channel.on("close", resolve);
        channel.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 1, 2, 3]));
      });
    });
  });
  client.connect({ host: rig.address, port: rig.port, username: "ewc", password: PASSWORD });
  await closed;
  client.end();
  await rig.until(() => rig.server.connections().length === 1);
  expect(await list(at, "/")).toEqual([]);
});

test("random requests are answered or end their session; the server and its files stay as they are", async () => {
  const rig = await withSettings({ maxHandlesPerSession: 8 });
  await writeFile(path.join(rig.root, "file"), "as it was");
  const types = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 42, 200];
  const field = fc.oneof(
    fc.constantFrom("file", "/", "..", "none", "limits@openssh.com", "posix-rename@openssh.com").map(text),
    fc.constantFrom([0, 0, 0, 4, 0, 0, 0, 1], [0, 0, 0, 1], [0xff, 0xff, 0xff, 0xff], [0, 0, 0, 0]),
    fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 12 }),
  );
  const request = fc.tuple(fc.constantFrom(...types), fc.array(field, { maxLength: 5 }));
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 20 }), async (requests) => {
      const at = await link(rig);
      const answers = requests.map(([type, fields]) =>
        at
          .ask((id) => {
            const body = Buffer.from([type, 0, 0, 0, id, ...fields.flat()]);
            const length = Buffer.alloc(4);
            length.writeUInt32BE(body.length);
            return Buffer.concat([length, body]);
          })
          .then(
            (answer) => answer.type,
            (error) => faultOf(error).code,
          ),
      );
      for (const answer of await Promise.all(answers)) expect(answer).not.toBe("internal");
      at.end();
    }),
    { numRuns: 40 },
  );
  expect(await readdir(rig.root)).toEqual(["file"]);
  expect(await readFile(path.join(rig.root, "file"), "utf8")).toBe("as it was");
  await rig.until(() => rig.server.connections().length === 0);
});

// The operator

test("the operator stops a transfer, a connection, or all of a user's", async () => {
  const rig = await start();
  await writeFile(path.join(rig.root, "file"), randomBytes(8 * 1024 * 1024));
  const stopped = await fetchSftp({
    ...peer(rig),
    path: "file",
    sink: () => {
      for (const row of rig.registry.rows()) rig.registry.abort(row.id);
    },
  });
  expect(stopped).toMatchObject({ ok: false, fault: { code: "peer-error" } });
  expect(rig.ended.at(-1)).toMatchObject({ outcome: "aborted", cause: { code: "aborted" } });
  await rig.until(() => rig.server.connections().length === 0);

  const cut = await fetchSftp({
    ...peer(rig),
    path: "file",
    sink: () => rig.server.disconnect(rig.server.connections()[0]?.id ?? ""),
  });
  expect(cut).toMatchObject({ ok: false, fault: { code: "server-gone" } });
  expect(rig.ended.at(-1)).toMatchObject({
    outcome: "aborted",
    cause: { message: "Disconnected by the operator." },
  });
  await rig.until(() => rig.server.connections().length === 0);

  const others = [await link(rig, "up"), await link(rig, "up"), await link(rig)];
  expect(rig.server.connections().map((row) => row.user)).toEqual(["up", "up", "ewc"]);
  expect(rig.server.connections()[0]).toMatchObject({
    sessions: 1,
    handles: 0,
    cipher: "aes128-gcm@openssh.com",
  });
  expect(rig.server.disconnectUser("up")).toBe(2);
  await rig.until(() => rig.server.connections().length === 1);
  expect(await list(others[2]!, "/")).toEqual(["file"]);
  expect(rig.server.disconnect("no such id")).toBe(false);
});

test("a stop lets a running transfer end, and refuses new connections at once", async () => {
  const rig = await withSettings({ drainMs: 20_000 });
  await writeFile(path.join(rig.root, "file"), randomBytes(16 * 1024 * 1024));
  let stopping: Promise<void> | undefined;
  const result = await fetchSftp({
    ...peer(rig),
    path: "file",
    sink: () => {
      stopping ??= rig.server.stop();
    },
  });
  expect(result).toMatchObject({ ok: true, bytes: 16 * 1024 * 1024 });
  await stopping;
  expect(await logIn(peer(rig))).toMatchObject({ ok: false, fault: { code: "connection-refused" } });
  expect(rig.rows.at(-1)).toMatchObject({ state: "stopped", completedTransfers: 1 });
  expect(rig.events.map((event) => event.type)).toEqual([
    "server.started",
    "transfer.started",
    "transfer.completed",
    "server.stopped",
  ]);
});

test("a stop does not wait for ever", async () => {
  const rig = await withSettings({ drainMs: 50 });
  await writeFile(path.join(rig.root, "file"), randomBytes(8 * 1024 * 1024));
  await askAndStopReading(rig, 100, false);
  await rig.until(() => rig.registry.size === 1);
  await rig.server.stop();
  expect(rig.server.connections()).toEqual([]);
  expect(rig.ended).toMatchObject([{ outcome: "aborted", cause: { message: "The server was stopped." } }]);
});

test("a port that is taken is a fault that says by whom", async () => {
  const rig = await start();
  const taken = await startSftpRig({ settings: { port: rig.port } }).catch(faultOf);
  expect(taken).toMatchObject({
    code: "conflict",
    message: expect.stringContaining(`TCP port ${rig.port} of 127.0.0.1 is in use`),
  });
  const elsewhere = await startSftpRig({ settings: { address: "192.0.2.1" } }).catch(faultOf);
  expect(elsewhere).toMatchObject({ code: "bad-input" });
});

test("new host keys are shown to the next client", async () => {
  const rig = await start();
  const other = ed25519Pair();
  rig.server.useHostKeys([{ ...rig.hostKeys[0]!, privateKey: other.private }]);
  const login = await logIn({ ...peer(rig), expectedHostKey: rig.hostKeys[0]!.sha256 });
  expect(login).toMatchObject({ ok: false, fault: { code: "host-key-changed" } });
});

test("what nobody may read is not read, and pipes are no files", async () => {
  const rig = await start();
  await writeFile(path.join(rig.root, "closed"), "x");
  chmodSync(path.join(rig.root, "closed"), 0o000);
  const at = await link(rig);
  await expect(open(at, "closed")).rejects.toThrow("3");
  await expect(open(at, "/")).rejects.toThrow("4");
  await rm(path.join(rig.root, "closed"));
});
