/**
 * Where the TFTP server receives requests: one socket that knows which local address was asked, or, where the system does
 * not tell, one for each address of this machine beside the wildcard one. So an answer leaves from the address that was
 * asked, as clients and firewalls expect.
 */
import { networkInterfaces } from "node:os";
import type { Cancel, Clock } from "@/lib/kit/clock";
import type { Datagram, DatagramOptions, OpenDatagram } from "../datagram";
import type { Endpoint } from "../endpoint";
import type { InheritedSocket } from "../inherited/assign-sockets";

export type ListeningPorts = {
  open: OpenDatagram;
  wall: Clock;
  /** @param asked the local address that the packet was sent to, a wildcard address when that is unknown */
  onPacket(packet: Uint8Array, client: Endpoint, asked: string): void;
  /** As {@link DatagramOptions.isSettled}. */
  isSettled?(): boolean;
  onError(code: string): void;
  /** The addresses of this machine now. */
  addresses?(): string[];
};

const WILDCARDS: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);
/** How often interfaces that came or went are looked for. */
const LOOK_EVERY_MS = 5000;
const REQUEST_BUFFER_BYTES = 1024 * 1024;

export class ListeningSockets {
  readonly #ports: ListeningPorts;
  readonly #family: 4 | 6;
  readonly #main: Datagram;
  /** By address: the sockets beside the wildcard one. */
  readonly #others = new Map<string, Datagram>();
  #timer: Cancel | undefined;
  #isClosed = false;

  private constructor(ports: ListeningPorts, family: 4 | 6, main: Datagram) {
    this.#ports = ports;
    this.#family = family;
    this.#main = main;
  }

  /** Rejects with the operating system's error when the port cannot be bound. */
  static async open(
    ports: ListeningPorts,
    wanted: {
      family: 4 | 6;
      address: string;
      port: number;
      /** Sockets of systemd, which are used instead; those on all addresses first. */
      inherited?: readonly InheritedSocket[];
    },
  ): Promise<ListeningSockets> {
    let sockets: ListeningSockets | undefined;
    const [first, ...further] = wanted.inherited ?? [];
    const options: DatagramOptions = {
      ...(first ?? wanted),
      inheritedFd: first?.fd,
      isListening: true,
      receiveBufferBytes: REQUEST_BUFFER_BYTES,
      onMessage: (packet, port, address, asked) =>
        ports.onPacket(packet, { address, port }, asked ?? sockets?.address ?? (first ?? wanted).address),
      ...(ports.isSettled && { isSettled: ports.isSettled }),
      onError: ports.onError,
    };
    let main = await ports.open(options);
    const needsOthers = !main.knowsAskedAddress && WILDCARDS.has(main.address) && further.length === 0;
    if (needsOthers && first === undefined) {
      // The port was free. From now on it is shared by the sockets of all addresses.
      main.close();
      main = await ports.open({ ...options, port: main.port, sharesPort: true });
    }
    sockets = new ListeningSockets(ports, options.family, main);
    for (const { address, port, family, fd } of further)
      await sockets.#add(address, { port, family, inheritedFd: fd });
    if (needsOthers) await sockets.#followAddresses();
    return sockets;
  }

  get address(): string {
    return this.#main.address;
  }

  get port(): number {
    return this.#main.port;
  }

  /** The socket that sends from a local address. */
  from(asked: string): Datagram {
    return this.#others.get(asked) ?? this.#main;
  }

  /** Sends one packet from the address that was asked. */
  reply(packet: Uint8Array, client: Endpoint, asked: string): void {
    this.from(asked).send(packet, client.port, client.address, asked);
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.();
    this.#main.close();
    for (const socket of this.#others.values()) socket.close();
    this.#others.clear();
  }

  async #followAddresses(): Promise<void> {
    const present = new Set(this.#wanted((this.#ports.addresses ?? ownAddresses)()));
    for (const [address, socket] of this.#others) {
      if (present.has(address)) continue;
      socket.close();
      this.#others.delete(address);
    }
    for (const address of present) {
      if (!this.#others.has(address) && !this.#isClosed) await this.#add(address);
    }
    if (this.#isClosed) return;
    this.#timer = this.#ports.wall.after(LOOK_EVERY_MS, () => void this.#followAddresses());
  }

  /** A socket of IPv6 names IPv4 addresses `::ffff:192.0.2.1`. */
  #wanted(addresses: string[]): string[] {
    if (this.#family === 4) return addresses.filter((address) => !address.includes(":"));
    return addresses.map((address) => (address.includes(":") ? address : `::ffff:${address}`));
  }

  async #add(address: string, inherited: Partial<DatagramOptions> = {}): Promise<void> {
    try {
      const socket = await this.#ports.open({
        family: this.#family,
        address,
        port: this.port,
        isListening: true,
        sharesPort: true,
        receiveBufferBytes: REQUEST_BUFFER_BYTES,
        onMessage: (packet, port, from, asked) =>
          this.#ports.onPacket(packet, { address: from, port }, asked ?? address),
        onError: this.#ports.onError,
        ...inherited,
      });
      if (this.#isClosed) socket.close();
      else this.#others.set(address, socket);
    } catch {
      // The address may be gone already. The wildcard socket answers for it, and the next look tries again.
    }
  }
}

/** IPv6 addresses of a link have their interface behind them (RFC 4007 §11). */
function ownAddresses(): string[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses.map(({ address, family, scopeid }) =>
      family === "IPv6" && scopeid !== 0 ? `${address}%${name}` : address,
    ),
  );
}
