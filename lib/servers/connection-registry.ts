/** The connections of one SSH server: whether one more is admitted, which socket belongs to which, and idle ones. */
import type { Socket } from "node:net";
import { sourceOf } from "@/lib/contracts/address-rules";
import type { Clock } from "@/lib/kit/clock";
import type { LoginGuard } from "./ssh-login-guard";

/** How often connections are checked for being idle. */
const IDLE_CHECK_MS = 1000;

export type RegisteredConnection = {
  readonly address: string;
  /** Null before the login. */
  readonly user: string | null;
  /** Called once a second with the wall time in milliseconds. */
  endIfIdle(nowMs: number): void;
};
export type ConnectionLimits = {
  maxConnections: number;
  maxConnectionsPerAddress: number;
  /** Connections that have not logged in yet. */
  maxUnauthenticated: number;
  /** As above, of one source: an IPv4 address or an IPv6 /64. So one source cannot keep all others out. */
  maxUnauthenticatedPerSource: number;
};

/** The reason to refuse a client that had too many failed logins. */
export const ADDRESS_BLOCKED = "address blocked";

export class ConnectionRegistry<C extends RegisteredConnection> {
  readonly #wall: Clock;
  readonly #guard: Pick<LoginGuard, "isBlocked">;
  readonly #limits: () => ConnectionLimits;
  readonly #connections = new Set<C>();
  readonly #byPeer = new Map<string, C>();
  #isChecking = false;

  constructor(wall: Clock, guard: Pick<LoginGuard, "isBlocked">, limits: () => ConnectionLimits) {
    this.#wall = wall;
    this.#guard = guard;
    this.#limits = limits;
  }

  get size(): number {
    return this.#connections.size;
  }

  /** A copy: connections may end while the caller goes through it. */
  all(): C[] {
    return [...this.#connections];
  }

  ofUser(name: string): C[] {
    return this.all().filter(({ user }) => user === name);
  }

  /** The connection whose socket has this remote end, as ssh2 reports it; undefined when it has been closed. */
  ofPeer(address: string | undefined, port: number | undefined): C | undefined {
    return this.#byPeer.get(peerKey(address, port));
  }

  /** Why another connection from the address is refused, as the name of a counter; null when it is admitted. */
  refusalReason(address: string): string | null {
    const { maxConnections, maxConnectionsPerAddress, maxUnauthenticated, maxUnauthenticatedPerSource } =
      this.#limits();
    if (this.#guard.isBlocked(address)) return ADDRESS_BLOCKED;
    if (this.size >= maxConnections) return "too many connections";
    let fromAddress = 0;
    let unauthenticated = 0;
    let fromSource = 0;
    const source = sourceOf(address);
    for (const connection of this.#connections) {
      if (connection.address === address) fromAddress++;
      if (connection.user !== null) continue;
      unauthenticated++;
      if (sourceOf(connection.address) === source) fromSource++;
    }
    if (fromAddress >= maxConnectionsPerAddress) return "too many connections of one address";
    if (fromSource >= maxUnauthenticatedPerSource) return "too many connections without login of one source";
    return unauthenticated >= maxUnauthenticated ? "too many connections without login" : null;
  }

  /** Adds a connection. @returns a function that removes it again */
  add(socket: Pick<Socket, "remoteAddress" | "remotePort">, connection: C): () => void {
    const key = peerKey(socket.remoteAddress, socket.remotePort);
    this.#connections.add(connection);
    this.#byPeer.set(key, connection);
    this.#scheduleIdleCheck();
    return () => {
      this.#connections.delete(connection);
      if (this.#byPeer.get(key) === connection) this.#byPeer.delete(key);
    };
  }

  #scheduleIdleCheck(): void {
    if (this.#isChecking) return;
    this.#isChecking = true;
    this.#wall.after(IDLE_CHECK_MS, () => {
      this.#isChecking = false;
      const now = this.#wall.elapsed();
      for (const connection of this.all()) connection.endIfIdle(now);
      if (this.size > 0) this.#scheduleIdleCheck();
    });
  }
}

const peerKey = (address: string | undefined, port: number | undefined) => `${address} ${port}`;
