/**
 * The SFTP server: listens, decides who may connect, and keeps the list of those who are. SSH is ssh2's; a connection
 * is in `sftp-connection.ts`, a session in `sftp-session.ts`. Users, keys, settings and the place of the log belong to
 * whoever runs it.
 */
import { realpath } from "node:fs/promises";
import type { Server as NetServer, Socket } from "node:net";
import ssh2, { type Server as SshServer } from "ssh2";
import type { NewEvent } from "@/lib/contracts/events";
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import type { ServerFaults } from "@/lib/contracts/server-faults";
import type { ServerStatus } from "@/lib/contracts/servers";
import type { BlockedAddressRow, SftpConnectionRow, SftpSettings, SftpUser } from "@/lib/contracts/sftp";
import { plainAddress } from "@/lib/kit/addresses";
import type { Clock } from "@/lib/kit/clock";
import { ConnectionRegistry } from "../connection-registry";
import { bindFault } from "../port-owner";
import { serverAlgorithms } from "../ssh-algorithms";
import { LoginGuard } from "../ssh-login-guard";
import { listen, signingKeys } from "../ssh-signing-keys";
import { ServerMeter } from "../tftp/server-meter";
import type { NewTransfer, TransferRegistry } from "../transfer";
import { endedEvent, startedEvent } from "../transfer-events";
import type { HostKey } from "./host-keys";
import { RunningTransfer } from "./running-transfer";
import { SftpConnection } from "./sftp-connection";
import { SftpFaults } from "./sftp-faults";
import { removeUnfinishedUploads } from "./sftp-handles";
import { type SftpLogLine, say } from "./sftp-log";

/** What clients are told we are. OpenSSH's own name would make them use extensions of its dialect. */
const IDENT = "ImageServer_1.0";

export type SftpServerPorts = {
  /** The folder of all homes; it must exist when the server starts. */
  root: string;
  settings: SftpSettings;
  hostKeys: readonly HostKey[];
  /** By exact name; null when there is none. May be asked at any time, and must not tell by its time. */
  findUser(name: string): Promise<SftpUser | null> | SftpUser | null;
  registry: Pick<TransferRegistry, "open">;
  wall: Clock;
  /** At once when the state changes, else at most once a second. */
  onRow(row: ServerStatus): void;
  onLog(line: SftpLogLine): void;
  onEvent(event: NewEvent): void;
  /** Connections or blocked addresses changed: ask for them. May come often. */
  onPeople?(): void;
  /** A file came in whole; its path below the root, with slashes. */
  onUploaded?(upload: { path: string; bytes: number; user: string }): void;
};

export type SftpServer = {
  /** Rejects with a {@link FaultError} whose fault says why it cannot listen and what to do. */
  start(): Promise<{ address: string; port: number }>;
  /** No new connection; running transfers have `drainMs` to end; then all connections are closed. */
  stop(): Promise<void>;
  /** Where it listens, null while it does not. */
  listening(): { address: string; port: number } | null;
  /** Limits hold from now on, algorithms for new connections. Address and port want a stop and a start. */
  apply(settings: SftpSettings): void;
  /** From now on; null: none. What is said of the port (`refuses`) is for whoever starts and stops the server. */
  setFaults(faults: ServerFaults | null): void;
  /** New connections see these keys. */
  useHostKeys(keys: readonly HostKey[]): void;
  connections(): SftpConnectionRow[];
  /** False when there is none of that id. */
  disconnect(id: string): boolean;
  /** Ends all connections of a user who was removed, disabled or changed. How many there were. */
  disconnectUser(name: string): number;
  blocks(): BlockedAddressRow[];
  /** Lets a blocked address in again. False when it was not blocked. */
  release(address: string): boolean;
};

export function createSftpServer(ports: SftpServerPorts): SftpServer {
  const server = new Server(ports);
  return {
    start: () => server.start(),
    stop: () => server.stop(),
    listening: () => server.listening,
    apply: (settings) => server.apply(settings),
    setFaults: (faults) => server.setFaults(faults),
    useHostKeys: (keys) => server.useHostKeys(keys),
    connections: () => server.connections(),
    disconnect: (id) => server.disconnect(id),
    disconnectUser: (name) => server.disconnectUser(name),
    blocks: () => server.guard.blocks(),
    release: (address) => server.release(address),
  };
}

const operator: Fault = fault("aborted", "Disconnected by the operator.");

class Server {
  readonly guard: LoginGuard;
  readonly #ports: SftpServerPorts;
  readonly #meter: ServerMeter;
  readonly #faults: SftpFaults;
  readonly #guests: ConnectionRegistry<SftpConnection>;
  #settings: SftpSettings;
  #hostKeys: readonly HostKey[];
  #ssh: SshServer | undefined;
  #net: NetServer | undefined;
  #root = "";
  #count = 0;
  #sent = 0;
  #received = 0;
  #running = 0;
  #onQuiet: (() => void) | undefined;

  constructor(ports: SftpServerPorts) {
    this.#ports = ports;
    this.#settings = ports.settings;
    this.#faults = new SftpFaults(ports.wall);
    this.#hostKeys = ports.hostKeys;
    this.guard = new LoginGuard(ports.wall, ports.settings);
    this.#guests = new ConnectionRegistry(ports.wall, this.guard, () => this.#settings);
    this.#meter = new ServerMeter({
      id: "sftp",
      address: ports.settings.address,
      port: ports.settings.port,
      wall: ports.wall,
      onRow: ports.onRow,
      bytesSent: () => this.#sent,
      bytesReceived: () => this.#received,
    });
  }

  get listening(): { address: string; port: number } | null {
    const bound = this.#net?.address();
    return bound && typeof bound === "object" ? { address: bound.address, port: bound.port } : null;
  }

  async start(): Promise<{ address: string; port: number }> {
    if (this.listening) return this.listening;
    const { address, port } = this.#settings;
    this.#meter.state("starting", address, port);
    try {
      this.#root = await realpath(this.#ports.root);
      await removeUnfinishedUploads(this.#root);
      this.#ssh = this.#speakSsh();
      this.#net = await listen(address, port, (socket) => this.#connected(socket));
    } catch (error) {
      this.#net = undefined;
      const reason = await bindFault(error, "SFTP server", address, port, "TCP");
      this.#meter.state("failed", address, port, reason);
      this.#ports.onEvent({ type: "server.failed", data: { server: "sftp", fault: reason } });
      throw new FaultError(reason);
    }
    const bound = this.listening ?? { address, port };
    this.#meter.state("listening", bound.address, bound.port);
    this.#ports.onEvent({ type: "server.started", data: { server: "sftp", ...bound } });
    return bound;
  }

  async stop(): Promise<void> {
    const net = this.#net;
    if (!net) return;
    this.#net = undefined;
    const closed = new Promise<void>((resolve) => net.close(() => resolve()));
    if (this.#running > 0) await this.#quiet();
    // The answer to the last CLOSE is on its way.
    await new Promise((resolve) => setImmediate(resolve));
    for (const connection of this.#guests.all()) {
      connection.end(fault("aborted", "The server was stopped."));
    }
    await closed;
    // A socket says that it is closed after the server does; the last lines of the log come with that.
    while (this.#guests.size > 0) await new Promise((resolve) => setImmediate(resolve));
    this.#meter.state("stopped", this.#settings.address, this.#settings.port);
    this.#meter.stop();
    this.#ports.onEvent({ type: "server.stopped", data: { server: "sftp" } });
  }

  apply(settings: SftpSettings): void {
    const rebuild = settings.legacyClients !== this.#settings.legacyClients;
    this.#settings = settings;
    this.guard.apply(settings);
    if (rebuild && this.#ssh) this.#ssh = this.#speakSsh();
  }

  setFaults(faults: ServerFaults | null): void {
    this.#faults.set(faults);
    for (const connection of this.#guests.all()) connection.silence(this.#faults.silent);
  }

  useHostKeys(keys: readonly HostKey[]): void {
    this.#hostKeys = keys;
    if (this.#ssh) this.#ssh = this.#speakSsh();
  }

  connections(): SftpConnectionRow[] {
    return this.#guests.all().map((connection) => connection.row());
  }

  disconnect(id: string): boolean {
    const connection = this.#guests.all().find((guest) => guest.id === id);
    connection?.end(operator);
    return connection !== undefined;
  }

  disconnectUser(name: string): number {
    const theirs = this.#guests.ofUser(name);
    for (const connection of theirs) connection.end(operator);
    return theirs.length;
  }

  release(address: string): boolean {
    const released = this.guard.release(address);
    if (released) {
      const nobodys = { tag: "sshd", pid: 0, transferId: null, peer: null } as const;
      this.#ports.onLog({ ...nobodys, severity: 5, text: say.released(address) });
      this.#ports.onPeople?.();
    }
    return released;
  }

  /** ssh2 for new connections. It listens nowhere: it is given sockets that have been let in. */
  #speakSsh(): SshServer {
    const { legacyClients } = this.#settings;
    const ssh = new ssh2.Server({
      hostKeys: this.#hostKeys.flatMap((key) => signingKeys(key, legacyClients)),
      algorithms: serverAlgorithms(legacyClients),
      ident: IDENT,
      // A client that answers no more is found by this; five minutes, because a stopped one may go on.
      keepaliveInterval: 60_000,
      keepaliveCountMax: 5,
    } as ConstructorParameters<typeof ssh2.Server>[0]);
    ssh.on("connection", (client, info) => {
      const connection = this.#guests.ofPeer(info.ip, info.port);
      if (connection) connection.attach(client, info.header.versions.software);
      else client.end();
    });
    return ssh;
  }

  // Letting in

  #connected(socket: Socket): void {
    const peer = { address: plainAddress(socket.remoteAddress ?? ""), port: socket.remotePort ?? 0 };
    const why = peer.address === "" ? "gone" : this.#guests.whyNot(peer.address);
    if (why !== null || !this.#ssh) {
      this.#meter.refused(why ?? "stopping");
      socket.on("error", () => undefined);
      socket.destroy();
      return;
    }
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    const number = ++this.#count;
    const { findUser, wall, onLog, onUploaded } = this.#ports;
    const connection = new SftpConnection({
      number,
      socket,
      peer,
      server: { address: plainAddress(socket.localAddress ?? ""), port: socket.localPort ?? 0 },
      root: this.#root,
      settings: () => this.#settings,
      wall,
      guard: this.guard,
      faults: this.#faults,
      openTransfer: (transfer) => this.#openTransfer(transfer),
      findUser,
      mayEnter: (user) => this.#guests.ofUser(user).length < this.#settings.maxConnectionsPerUser,
      log: onLog,
      moved: (sent, received) => {
        this.#sent += sent;
        this.#received += received;
      },
      onUploaded: (upload) => onUploaded?.(upload),
      onChange: () => this.#ports.onPeople?.(),
      onAddressBlocked: () => this.#meter.refused("too many failed logins"),
      onEnd: () => {
        leave();
        this.#ports.onPeople?.();
      },
    });
    const leave = this.#guests.add(socket, connection);
    connection.silence(this.#faults.silent);
    this.#ssh.injectSocket(socket);
  }

  // Transfers

  #openTransfer(transfer: NewTransfer): RunningTransfer {
    const { registry, onEvent } = this.#ports;
    const handle = registry.open(transfer);
    this.#meter.active(++this.#running);
    onEvent(startedEvent(handle, transfer.path));
    return new RunningTransfer(handle, (outcome, cause) => {
      this.#meter.active(--this.#running);
      this.#meter.ended(outcome);
      onEvent(endedEvent(handle, transfer.path, outcome, cause));
      if (this.#running === 0) this.#onQuiet?.();
    });
  }

  /** Until no transfer runs, or the time for that is over. */
  async #quiet(): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#ports.wall.after(this.#settings.drainMs, resolve);
      this.#onQuiet = () => {
        cancel();
        resolve();
      };
    });
    this.#onQuiet = undefined;
  }
}
