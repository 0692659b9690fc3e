/** A TFTP peer for tests that sends exactly what it is told, and queues what it receives. */
import { openDatagram } from "@/lib/servers/datagram";
import { decode, encode, type Packet } from "@/lib/wire/tftp/packet";

export type Received = { packet: Packet; port: number; address: string };

export type DatagramPeer = {
  readonly port: number;
  /** A packet, or raw bytes. */
  send(packet: Packet | Uint8Array, port: number): void;
  /** The next received packet; waits until the time limit of the test. */
  next(): Promise<Received>;
  /** Received packets that `next` has not returned yet. */
  readonly waiting: number;
  close(): void;
};

/** Room for a whole window and its retries, also while this process is busy. */
const RECEIVE_BUFFER_BYTES = 1024 * 1024;

export async function datagramPeer(address = "127.0.0.1"): Promise<DatagramPeer> {
  const received: Received[] = [];
  const asking: ((packet: Received) => void)[] = [];
  const socket = await openDatagram({
    family: address.includes(":") ? 6 : 4,
    address,
    receiveBufferBytes: RECEIVE_BUFFER_BYTES,
    onError: () => undefined,
    onMessage: (bytes, port, from) => {
      const decoded = decode(bytes);
      if (!decoded.ok) return;
      const one = { packet: decoded.value, port, address: from };
      const ask = asking.shift();
      if (ask) ask(one);
      else received.push(one);
    },
  });
  return {
    port: socket.port,
    get waiting() {
      return received.length;
    },
    send: (packet, port) =>
      socket.send(packet instanceof Uint8Array ? packet : encode(packet), port, address),
    next: () => {
      const one = received.shift();
      return one ? Promise.resolve(one) : new Promise((resolve) => asking.push(resolve));
    },
    close: () => socket.close(),
  };
}
