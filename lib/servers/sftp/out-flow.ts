/**
 * How much of what was answered still waits to leave a connection. ssh2 writes into the socket without asking whether
 * it takes more, and queues without limit while keys are exchanged; so a client that stops reading, or never ends an
 * exchange of keys, would make memory grow by all it asks for. Nothing more is answered while this says `full`.
 */
import type { Socket } from "node:net";
import type { Connection } from "ssh2";

/** Bytes that may wait in user space per connection; the kernel holds some more. */
const MAX_WAITING_BYTES = 512 * 1024;

export class OutFlow {
  readonly #socket: Socket;
  readonly #connection: Connection;

  /** @param onRoom called when there may be room again after `full`; more than once does no harm. */
  constructor(socket: Socket, connection: Connection, onRoom: () => void) {
    this.#socket = socket;
    this.#connection = connection;
    socket.on("drain", onRoom);
    // Once ssh2 has sent what it had queued.
    connection.on("rekey", () => setImmediate(onRoom));
  }

  /** What is written meanwhile leaves in one piece. */
  together(write: () => void): void {
    this.#socket.cork();
    write();
    this.#socket.uncork();
  }

  get full(): boolean {
    return this.#socket.writableLength > MAX_WAITING_BYTES || isExchangingKeys(this.#connection);
  }
}

/** ssh2 says when an exchange ended but not when one began, so its own note of it is read. */
function isExchangingKeys(connection: Connection): boolean {
  const { _protocol: protocol } = connection as { _protocol?: { _kexinit?: unknown } };
  return protocol?._kexinit !== undefined;
}
