/** For wire tests: the SSH server of the command line on a free port, with a controller that exists only in memory. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import ssh2, { type Client } from "ssh2";
import { SessionRegistry } from "@/lib/cli/session-registry";
import { type Clock, wallClock } from "@/lib/kit/clock";
import { type HostKey, loadHostKeys } from "@/lib/servers/sftp/host-keys";
import { createSshCliServer, type SshCliServer } from "@/lib/servers/ssh-cli/ssh-cli-server";
import { defaultSshCliSettings, type SshCliSettings } from "@/lib/servers/ssh-cli/ssh-cli-settings";
import { LoginGuard } from "@/lib/servers/ssh-login-guard";
import { CliFixture } from "./cli-fixture";
import { CLI_PASSWORD } from "./cli-password";

export type SshCliLab = {
  port: number;
  fixture: CliFixture;
  server: SshCliServer;
  sessions: SessionRegistry;
  log: string[];
  /** Addresses that were refused without judging a password, and users who have left. */
  refusedLogins: string[];
  left: string[];
  /** Logs in a client. `close` disconnects it. */
  connect(user?: string, password?: string): Promise<Client>;
  close(): Promise<void>;
};

let keys: Promise<HostKey[]> | undefined;

/** Generating host keys takes a second, so all tests of a file share them. */
async function testKeys(): Promise<HostKey[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "cli-keys-"));
  try {
    return await loadHostKeys(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function sshCliLab(
  settings: Partial<SshCliSettings> = {},
  fixture = new CliFixture(),
  wall: Clock = wallClock,
): Promise<SshCliLab> {
  keys ??= testKeys();
  const log: string[] = [];
  const refusedLogins: string[] = [];
  const left: string[] = [];
  const sessions = new SessionRegistry(() => wall.now());
  const users: Record<string, 1 | 15> = { admin: 15, viewer: 1 };
  const effective = { ...defaultSshCliSettings, port: 0, failureDelayMs: 5, ...settings };
  const server = createSshCliServer({
    settings: effective,
    guard: new LoginGuard(wall, effective),
    hostKeys: await keys,
    authenticate: (name, password) => {
      const privilege = users[name];
      return Promise.resolve(
        privilege !== undefined && password === CLI_PASSWORD ? { name, privilege } : null,
      );
    },
    portsFor: (user, entry) => ({ ...fixture.ports(user), sessions: () => entry.listSessions() }),
    sessions,
    wall,
    onLog: (text) => log.push(text),
    onRefusedLogin: (address) => refusedLogins.push(address),
    onLeft: (user, address) => left.push(`${user} from ${address}`),
  });
  const { port } = await server.start();
  const clients: Client[] = [];
  return {
    port,
    fixture,
    server,
    sessions,
    log,
    refusedLogins,
    left,
    connect: (username = "admin", password = CLI_PASSWORD) =>
      new Promise((resolve, reject) => {
        const client = new ssh2.Client();
        clients.push(client);
        client.once("ready", () => resolve(client));
        client.on("error", reject);
        client.once("close", () => reject(new Error("The server closed the connection.")));
        client.connect({ host: "127.0.0.1", port, username, password, readyTimeout: 0 });
      }),
    close: async () => {
      for (const client of clients) client.destroy();
      await server.stop();
    },
  };
}
