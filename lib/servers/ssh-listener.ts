/**
 * What our SSH servers share: listening on a TCP port, admitting connections within the limits, and handing the admitted
 * sockets to ssh2 with our host keys and algorithms.
 */

import type { Socket } from "node:net";
import ssh2, { type Connection, type ParsedKey, type Server as SshServer } from "ssh2";
import { FaultError, fault } from "@/lib/contracts/fault";
import { plainAddress } from "@/lib/kit/addresses";
import type { Clock } from "@/lib/kit/clock";
import { type ConnectionLimits, ConnectionRegistry, type RegisteredConnection } from "./connection-registry";
import type { Endpoint } from "./endpoint";
import type { InheritedSocket } from "./inherited/assign-sockets";
import type { HostKey } from "./sftp/host-keys";
import { rsaSignatures, serverAlgorithms } from "./ssh-algorithms";
import type { LoginGuard } from "./ssh-login-guard";
import { listenInherited, listenTcp, type TcpListener } from "./tcp-listener";

/** Finds clients that have vanished: five probes a minute apart, so that a suspended laptop may come back. */
const KEEPALIVE_INTERVAL_MS = 60_000;
const KEEPALIVE_PROBES = 5;

export type ListenedConnection = RegisteredConnection & {
  /** The client has sent its version, `software`; from now on ssh2 handles the connection. */
  attach(connection: Connection, software: string): void;
};

export type SshListenerPorts<C> = {
  wall: Clock;
  guard: LoginGuard;
  limits(): ConnectionLimits;
  /** Our software version as clients see it. */
  ident: string;
  hostKeys(): readonly HostKey[];
  /** Whether SHA-1 and CBC algorithms are offered, too. */
  allowsLegacyClients(): boolean;
  /** `reason` is the name of a counter. */
  onRefused(peer: Endpoint, reason: string): void;
  /** Makes the connection of an admitted socket. It must call `onEnd` when it has ended. */
  connect(socket: Socket, peer: Endpoint, onEnd: () => void): C;
};

export class SshListener<C extends ListenedConnection> {
  readonly connections: ConnectionRegistry<C>;
  readonly #ports: SshListenerPorts<C>;
  #ssh: SshServer | undefined;
  #listener: TcpListener | undefined;

  constructor(ports: SshListenerPorts<C>) {
    this.#ports = ports;
    this.connections = new ConnectionRegistry(ports.wall, ports.guard, ports.limits);
  }

  /** Where it listens; null while it does not. */
  get bound(): Endpoint | null {
    return this.#listener?.bound ?? null;
  }

  /**
   * Rejects with the operating system's error when the port cannot be bound.
   * @param inherited a socket that systemd opened, which is used instead of address and port
   */
  async listen(address: string, port: number, inherited?: InheritedSocket | null): Promise<Endpoint> {
    this.#ssh = this.#createSsh();
    const admit = (socket: Socket) => this.#admit(socket);
    this.#listener = await (inherited ? listenInherited(inherited, admit) : listenTcp(address, port, admit));
    return this.bound ?? { address, port };
  }

  /** Accepts no more connections. Resolves when all existing ones have ended, or at once for a socket of systemd; the caller ends them. */
  async stopListening(): Promise<void> {
    const listener = this.#listener;
    this.#listener = undefined;
    await listener?.close();
  }

  /** New connections get the present host keys and algorithms. */
  refresh(): void {
    if (this.#ssh) this.#ssh = this.#createSsh();
  }

  /** An ssh2 server that does not listen: it gets the sockets that were admitted. */
  #createSsh(): SshServer {
    const { ident, hostKeys, allowsLegacyClients } = this.#ports;
    const ssh = new ssh2.Server({
      hostKeys: hostKeys().flatMap((key) => signingKeys(key, allowsLegacyClients())),
      algorithms: serverAlgorithms(allowsLegacyClients()),
      ident,
      keepaliveInterval: KEEPALIVE_INTERVAL_MS,
      keepaliveCountMax: KEEPALIVE_PROBES,
    } as ConstructorParameters<typeof ssh2.Server>[0]);
    ssh.on("connection", (client, info) => {
      const connection = this.connections.ofPeer(info.ip, info.port);
      if (connection) connection.attach(client, info.header.versions.software);
      else client.end();
    });
    return ssh;
  }

  #admit(socket: Socket): void {
    const peer = { address: plainAddress(socket.remoteAddress ?? ""), port: socket.remotePort ?? 0 };
    const reason = peer.address === "" ? "gone" : this.connections.refusalReason(peer.address);
    if (reason !== null || !this.#ssh) {
      this.#ports.onRefused(peer, reason ?? "stopping");
      socket.on("error", () => undefined);
      socket.destroy();
      return;
    }
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEPALIVE_INTERVAL_MS);
    const connection = this.#ports.connect(socket, peer, () => remove());
    const remove = this.connections.add(socket, connection);
    this.#ssh.injectSocket(socket);
  }
}

/**
 * A host key for ssh2, once per signature algorithm. ssh2 would offer SHA-1 signatures for every key that it knows as
 * `ssh-rsa`, so an RSA key is listed under the names of the algorithms that we want.
 */
function signingKeys(key: HostKey, allowsLegacyClients: boolean): { key: ParsedKey }[] {
  if (key.type !== "rsa") return [{ key: parse(key) }];
  return rsaSignatures(allowsLegacyClients).map((signature) => {
    const parsed = parse(key);
    (parsed as { type: string }).type = signature;
    return { key: parsed };
  });
}

function parse(key: HostKey): ParsedKey {
  const parsed = ssh2.utils.parseKey(key.privateKey);
  if (parsed instanceof Error || Array.isArray(parsed)) {
    throw new FaultError(fault("internal", `The ${key.type} host key cannot be used.`));
  }
  return parsed;
}
