/**
 * The controller's command line over SSH. SSH is handled by ssh2, a command line session by `lib/cli`; users and host keys
 * come from the caller.
 */
import type { Socket } from "node:net";
import { STOP_NOTICE } from "@/lib/cli/notices";
import type { CliPorts, CliUser } from "@/lib/cli/ports";
import type { SessionEntry, SessionRegistry } from "@/lib/cli/session-registry";
import { FaultError } from "@/lib/contracts/fault";
import type { Clock } from "@/lib/kit/clock";
import { ADDRESS_BLOCKED } from "../connection-registry";
import type { Endpoint } from "../endpoint";
import type { InheritedSocket } from "../inherited/assign-sockets";
import { bindFault } from "../port-owner";
import type { HostKey } from "../sftp/host-keys";
import { SshListener } from "../ssh-listener";
import type { LoginGuard } from "../ssh-login-guard";
import { sshdLogText } from "../sshd-log";
import { type Authenticate, SshCliConnection } from "./ssh-cli-connection";
import type { SshCliSettings } from "./ssh-cli-settings";

/** Our software version as clients see it. Automation tools do not need the vendor's name here. */
const IDENT = "EwcUpgradeConsole_1.0";

export type SshCliServerPorts = {
  settings: SshCliSettings;
  /** A socket that systemd opened: it is used instead of address and port. */
  inherited?: InheritedSocket | null;
  hostKeys: readonly HostKey[];
  /** Shared with the sign-in on the web, because both know the same users. */
  guard: LoginGuard;
  /** Checks a password. It should take as long for a user that does not exist. */
  authenticate: Authenticate;
  /** The controller as this user sees it in this session. */
  portsFor(user: CliUser, entry: SessionEntry): CliPorts;
  /** All command line sessions, those in the browser included. */
  sessions: SessionRegistry;
  wall: Clock;
  /** One line for the program's log. */
  onLog(text: string): void;
  /** A client was refused before its password was judged, because of too many failures. */
  onRefusedLogin?(address: string): void;
  /** The connection of a user who had logged in has ended. */
  onLeft?(user: string, address: string): void;
};

export type SshCliServer = {
  /** Rejects with a {@link FaultError} whose fault says why it cannot listen and what to do. */
  start(): Promise<Endpoint>;
  /** Ends all sessions with a message, then all connections. */
  stop(): Promise<void>;
  /**
   * The controller goes down: closes the port, so that clients are refused (on a socket of systemd, disconnected), and ends all sessions with this notice. A
   * session that runs a command ends when the command has stopped.
   */
  suspend(notice: string): void;
  /** Listens again at the same address and port. Rejects with a {@link FaultError} when another program has the port. */
  resume(): Promise<Endpoint>;
  /** Where it listens, or will listen when it resumes; null when it does not. */
  listening(): Endpoint | null;
  /** The number of open connections and of the sessions on them. */
  load(): { connections: number; sessions: number };
  /** Ends the connections of a user who was removed or whose password has changed. Returns their number. */
  disconnectUser(name: string): number;
};

/** A server that does not listen yet. */
export function createSshCliServer(ports: SshCliServerPorts): SshCliServer {
  const server = new Server(ports);
  return {
    start: () => server.start(),
    stop: () => server.stop(),
    suspend: (notice) => server.suspend(notice),
    resume: () => server.resume(),
    listening: () => server.listening,
    load: () => server.load(),
    disconnectUser: (name) => server.disconnectUser(name),
  };
}

class Server {
  readonly #ports: SshCliServerPorts;
  readonly #guard: LoginGuard;
  readonly #listener: SshListener<SshCliConnection>;
  /** Where it listened before the controller went down; null while it is up. */
  #suspendedAt: Endpoint | null = null;

  constructor(ports: SshCliServerPorts) {
    this.#ports = ports;
    this.#guard = ports.guard;
    this.#listener = new SshListener({
      wall: ports.wall,
      guard: this.#guard,
      limits: () => ports.settings,
      ident: IDENT,
      hostKeys: () => ports.hostKeys,
      allowsLegacyClients: () => ports.settings.legacyClients,
      onRefused: (peer, reason) => {
        ports.onLog(sshdLogText.refused(peer, reason));
        if (reason === ADDRESS_BLOCKED) ports.onRefusedLogin?.(peer.address);
      },
      connect: (socket, peer, onEnd) => this.#createConnection(socket, peer, onEnd),
    });
  }

  get listening(): Endpoint | null {
    return this.#listener.bound ?? this.#suspendedAt;
  }

  async start(): Promise<Endpoint> {
    if (this.listening) return this.listening;
    const { address, port } = this.#ports.settings;
    return await this.#listen({ address, port });
  }

  suspend(notice: string): void {
    const { bound } = this.#listener;
    if (bound === null) return;
    this.#suspendedAt = bound;
    void this.#listener.stopListening();
    for (const connection of this.#listener.connections.all()) connection.shutDown(notice);
  }

  async resume(): Promise<Endpoint> {
    if (this.#suspendedAt === null) return await this.start();
    const bound = this.#listener.bound ?? (await this.#listen(this.#suspendedAt));
    this.#suspendedAt = null;
    return bound;
  }

  async #listen({ address, port }: Endpoint): Promise<Endpoint> {
    try {
      return await this.#listener.listen(address, port, this.#ports.inherited);
    } catch (error) {
      if (error instanceof FaultError) throw error;
      throw new FaultError(await bindFault(error, "command line", address, port, "TCP"));
    }
  }

  async stop(): Promise<void> {
    if (this.listening === null) return;
    this.#suspendedAt = null;
    const closed = this.#listener.stopListening();
    for (const connection of this.#listener.connections.all()) connection.end(STOP_NOTICE);
    await closed;
  }

  load(): { connections: number; sessions: number } {
    let sessions = 0;
    const { connections } = this.#listener;
    for (const connection of connections.all()) sessions += connection.sessions;
    return { connections: connections.size, sessions };
  }

  disconnectUser(name: string): number {
    const connections = this.#listener.connections.ofUser(name);
    for (const connection of connections)
      connection.end("% Your sign-in has changed. This session is closed.");
    return connections.length;
  }

  #createConnection(socket: Socket, peer: Endpoint, onEnd: () => void): SshCliConnection {
    const { settings, wall, sessions, authenticate, portsFor, onLog, onRefusedLogin, onLeft } = this.#ports;
    return new SshCliConnection({
      socket,
      peer,
      settings,
      wall,
      sessions,
      authenticate,
      portsFor,
      guard: this.#guard,
      log: onLog,
      onRefusedLogin: () => onRefusedLogin?.(peer.address),
      onLeft: (user) => onLeft?.(user, peer.address),
      onEnd,
    });
  }
}
