/** The sockets that systemd hands over: TFTP, SFTP and the command line on them, in a process that gets them as systemd gives them. */

import { mkdir, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { fetchSftp } from "@/lib/servers/sftp/sftp-client";
import { fetchTftp } from "@/lib/servers/tftp/tftp-client";
import { cliClient } from "@/lib/testing/cli-client";
import { CLI_PASSWORD } from "@/lib/testing/cli-password";
import { datagramPeer } from "@/lib/testing/datagram-peer";
import { installed, titleWith } from "@/lib/testing/installed-programs";
import { sftpUserInput } from "@/lib/testing/sftp-user";
import {
  type ActivatedConsole,
  type ActivatedSocket,
  type Activation,
  activatedConsole,
} from "@/lib/testing/socket-activation";
import { rrq } from "@/lib/testing/tftp-server-rig";

const CONTENT = Buffer.alloc(5000, "image");
const TFTP: ActivatedSocket = { kind: "udp", address: "127.0.0.1", name: "tftp" };
const SFTP: ActivatedSocket = { kind: "tcp", address: "127.0.0.1", name: "sftp" };
const CLI: ActivatedSocket = { kind: "tcp", address: "127.0.0.1", name: "cli" };

let running: ActivatedConsole | undefined;
afterEach(async () => {
  await running?.end();
  running = undefined;
});
const start = async (sockets: readonly ActivatedSocket[], activation?: Activation) => {
  const prepare = async (images: string) => {
    await mkdir(path.join(images, "EWC"), { recursive: true });
    await writeFile(path.join(images, "EWC", "ap1g8"), CONTENT);
  };
  running = await activatedConsole(sockets, prepare, activation);
  return running;
};

const get = async (port: number, server = "127.0.0.1", retries = 5) => {
  const pieces: Uint8Array[] = [];
  const result = await fetchTftp({
    server,
    port,
    path: "EWC/ap1g8",
    blockSize: 1428,
    windowSize: 4,
    timeoutMs: 200,
    retries,
    sink: (piece) => void pieces.push(piece),
  });
  return result.ok ? Buffer.concat(pieces).equals(CONTENT) : result.fault.code;
};
const getBySftp = async (port: number) => {
  const pieces: Uint8Array[] = [];
  const result = await fetchSftp({
    server: "127.0.0.1",
    port,
    user: "lab",
    password: "correct horse",
    path: "EWC/ap1g8",
    timeoutMs: 20_000,
    sink: (piece) => void pieces.push(piece),
  });
  return result.ok ? Buffer.concat(pieces).equals(CONTENT) : result.fault.code;
};
const settingsWith = async (console: ActivatedConsole, server: "tftp" | "sftp", changed: object) => ({
  settings: { ...((await console.row(server)).settings as object), server, ...changed },
});
const logOf = async (console: ActivatedConsole, source: "tftp" | "sftp") => {
  const read = { source, apId: null, text: "listening", before: null, limit: 10 };
  const { lines } = (await console.order("logs.read", read)) as { lines: { text: string }[] };
  return lines.map(({ text }) => text);
};

describe.skipIf(!installed("python3"))(titleWith("python3", "on sockets that systemd opened"), () => {
  describe.each(["dgram", "auto"])("with TFTP_ENGINE=%s", (TFTP_ENGINE) => {
    test("TFTP, SFTP and the command line serve on them; row and log say so; address and port cannot be changed", async () => {
      const console = await start([TFTP, SFTP, CLI], { env: { TFTP_ENGINE } });
      const [tftp = 0, sftp = 0, cli = 0] = console.ports;
      expect(await console.notes).toEqual([]);
      expect(await get(tftp)).toBe(true);
      await console.order("sftp-users.save", { user: sftpUserInput() });
      expect(await getBySftp(sftp)).toBe(true);
      const client = await cliClient(cli, CLI_PASSWORD);
      expect((await client.exec("show privilege")).text).toBe("Current privilege level is 15\n");
      client.destroy();

      for (const [server, port, line] of [
        ["tftp", tftp, `tftpd: listening on 127.0.0.1 port ${tftp} (opened by systemd), packets by`],
        ["sftp", sftp, `Server listening on 127.0.0.1 port ${sftp}. systemd opened the socket.`],
      ] as const) {
        expect(await console.row(server)).toMatchObject({
          state: "listening",
          address: "127.0.0.1",
          port,
          systemdSockets: [{ address: "127.0.0.1", port }],
          changed: [],
        });
        expect(await logOf(console, server)).toEqual([expect.stringContaining(line)]);
        const moved = await settingsWith(console, server, { port: 6970 });
        expect(await console.order("servers.save-settings", moved)).toMatchObject({
          code: "conflict",
          message: expect.stringContaining("systemd opened the port"),
        });
      }
      const singlePort = await settingsWith(console, "tftp", { singlePort: true });
      expect(await console.order("servers.save-settings", singlePort)).toEqual({ reason: null });
      expect(await console.row("tftp")).toMatchObject({ port: tftp, changed: ["singlePort"] });
      expect(await get(tftp)).toBe(true);
    });

    test("a request that arrived before the program started is answered", async () => {
      const console = await start([TFTP], { env: { TFTP_ENGINE } });
      const peer = await datagramPeer();
      peer.send(rrq("EWC/ap1g8"), console.ports[0] ?? 0);
      expect((await peer.next()).packet).toMatchObject({ kind: "DATA", block: 1 });
      peer.close();
    });

    test("a stopped server answers nobody, and one that is started again answers on the same socket", async () => {
      const console = await start([TFTP, SFTP], { env: { TFTP_ENGINE } });
      const [tftp = 0, sftp = 0] = console.ports;
      await console.order("sftp-users.save", { user: sftpUserInput() });
      for (const server of ["tftp", "sftp"]) await console.order("servers.stop", { server });
      expect(await get(tftp, "127.0.0.1", 2)).toBe("timed-out");
      const socket = connect(sftp, "127.0.0.1");
      await new Promise((resolve) => socket.on("error", resolve).on("close", resolve).resume());
      for (const server of ["tftp", "sftp"]) await console.order("servers.start", { server });
      expect(await console.row("tftp")).toMatchObject({ state: "listening", port: tftp, activeTransfers: 0 });
      expect(await get(tftp)).toBe(true);
      expect(await getBySftp(sftp)).toBe(true);
      expect(await console.row("tftp")).toMatchObject({ failedTransfers: 0 });
    });

    test("several TFTP sockets serve at once, one of them over IPv6", async () => {
      const further = ["127.0.0.5", "::1"].map((address) => ({ ...TFTP, address }));
      const console = await start([TFTP, ...further], { env: { TFTP_ENGINE } });
      const [first = 0, second = 0, third = 0] = console.ports;
      await console.notes;
      expect(await get(first)).toBe(true);
      expect(await get(second, "127.0.0.5")).toBe(true);
      expect(await get(third, "::1")).toBe(true);
      expect(await console.row("tftp")).toMatchObject({
        systemdSockets: [
          { address: "127.0.0.1", port: first },
          { address: "127.0.0.5", port: second },
          { address: "::1", port: third },
        ],
      });
    });
  });

  test("they are used when a shell is between systemd and this program, and LISTEN_PID is the shell's", async () => {
    const console = await start([TFTP], { throughShell: true });
    expect(await console.notes).toEqual([]);
    expect(await get(console.ports[0] ?? 0)).toBe(true);
  });

  test("sockets for another process are left alone: the servers open their own", async () => {
    const console = await start([TFTP], { pid: 1_999_999 });
    expect(await console.notes).toEqual([]);
    const row = await console.row("tftp");
    expect(row).toMatchObject({ state: "listening", systemdSockets: [] });
    expect(row.port).not.toBe(console.ports[0]);
  });

  test("sockets that were lost on the way, as npm loses them, are reported at the start", async () => {
    const console = await start([], { count: 2 });
    expect(await console.notes).toEqual([
      "systemd opened sockets for this program, but they did not arrive. npm closes them: start with node scripts/start.mjs in ExecStart=.",
    ]);
    expect(await console.row("tftp")).toMatchObject({ state: "listening", systemdSockets: [] });
  });
});
