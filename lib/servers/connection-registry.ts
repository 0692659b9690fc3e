/**
 * The connections of one SSH server: who may come in, whose socket is whose, who has been idle for too long. The same
 * for SFTP and for the command line; what a connection does is its own affair.
 */
import type { Socket } from "node:net";
import type { Clock } from "@/lib/kit/clock";
import type { LoginGuard } from "./ssh-login-guard";

/** How often it is looked for connections that have gone idle. */
const SWEEP_EVERY_MS = 1000;

export type RegisteredConnection = {
  readonly address: string;
  /** Null before the login. */
  readonly user: string | null;
  endIfIdle(nowMs: number): void;
};
export type ConnectionLimits = {
  maxConnections: number;
  maxConnectionsPerAddress: number;
  maxUnauthenticated: number;
};

export class ConnectionRegistry<G extends RegisteredConnection> {
  readonly #wall: Clock;
  readonly #guard: Pick<LoginGuard, "isBlocked">;
  readonly #limits: () => ConnectionLimits;
  readonly #guests = new Set<G>();
  readonly #byPeer = new Map<string, G>();
  #sweeping = false;

  constructor(wall: Clock, guard: Pick<LoginGuard, "isBlocked">, limits: () => ConnectionLimits) {
    this.#wall = wall;
    this.#guard = guard;
    this.#limits = limits;
  }

  get size(): number {
    return this.#guests.size;
  }

  /** As of now: they may leave meanwhile. */
  all(): G[] {
    return [...this.#guests];
  }

  ofUser(name: string): G[] {
    return this.all().filter(({ user }) => user === name);
  }

  /** Whose socket has this other end, as ssh2 tells it; undefined when it has been closed. */
  ofPeer(address: string | undefined, port: number | undefined): G | undefined {
    return this.#byPeer.get(peerKey(address, port));
  }

  /** Why one more of this address is not let in, in words of a counter; null when it is. */
  whyNot(address: string): string | null {
    const { maxConnections, maxConnectionsPerAddress, maxUnauthenticated } = this.#limits();
    if (this.#guard.isBlocked(address)) return "address blocked";
    if (this.size >= maxConnections) return "too many connections";
    let ofAddress = 0;
    let strangers = 0;
    for (const guest of this.#guests) {
      if (guest.address === address) ofAddress++;
      if (guest.user === null) strangers++;
    }
    if (ofAddress >= maxConnectionsPerAddress) return "too many connections of one address";
    return strangers >= maxUnauthenticated ? "too many connections without login" : null;
  }

  /** The function that is returned takes the guest off the list. */
  add(socket: Pick<Socket, "remoteAddress" | "remotePort">, guest: G): () => void {
    const key = peerKey(socket.remoteAddress, socket.remotePort);
    this.#guests.add(guest);
    this.#byPeer.set(key, guest);
    this.#sweep();
    return () => {
      this.#guests.delete(guest);
      if (this.#byPeer.get(key) === guest) this.#byPeer.delete(key);
    };
  }

  #sweep(): void {
    if (this.#sweeping) return;
    this.#sweeping = true;
    this.#wall.after(SWEEP_EVERY_MS, () => {
      this.#sweeping = false;
      const now = this.#wall.now();
      for (const guest of this.all()) guest.endIfIdle(now);
      if (this.size > 0) this.#sweep();
    });
  }
}

const peerKey = (address: string | undefined, port: number | undefined) => `${address} ${port}`;
