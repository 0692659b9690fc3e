/**
 * The sockets of transfers: each on any free port (RFC 1350 §4: a new transfer ID), on one of a range that a firewall
 * lets through, or in single-port mode all on the port of the server, told apart by the client's address and port.
 */
import type { Datagram, DatagramOptions, OpenDatagram } from "../datagram";
import type { Endpoint } from "../endpoint";
import type { ListeningSockets } from "./listening-sockets";

export type DataPortSettings = {
  /** `first-last`; empty for any port. */
  dataPorts: string;
  /** All transfers use the server's port. */
  singlePort: boolean;
};

export const DEFAULT_DATA_PORTS: DataPortSettings = { dataPorts: "", singlePort: false };

/** Every port of the range is in use by a transfer or by another program. */
export class NoDataPortError extends Error {
  constructor(range: string) {
    super(`All data ports are in use. The range is ${range}`);
  }
}

type Shared = Pick<DatagramOptions, "onMessage" | "isSettled">;

export class DataSockets {
  readonly #openDatagram: OpenDatagram;
  readonly #listening: () => ListeningSockets | undefined;
  #settings: DataPortSettings;
  /** In single-port mode: the transfers by client and by the address that it asked. */
  readonly #shared = new Map<string, Shared>();
  #next = 0;
  #isSettled = false;

  constructor(
    openDatagram: OpenDatagram,
    listening: () => ListeningSockets | undefined,
    settings: DataPortSettings,
  ) {
    this.#openDatagram = openDatagram;
    this.#listening = listening;
    this.#settings = settings;
  }

  /** For transfers that start from now on. */
  apply({ dataPorts, singlePort }: DataPortSettings): void {
    this.#settings = { dataPorts, singlePort };
  }

  /** Opens the socket of a transfer, whose client is `peer`. Rejects with a {@link NoDataPortError} when none is free. */
  readonly open: OpenDatagram = async (options) => {
    const { dataPorts, singlePort } = this.#settings;
    const listening = this.#listening();
    if (singlePort && options.peer !== undefined && listening !== undefined)
      return this.#share(options, options.peer, listening);
    return dataPorts === "" ? await this.#openDatagram(options) : await this.#openInRange(options, dataPorts);
  };

  /** Gives a packet to the transfer in single-port mode that it belongs to. Returns false when there is none. */
  deliver(packet: Uint8Array, client: Endpoint, asked: string): boolean {
    const shared = this.#shared.get(keyOf(client, asked));
    shared?.onMessage(packet, client.port, client.address);
    this.#isSettled = shared?.isSettled?.() ?? false;
    return shared !== undefined;
  }

  /** Whether all that the packet given to {@link deliver} led to is done. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  #share(options: DatagramOptions, peer: Endpoint, listening: ListeningSockets): Datagram {
    const asked = options.address ?? listening.address;
    const key = keyOf(peer, asked);
    const { onMessage, isSettled } = options;
    const shared: Shared = { onMessage, ...(isSettled && { isSettled }) };
    this.#shared.set(key, shared);
    const socket = listening.from(asked);
    const { sendRun } = socket;
    return {
      address: asked,
      port: listening.port,
      send: (packet, port, address) => socket.send(packet, port, address, asked),
      ...(sendRun && {
        sendRun: (packets, packetBytes, port, address) => sendRun(packets, packetBytes, port, address, asked),
      }),
      queued: () => socket.queued(),
      connect: () => undefined,
      close: () => {
        if (this.#shared.get(key) === shared) this.#shared.delete(key);
      },
    };
  }

  /** Begins behind the port that was used last, so that late packets rarely meet a new transfer. */
  async #openInRange(options: DatagramOptions, range: string): Promise<Datagram> {
    const [first = 0, last = first] = range.split("-").map(Number);
    const count = last - first + 1;
    for (let tried = 0; tried < count; tried++) {
      const port = first + (this.#next++ % count);
      try {
        return await this.#openDatagram({ ...options, port });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
      }
    }
    throw new NoDataPortError(range);
  }
}

const keyOf = ({ address, port }: Endpoint, asked: string): string => `${address} ${port} ${asked}`;
