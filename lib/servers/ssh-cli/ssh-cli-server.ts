/**
 * The controller's command line over SSH: listens, decides who may connect, and ends what has gone idle. SSH is
 * ssh2's, the session is `lib/cli`'s, users and keys belong to whoever runs it.
 */
import type { Server as NetServer, Socket } from "node:net";
import ssh2, { type Server as SshServer } from "ssh2";
import { STOP_NOTICE } from "@/lib/cli/notices";
import type { CliPorts, CliUser } from "@/lib/cli/ports";
import type { SessionEntry, SessionRegistry } from "@/lib/cli/session-registry";
import { FaultError } from "@/lib/contracts/fault";
import { plainAddress } from "@/lib/kit/addresses";
import type { Clock } from "@/lib/kit/clock";
import { ConnectionRegistry } from "../connection-registry";
import { bindFault } from "../port-owner";
import type { HostKey } from "../sftp/host-keys";
import { serverAlgorithms } from "../ssh-algorithms";
import { LoginGuard } from "../ssh-login-guard";
import { listen, signingKeys } from "../ssh-signing-keys";
import { type Authenticate, SshCliConnection } from "./ssh-cli-connection";
import { type SshCliSettings, say } from "./ssh-cli-settings";

/** What clients are told we are. Not the vendor's name: tools take their dialect from their own settings. */
const IDENT = "EwcUpgradeConsole_1.0";

export type SshCliServerPorts = {
  settings: SshCliSettings;
  hostKeys: readonly HostKey[];
  /** The console's users and its rules. Should take as long for a user that does not exist. */
  authenticate: Authenticate;
  /** The controller as this user sees it from this session. */
  portsFor(user: CliUser, entry: SessionEntry): CliPorts;
  /** Everybody on the command line, those in the browser too. */
  sessions: SessionRegistry;
  wall: Clock;
  /** The program's log; one printable line. */
  onLog(text: string): void;
};

export type SshCliServer = {
  /** Rejects with a {@link FaultError} whose fault says why it cannot listen and what to do. */
  start(): Promise<{ address: string; port: number }>;
  /** Ends all sessions with one line, then all connections. */
  stop(): Promise<void>;
  /** Where it listens, null while it does not. */
  listening(): { address: string; port: number } | null;
  /** Open connections, and sessions on them. */
  load(): { connections: number; sessions: number };
  /** Ends the connections of a user who was removed or whose password changed. How many there were. */
  disconnectUser(name: string): number;
};

export function createSshCliServer(ports: SshCliServerPorts): SshCliServer {
  const server = new Server(ports);
  return {
    start: () => server.start(),
    stop: () => server.stop(),
    listening: () => server.listening,
    load: () => server.load(),
    disconnectUser: (name) => server.disconnectUser(name),
  };
}

class Server {
  readonly #ports: SshCliServerPorts;
  readonly #guard: LoginGuard;
  readonly #guests: ConnectionRegistry<SshCliConnection>;
  #ssh: SshServer | undefined;
  #net: NetServer | undefined;

  constructor(ports: SshCliServerPorts) {
    this.#ports = ports;
    this.#guard = new LoginGuard(ports.wall, ports.settings);
    this.#guests = new ConnectionRegistry(ports.wall, this.#guard, () => ports.settings);
  }

  get listening(): { address: string; port: number } | null {
    const bound = this.#net?.address();
    return bound && typeof bound === "object" ? { address: bound.address, port: bound.port } : null;
  }

  async start(): Promise<{ address: string; port: number }> {
    if (this.listening) return this.listening;
    const { address, port } = this.#ports.settings;
    this.#ssh = this.#speakSsh();
    try {
      this.#net = await listen(address, port, (socket) => this.#connected(socket));
    } catch (error) {
      throw new FaultError(await bindFault(error, "command line", address, port, "TCP"));
    }
    return this.listening ?? { address, port };
  }

  async stop(): Promise<void> {
    const net = this.#net;
    if (!net) return;
    this.#net = undefined;
    const closed = new Promise<void>((resolve) => net.close(() => resolve()));
    for (const connection of this.#guests.all()) connection.end(STOP_NOTICE);
    await closed;
  }

  load(): { connections: number; sessions: number } {
    let sessions = 0;
    for (const connection of this.#guests.all()) sessions += connection.sessions;
    return { connections: this.#guests.size, sessions };
  }

  disconnectUser(name: string): number {
    const theirs = this.#guests.ofUser(name);
    for (const connection of theirs) connection.end("% Your sign-in has changed: this session is closed.");
    return theirs.length;
  }

  /** ssh2 listens nowhere: it is given sockets that have been let in. */
  #speakSsh(): SshServer {
    const { settings, hostKeys } = this.#ports;
    const ssh = new ssh2.Server({
      hostKeys: hostKeys.flatMap((key) => signingKeys(key, settings.legacyClients)),
      algorithms: serverAlgorithms(settings.legacyClients),
      ident: IDENT,
      // A client that answers no more is found by this.
      keepaliveInterval: 60_000,
      keepaliveCountMax: 5,
    } as ConstructorParameters<typeof ssh2.Server>[0]);
    ssh.on("connection", (client, info) => {
      const connection = this.#guests.ofPeer(info.ip, info.port);
      if (connection) connection.attach(client);
      else client.end();
    });
    return ssh;
  }

  #connected(socket: Socket): void {
    const peer = { address: plainAddress(socket.remoteAddress ?? ""), port: socket.remotePort ?? 0 };
    const why = peer.address === "" ? "gone" : this.#guests.whyNot(peer.address);
    if (why !== null || !this.#ssh) {
      this.#ports.onLog(say.refused(peer, why ?? "stopping"));
      socket.on("error", () => undefined);
      socket.destroy();
      return;
    }
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    const { settings, wall, sessions, authenticate, portsFor, onLog } = this.#ports;
    const connection: SshCliConnection = new SshCliConnection({
      socket,
      peer,
      settings,
      wall,
      sessions,
      authenticate,
      portsFor,
      guard: this.#guard,
      log: onLog,
      onEnd: () => leave(),
    });
    const leave = this.#guests.add(socket, connection);
    this.#ssh.injectSocket(socket);
  }
}
