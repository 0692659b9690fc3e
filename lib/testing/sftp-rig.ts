/** A running SFTP server with its own folder, and everything that it reports collected, for wire tests. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { NewEvent } from "@/lib/contracts/events";
import type { ServerStatus } from "@/lib/contracts/servers";
import { type SftpSettings, type SftpUser, sftpSettingsSchema } from "@/lib/contracts/sftp";
import type { TransferRow } from "@/lib/contracts/transfers";
import { type Clock, wallClock } from "@/lib/kit/clock";
import { hashPassword } from "@/lib/servers/sftp/credentials";
import { type HostKey, loadHostKeys } from "@/lib/servers/sftp/host-keys";
import type { SftpLogLine } from "@/lib/servers/sftp/sftp-log";
import { createSftpServer, type SftpServer, type SftpServerPorts } from "@/lib/servers/sftp/sftp-server";
import { TransferRegistry } from "@/lib/servers/transfer";

export const PASSWORD = "correct horse";

export type SftpRig = {
  server: SftpServer;
  /** The served folder: the home of the users `ewc` (reads) and `up` (writes). */
  root: string;
  /** A folder for keys, downloads and scripts. */
  scratch: string;
  address: string;
  port: number;
  hostKeys: readonly HostKey[];
  users: Map<string, SftpUser>;
  lines: string[];
  log: SftpLogLine[];
  events: NewEvent[];
  rows: ServerStatus[];
  transfers: TransferRow[];
  ended: TransferRow[];
  uploads: { path: string; bytes: number; user: string }[];
  registry: TransferRegistry;
  settings: SftpSettings;
  /** Resolves when `condition` is true; it is checked after each report of the server, and every 20 ms. */
  until(condition: () => boolean): Promise<void>;
  stop(): Promise<void>;
};

export type RigOptions = {
  settings?: Partial<SftpSettings>;
  users?: Partial<SftpUser>[];
  wall?: Clock;
  ports?: Partial<SftpServerPorts>;
};

let sharedHash: Promise<string> | undefined;
let sharedKeys: Promise<HostKey[]> | undefined;

/** Generating an RSA key takes a second, so the servers of a test file share their keys. */
async function makeKeys(): Promise<HostKey[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "sftp-keys-"));
  const keys = await loadHostKeys(folder);
  await rm(folder, { recursive: true });
  return keys;
}

export async function startSftpRig(options: RigOptions = {}): Promise<SftpRig> {
  const scratch = await mkdtemp(path.join(tmpdir(), "sftp-rig-"));
  const root = path.join(scratch, "root");
  await mkdir(root);
  sharedKeys ??= makeKeys();
  const hostKeys = await sharedKeys;
  sharedHash ??= hashPassword(PASSWORD, 4);
  const passwordHash = await sharedHash;
  const user = (given: Partial<SftpUser>): SftpUser => ({
    name: "ewc",
    passwordHash,
    publicKeys: [],
    home: "/",
    canWrite: false,
    enabled: true,
    expiresAt: null,
    ...given,
  });
  const users = new Map<string, SftpUser>();
  for (const given of [{}, { name: "up", canWrite: true }, ...(options.users ?? [])]) {
    const made = user(given);
    users.set(made.name, made);
  }
  const settings = sftpSettingsSchema.parse({
    port: 0,
    failureDelayMs: 1,
    drainMs: 200,
    ...options.settings,
  });
  const waiting = new Set<() => void>();
  const look = () => {
    for (const check of [...waiting]) check();
  };
  const rig = {
    root,
    scratch,
    hostKeys,
    users,
    settings,
    lines: [] as string[],
    log: [] as SftpLogLine[],
    events: [] as NewEvent[],
    rows: [] as ServerStatus[],
    transfers: [] as TransferRow[],
    ended: [] as TransferRow[],
    uploads: [] as SftpRig["uploads"],
  };
  const keep =
    <T>(list: T[]) =>
    (value: T) => {
      list.push(value);
      look();
    };
  const wall = options.wall ?? wallClock;
  const registry = new TransferRegistry({
    wall,
    onRow: keep(rig.transfers),
    onEnded: keep(rig.ended),
    identify: () => null,
    describe: () => null,
  });
  const server = createSftpServer({
    root,
    settings,
    hostKeys,
    findUser: (name) => users.get(name) ?? null,
    registry,
    wall,
    onRow: keep(rig.rows),
    onLog: (line) => {
      rig.lines.push(line.text);
      rig.log.push(line);
      look();
    },
    onEvent: keep(rig.events),
    onConnectionsChanged: look,
    onUploaded: keep(rig.uploads),
    ...options.ports,
  });
  const { address, port } = await server.start();
  return {
    ...rig,
    server,
    registry,
    address,
    port,
    until: (condition) =>
      new Promise((resolve) => {
        const check = () => {
          if (!condition()) return;
          waiting.delete(check);
          clearInterval(slow);
          resolve();
        };
        // Sockets and files change without a report of the server.
        const slow = setInterval(check, 20);
        waiting.add(check);
        check();
      }),
    stop: async () => {
      await server.stop();
      registry.stop();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}
