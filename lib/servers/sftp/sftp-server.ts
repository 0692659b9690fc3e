/**
 * The SFTP server: starts, stops, counts transfers and lists its connections. SSH is handled by ssh2; a connection is in
 * `sftp-connection.ts`, a session in `sftp-session.ts`. Users, host keys, settings and the log come from the caller.
 */
import { realpath } from "node:fs/promises";
import type { Socket } from "node:net";
import type { NewEvent } from "@/lib/contracts/events";
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import type { ServerFaults } from "@/lib/contracts/server-faults";
import type { ServerStatus } from "@/lib/contracts/servers";
import type { BlockedAddressRow, SftpConnectionRow, SftpSettings, SftpUser } from "@/lib/contracts/sftp";
import { plainAddress } from "@/lib/kit/addresses";
import type { Clock } from "@/lib/kit/clock";
import type { Endpoint } from "../endpoint";
import type { InheritedSocket } from "../inherited/assign-sockets";
import { bindFault } from "../port-owner";
import { ServerMeter } from "../server-meter";
import { SshListener } from "../ssh-listener";
import { LoginGuard } from "../ssh-login-guard";
import { sshdLogText } from "../sshd-log";
import type { NewTransfer, TransferRegistry } from "../transfer";
import { endedEvent, startedEvent } from "../transfer-events";
import { UploadSpace } from "../upload-space";
import type { HostKey } from "./host-keys";
import { RunningTransfer } from "./running-transfer";
import { SftpConnection } from "./sftp-connection";
import { SftpFaults } from "./sftp-faults";
import type { SftpLogLine } from "./sftp-log";
import { removeUnfinishedUploads } from "./sftp-upload";

/** Our software version as clients see it. With OpenSSH's name, clients would use extensions that we do not have. */
const IDENT = "ImageServer_1.0";

export type SftpServerPorts = {
  /** The served folder, in which all homes lie; it must exist when the server starts. */
  root: string;
  settings: SftpSettings;
  /** A socket that systemd opened: it is used instead of address and port. */
  inherited?: InheritedSocket | null;
  hostKeys: readonly HostKey[];
  /** The user of this exact name; null when there is none. Its time must not tell whether the user exists. */
  findUser(name: string): Promise<SftpUser | null> | SftpUser | null;
  registry: Pick<TransferRegistry, "open">;
  wall: Clock;
  /** Called at once when the state changes, else at most once a second. */
  onRow(row: ServerStatus): void;
  onLog(line: SftpLogLine): void;
  onEvent(event: NewEvent): void;
  /** Connections or blocked addresses have changed. May be called often. */
  onConnectionsChanged?(): void;
  /** Whether a connection is a probe of this program: its refusal is not counted. */
  isOwnProbe?(peer: Endpoint): boolean;
  /** A file was uploaded completely; its path inside the served folder, with slashes. */
  onUploaded?(upload: { path: string; bytes: number; user: string }): void;
};

export type SftpServer = {
  /** Rejects with a {@link FaultError} whose fault says why it cannot listen and what to do. */
  start(): Promise<Endpoint>;
  /** Accepts no new connection, gives running transfers `drainMs` to end, then closes all connections. */
  stop(): Promise<void>;
  /** Where it listens; null while it does not. */
  listening(): Endpoint | null;
  /** Limits apply from now on, algorithms to new connections. A new address or port needs a stop and a start. */
  apply(settings: SftpSettings): void;
  /** Injects faults from now on; null removes them. The caller handles `refuses` by stopping the server. */
  setFaults(faults: ServerFaults | null): void;
  /** New connections get these host keys. */
  useHostKeys(keys: readonly HostKey[]): void;
  connections(): SftpConnectionRow[];
  /** Ends a connection. Returns false when there is none with this id. */
  disconnect(id: string): boolean;
  /** Ends all connections of a user who was removed, disabled or changed. Returns their number. */
  disconnectUser(name: string): number;
  blocks(): BlockedAddressRow[];
  /** Unblocks an address. Returns false when it was not blocked. */
  release(address: string): boolean;
};

/** A server that does not listen yet. */
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

const disconnectedByOperator: Fault = fault("aborted", "Disconnected by the operator.");

class Server {
  readonly guard: LoginGuard;
  readonly #ports: SftpServerPorts;
  readonly #meter: ServerMeter;
  readonly #faults: SftpFaults;
  readonly #listener: SshListener<SftpConnection>;
  readonly #space = new UploadSpace();
  #settings: SftpSettings;
  #hostKeys: readonly HostKey[];
  #root = "";
  #connectionCount = 0;
  #sent = 0;
  #received = 0;
  #runningTransfers = 0;
  #onNoTransfers: (() => void) | undefined;

  constructor(ports: SftpServerPorts) {
    this.#ports = ports;
    this.#settings = ports.settings;
    this.#faults = new SftpFaults(ports.wall);
    this.#hostKeys = ports.hostKeys;
    this.guard = new LoginGuard(ports.wall, ports.settings);
    this.#listener = new SshListener({
      wall: ports.wall,
      guard: this.guard,
      limits: () => this.#settings,
      ident: IDENT,
      hostKeys: () => this.#hostKeys,
      allowsLegacyClients: () => this.#settings.legacyClients,
      onRefused: (peer, reason) => this.#countRefused(peer, reason),
      connect: (socket, peer, onEnd) => this.#createConnection(socket, peer, onEnd),
    });
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

  get listening(): Endpoint | null {
    return this.#listener.bound;
  }

  async start(): Promise<Endpoint> {
    if (this.listening) return this.listening;
    const { address, port } = this.#settings;
    this.#meter.state("starting", address, port);
    let bound: Endpoint;
    try {
      this.#root = await realpath(this.#ports.root);
      await removeUnfinishedUploads(this.#root);
      bound = await this.#listener.listen(address, port, this.#ports.inherited);
    } catch (error) {
      const reason = await bindFault(error, "SFTP server", address, port, "TCP");
      this.#meter.state("failed", address, port, reason);
      this.#ports.onEvent({ type: "server.failed", data: { server: "sftp", fault: reason } });
      throw new FaultError(reason);
    }
    this.#meter.state("listening", bound.address, bound.port);
    this.#ports.onEvent({ type: "server.started", data: { server: "sftp", ...bound } });
    return bound;
  }

  async stop(): Promise<void> {
    if (this.listening === null) return;
    const closed = this.#listener.stopListening();
    if (this.#runningTransfers > 0) await this.#drain();
    // The answer to the last CLOSE is still being sent.
    await new Promise((resolve) => setImmediate(resolve));
    for (const connection of this.#listener.connections.all()) {
      connection.end(fault("aborted", "The server was stopped."));
    }
    await closed;
    // Sockets report their end after the server does, and the last log lines are written then.
    while (this.#listener.connections.size > 0) await new Promise((resolve) => setImmediate(resolve));
    this.#meter.state("stopped", this.#settings.address, this.#settings.port);
    this.#meter.stop();
    this.#ports.onEvent({ type: "server.stopped", data: { server: "sftp" } });
  }

  apply(settings: SftpSettings): void {
    const hasNewAlgorithms = settings.legacyClients !== this.#settings.legacyClients;
    this.#settings = settings;
    this.guard.apply(settings);
    if (hasNewAlgorithms) this.#listener.refresh();
  }

  setFaults(faults: ServerFaults | null): void {
    this.#faults.set(faults);
    for (const connection of this.#listener.connections.all()) connection.setSilent(this.#faults.isSilent);
  }

  useHostKeys(keys: readonly HostKey[]): void {
    this.#hostKeys = keys;
    this.#listener.refresh();
  }

  connections(): SftpConnectionRow[] {
    return this.#listener.connections.all().map((connection) => connection.row());
  }

  disconnect(id: string): boolean {
    const connection = this.#listener.connections.all().find((one) => one.id === id);
    connection?.end(disconnectedByOperator);
    return connection !== undefined;
  }

  disconnectUser(name: string): number {
    const connections = this.#listener.connections.ofUser(name);
    for (const connection of connections) connection.end(disconnectedByOperator);
    return connections.length;
  }

  release(address: string): boolean {
    const released = this.guard.release(address);
    if (released) {
      const text = sshdLogText.released(address);
      this.#ports.onLog({ tag: "sshd", pid: 0, severity: 5, text, transferId: null, peer: null });
      this.#ports.onConnectionsChanged?.();
    }
    return released;
  }

  #createConnection(socket: Socket, peer: Endpoint, onEnd: () => void): SftpConnection {
    const { findUser, wall, onLog, onUploaded } = this.#ports;
    const connection = new SftpConnection({
      number: ++this.#connectionCount,
      socket,
      peer,
      server: { address: plainAddress(socket.localAddress ?? ""), port: socket.localPort ?? 0 },
      root: this.#root,
      settings: () => this.#settings,
      wall,
      guard: this.guard,
      faults: this.#faults,
      space: this.#space,
      openTransfer: (transfer) => this.#openTransfer(transfer),
      findUser,
      hasFreeConnection: (user) =>
        this.#listener.connections.ofUser(user).length < this.#settings.maxConnectionsPerUser,
      log: onLog,
      countBytes: (sent, received) => {
        this.#sent += sent;
        this.#received += received;
      },
      onUploaded: (upload) => onUploaded?.(upload),
      onChange: () => this.#ports.onConnectionsChanged?.(),
      onAddressBlocked: () => this.#countRefused(peer, "too many failed logins"),
      onEnd: () => {
        onEnd();
        this.#ports.onConnectionsChanged?.();
      },
    });
    connection.setSilent(this.#faults.isSilent);
    return connection;
  }

  #countRefused(peer: Endpoint, reason: string): void {
    if (!this.#ports.isOwnProbe?.(peer)) this.#meter.refused(reason);
  }

  // Transfers

  #openTransfer(transfer: NewTransfer): RunningTransfer {
    const { registry, onEvent } = this.#ports;
    const handle = registry.open(transfer);
    this.#meter.active(++this.#runningTransfers);
    onEvent(startedEvent(handle, transfer.path));
    return new RunningTransfer(handle, (outcome, cause) => {
      this.#meter.active(--this.#runningTransfers);
      this.#meter.ended(outcome);
      onEvent(endedEvent(handle, transfer.path, outcome, cause));
      if (this.#runningTransfers === 0) this.#onNoTransfers?.();
    });
  }

  /** Waits until no transfer runs, at most `drainMs`. */
  async #drain(): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#ports.wall.after(this.#settings.drainMs, resolve);
      this.#onNoTransfers = () => {
        cancel();
        resolve();
      };
    });
    this.#onNoTransfers = undefined;
  }
}
