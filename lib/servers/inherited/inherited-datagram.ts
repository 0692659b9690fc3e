/**
 * A UDP socket of systemd, by Node's `dgram`. It stays open when the server stops, because it could not be opened again:
 * its packets are then dropped.
 */
import dgram from "node:dgram";
import { noLookup } from "../no-lookup";

type User = {
  onMessage(packet: Uint8Array, port: number, address: string): void;
  onError(code: string): void;
};
/** The socket as its present user sees it: a `Datagram`. */
type Opened = {
  readonly address: string;
  readonly port: number;
  send(packet: Uint8Array, port: number, address: string): void;
  queued(): number;
  connect(): void;
  close(): void;
};
type Held = { socket: dgram.Socket; user: User | null };

/** By descriptor. Descriptors belong to the process, and so does this. */
const held = new Map<number, Promise<Held>>();

/**
 * Uses the socket with this descriptor until it is closed; then the next caller may use it. Rejects with the system's
 * error when the descriptor is not a UDP socket.
 */
export async function openInheritedDatagram(fd: number, user: User): Promise<Opened> {
  const opening = held.get(fd) ?? hold(fd);
  held.set(fd, opening);
  opening.catch(() => held.delete(fd));
  const one = await opening;
  const { socket } = one;
  one.user = user;
  socket.ref();
  const { address, port } = socket.address();
  const isOpen = () => one.user === user;
  return {
    address,
    port,
    send: (packet, toPort, toAddress) => {
      if (isOpen()) socket.send(packet, toPort, toAddress, lost);
    },
    queued: () => (isOpen() ? socket.getSendQueueCount() : 0),
    connect: () => undefined,
    close: () => {
      if (!isOpen()) return;
      one.user = null;
      socket.unref();
    },
  };
}

/** A packet that cannot be sent is lost. */
const lost = () => undefined;

function hold(fd: number): Promise<Held> {
  return new Promise((resolve, reject) => {
    // The family is that of the descriptor, whatever is said here.
    const socket = dgram.createSocket({ type: "udp4", lookup: noLookup });
    const one: Held = { socket, user: null };
    socket.once("error", reject);
    // Before the first packet: the one that made systemd start this program may be waiting.
    socket.on("message", (packet, { port, address }) => one.user?.onMessage(packet, port, address));
    socket.bind({ fd, exclusive: true }, () => {
      socket.off("error", reject);
      socket.on("error", (error: NodeJS.ErrnoException) => one.user?.onError(error.code ?? error.message));
      resolve(one);
    });
  });
}
