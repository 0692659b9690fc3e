/**
 * A UDP socket as TFTP needs it: opened with a promise, closed once, never throwing. Wrapping `openDatagram` puts an
 * impaired network (`network-impairment.ts`) or a slow link (`datagram-link.ts`) in between.
 */
import dgram from "node:dgram";
import type { Endpoint } from "./endpoint";
import { openInheritedDatagram } from "./inherited/inherited-datagram";
import { noLookup } from "./no-lookup";

/** An open UDP socket. */
export type Datagram = {
  /** Local address and port. */
  readonly address: string;
  readonly port: number;
  /** Whether each packet comes with the local address that it was sent to. */
  readonly knowsAskedAddress?: boolean;
  /**
   * Sends one packet, which must not change before {@link queued} is 0. A connected socket ignores port and address.
   * A packet that cannot be sent is lost.
   * @param from the local address to send from, if the socket {@link knowsAskedAddress}
   */
  send(packet: Uint8Array, port: number, address: string, from?: string): void;
  /**
   * As {@link send}, for packets that are side by side in memory, all of `packetBytes` except a shorter last one. Absent
   * where this would not be faster than single packets.
   */
  sendRun?(packets: Uint8Array, packetBytes: number, port: number, address: string, from?: string): void;
  /** Packets that wait in this process for the operating system; usually 0. */
  queued(): number;
  /** From now on only this peer's packets arrive, and "port unreachable" from it calls `onError("ECONNREFUSED")`. */
  connect(port: number, address: string): void;
  close(): void;
};

export type DatagramOptions = {
  family: 4 | 6;
  /** Local address; any when absent. */
  address?: string | undefined;
  /** Local port; any free one when absent or 0. */
  port?: number;
  /** The descriptor of a bound socket that systemd opened: used as it is, whatever address and port say. */
  inheritedFd?: number | undefined;
  receiveBufferBytes?: number;
  /** Many peers send to it: where the system can, packets are taken in batches and with the address that was asked. */
  isListening?: boolean;
  /** Other sockets that share the port may be bound; the one with the most specific address gets a packet. */
  sharesPort?: boolean;
  /** The only peer of a transfer, by which a socket that several transfers share tells their packets apart. */
  peer?: Endpoint;
  /** The callee keeps packets after `onMessage` has returned; else their memory may be used again. */
  keepsPackets?: boolean;
  /** Also report packets that could not be sent to `onError`. This costs a turn of the event loop for each packet. */
  reportSending?: boolean;
  /** @param asked the local address that the packet was sent to, if the socket knows it */
  onMessage(packet: Uint8Array, port: number, address: string, asked?: string): void;
  /**
   * Asked after `onMessage`: whether all that the packet led to is done, except for what a timer or a file will end. Then
   * the next packet is waited for without a turn of the event loop in between. Absent: a turn is always made.
   */
  isSettled?(): boolean;
  /** An error code of the operating system (`ECONNREFUSED`, `ENETUNREACH` ...) after the socket was opened. */
  onError(code: string): void;
};

/** Rejects with the operating system's error (`code` EADDRINUSE, EACCES, EADDRNOTAVAIL ...) when it cannot be bound. */
export type OpenDatagram = (options: DatagramOptions) => Promise<Datagram>;

/** A real UDP socket, by Node's `dgram`. */
export const openDatagram: OpenDatagram = (options) =>
  options.inheritedFd === undefined ? openOwn(options) : openInheritedDatagram(options.inheritedFd, options);

const openOwn: OpenDatagram = (options) =>
  new Promise((resolve, reject) => {
    const socket = dgram.createSocket({
      type: options.family === 6 ? "udp6" : "udp4",
      lookup: noLookup,
      reuseAddr: options.sharesPort ?? false,
      ...(options.receiveBufferBytes === undefined ? {} : { recvBufferSize: options.receiveBufferBytes }),
    });
    const refused = (error: Error) => {
      socket.close();
      reject(error);
    };
    socket.once("error", refused);
    socket.bind({ port: options.port ?? 0, address: options.address ?? "", exclusive: true }, () => {
      socket.off("error", refused);
      resolve(opened(socket, options));
    });
  });

function opened(socket: dgram.Socket, { onMessage, onError, reportSending }: DatagramOptions): Datagram {
  const { address, port } = socket.address();
  let closed = false;
  let connected = false;
  const failed = (error: NodeJS.ErrnoException | null) => {
    if (error && !closed) onError(error.code ?? "EIO");
  };
  const sent = reportSending ? failed : undefined;
  socket.on("error", failed);
  socket.on("message", (packet: Buffer, from: dgram.RemoteInfo) => {
    if (!closed) onMessage(packet, from.port, from.address);
  });
  return {
    address,
    port,
    send(packet, toPort, toAddress) {
      if (closed) return;
      if (connected) socket.send(packet, sent);
      else socket.send(packet, toPort, toAddress, sent);
    },
    queued: () => (closed ? 0 : socket.getSendQueueCount()),
    connect(toPort, toAddress) {
      if (closed || connected) return;
      try {
        socket.connect(toPort, toAddress);
        // Without a lookup, connect() has finished when it returns; remoteAddress() throws when it failed.
        socket.remoteAddress();
        connected = true;
      } catch (error) {
        failed(error as NodeJS.ErrnoException);
      }
    },
    close() {
      if (closed) return;
      closed = true;
      socket.close();
    },
  };
}
