/** A peer that sends exactly what a test says, right or wrong, and keeps what it hears until the test asks. */
import { openDatagram } from "@/lib/servers/datagram";
import { decode, encode, type Packet } from "@/lib/wire/tftp/packet";

export type Heard = { packet: Packet; port: number; address: string };

export type DatagramPeer = {
  readonly port: number;
  /** A packet, or raw bytes. */
  send(packet: Packet | Uint8Array, port: number): void;
  /** The next packet that came, waiting for it as long as the test runner does. */
  next(): Promise<Heard>;
  /** Packets that came and were not asked for. */
  readonly waiting: number;
  close(): void;
};

export async function datagramPeer(address = "127.0.0.1"): Promise<DatagramPeer> {
  const heard: Heard[] = [];
  const asking: ((heard: Heard) => void)[] = [];
  const socket = await openDatagram({
    family: address.includes(":") ? 6 : 4,
    address,
    onError: () => undefined,
    onMessage: (bytes, port, from) => {
      const decoded = decode(bytes);
      if (!decoded.ok) return;
      const one = { packet: decoded.value, port, address: from };
      const ask = asking.shift();
      if (ask) ask(one);
      else heard.push(one);
    },
  });
  return {
    port: socket.port,
    get waiting() {
      return heard.length;
    },
    send: (packet, port) =>
      socket.send(packet instanceof Uint8Array ? packet : encode(packet), port, address),
    next: () => {
      const one = heard.shift();
      return one ? Promise.resolve(one) : new Promise((resolve) => asking.push(resolve));
    },
    close: () => socket.close(),
  };
}
