/** Limits of the SFTP server: connections, sessions, handles, idle time; and services other than SFTP. */
import { writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import path from "node:path";
import ssh2 from "ssh2";
import { expect, test } from "vitest";
import { fakeClock } from "@/lib/testing/fake-clock";
import { close, list, open, peer } from "@/lib/testing/sftp-requests";
import { PASSWORD } from "@/lib/testing/sftp-rig";
import { sftpTestRigs } from "@/lib/testing/sftp-test-rigs";
import { encodeInit } from "@/lib/wire/sftp/requests";
import { logIn } from "./sftp-link";

const { start, withSettings, link, afterwards } = sftpTestRigs();

test("180 of 200 connections that never log in are refused, the rest time out, and a user can still log in", async () => {
  const rig = await withSettings({
    maxUnauthenticated: 20,
    maxUnauthenticatedPerSource: 20,
    // Long enough for all 200 to have connected before the first one times out, on a busy machine, too.
    loginGraceMs: 2500,
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
  // A login on a busy machine takes longer than the short time that the idle connections had.
  rig.server.apply({ ...rig.settings, loginGraceMs: 60_000 });
  expect((await logIn(peer(rig))).ok).toBe(true);
});

test("with the default settings, twenty idle sockets from one address keep nobody else out", async () => {
  const rig = await start();
  let closed = 0;
  const sockets = Array.from({ length: 20 }, () => {
    const socket = connect({ port: rig.port, host: rig.address, localAddress: "127.0.0.2" });
    socket.on("error", () => undefined);
    socket.on("close", () => closed++);
    return socket.resume();
  });
  afterwards(() => {
    for (const socket of sockets) socket.destroy();
  });
  await rig.until(() => closed === 8 && rig.server.connections().length === 12);
  expect((await logIn(peer(rig))).ok).toBe(true);
  await rig.until(() => rig.rows.at(-1)?.refused["too many connections without login of one source"] === 8);
});

test("connections are limited in all, per address and per user, and refusals are counted", async () => {
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

test("sessions per connection and handles per session are limited, and a closed handle can be opened again", async () => {
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

test("a connection is closed after its idle time, which starts again with each request", async () => {
  const clock = fakeClock();
  const rig = await start({ wall: clock, settings: { idleTimeoutMs: 60_000 } });
  const at = await link(rig);
  clock.advance(59_000);
  expect(await list(at, "/")).toEqual([]);
  clock.advance(59_000);
  expect(rig.server.connections()).toHaveLength(1);
  clock.advance(2000);
  await rig.until(() => rig.server.connections().length === 0);
  expect(rig.lines.some((line) => line.startsWith("Timeout, client not responding"))).toBe(true);
});

test("shells, other commands and other subsystems are refused with a message; the command sftp-server starts SFTP", async () => {
  const rig = await start();
  const client = new ssh2.Client();
  await new Promise<void>((resolve, reject) => {
    client.once("ready", () => resolve());
    client.once("error", reject);
    client.connect({ host: rig.address, port: rig.port, username: "ewc", password: PASSWORD });
  });
  afterwards(() => client.end());
  const outputOf = (command: string | null) =>
    new Promise<{ status: number | null; message: string }>((resolve, reject) => {
      const onChannel = (error: Error | undefined, channel: ssh2.ClientChannel) => {
        if (error) {
          reject(error);
          return;
        }
        let message = "";
        channel.stderr.on("data", (chunk: Buffer) => {
          message += chunk.toString();
        });
        channel.resume();
        channel.on("close", (status: number | null) => resolve({ status, message }));
      };
      if (command === null) client.shell(false, onChannel);
      else client.exec(command, onChannel);
    });
  const refused = { status: 1, message: "This service allows sftp connections only.\r\n" };
  expect(await outputOf(null)).toEqual(refused);
  expect(await outputOf("cat /etc/passwd")).toEqual(refused);
  expect(await outputOf("scp -f ap1g8")).toEqual(refused);
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
