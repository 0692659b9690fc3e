/**
 * Backpressure for the output of an SSH connection. ssh2 writes into the socket without checking whether it is full, and
 * queues without limit during a key exchange. So a client that stops reading, or never finishes a key exchange, would make
 * memory grow with every request. Servers answer no more requests while `full` is true.
 */
import type { Socket } from "node:net";
import type { Connection } from "ssh2";

/** Bytes of one connection that may wait in this process; the kernel holds more. */
const MAX_WAITING_BYTES = 512 * 1024;

export class OutFlow {
  readonly #socket: Socket;
  readonly #connection: Connection;

  /** @param onRoom called, perhaps more often than needed, when `full` may have become false */
  constructor(socket: Socket, connection: Connection, onRoom: () => void) {
    this.#socket = socket;
    this.#connection = connection;
    socket.on("drain", onRoom);
    // In the next turn, because ssh2 sends what it has queued first.
    connection.on("rekey", () => setImmediate(onRoom));
  }

  /** What `write` writes is sent in one piece. */
  corked(write: () => void): void {
    this.#socket.cork();
    write();
    this.#socket.uncork();
  }

  get full(): boolean {
    return this.#socket.writableLength > MAX_WAITING_BYTES || isExchangingKeys(this.#connection);
  }
}

/** ssh2 reports the end of a key exchange but not its start, so its internal state is read. */
function isExchangingKeys(connection: Connection): boolean {
  const { _protocol: protocol } = connection as { _protocol?: { _kexinit?: unknown } };
  return protocol?._kexinit !== undefined;
}
