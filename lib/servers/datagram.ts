/**
 * A UDP socket as the TFTP side needs it: opened by promise, closed once, never throwing. A network with
 * weather is put between (`datagram-weather.ts`) by wrapping `openDatagram`.
 */
import dgram from "node:dgram";

export type Datagram = {
  /** As bound. */
  readonly address: string;
  readonly port: number;
  /**
   * Sends one packet, which must not change before {@link queued} is 0. To a connected socket, port and address are ignored.
   * A packet that cannot be sent is lost, as on any network.
   */
  send(packet: Uint8Array, port: number, address: string): void;
  /** Packets that the system has not taken yet; nearly always none. */
  queued(): number;
  /**
   * From now on only that peer's packets arrive, and its "port unreachable" arrives as `onError("ECONNREFUSED")`.
   */
  connect(port: number, address: string): void;
  close(): void;
};

export type DatagramOptions = {
  family: 4 | 6;
  /** To listen on; any when absent. */
  address?: string | undefined;
  /** 0: a free one. */
  port?: number;
  receiveBufferBytes?: number;
  /** Tell `onError` of packets that could not be sent, too. It costs a turn of the event loop for each packet. */
  reportSending?: boolean;
  onMessage(packet: Uint8Array, port: number, address: string): void;
  /** A system error code (`ECONNREFUSED`, `ENETUNREACH`, ...) after the socket was opened. */
  onError(code: string): void;
};

/** Rejects with the system's error (`code` EADDRINUSE, EACCES, EADDRNOTAVAIL ...) when it cannot be bound. */
export type OpenDatagram = (options: DatagramOptions) => Promise<Datagram>;

// Addresses are never names here, and Node's own look-up costs a turn of the event loop for each packet.
const noLookup = (
  address: string,
  options: unknown,
  callback: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
): void => {
  const done = typeof options === "function" ? (options as typeof callback) : callback;
  done(null, address, address.includes(":") ? 6 : 4);
};

export const openDatagram: OpenDatagram = (options) =>
  new Promise((resolve, reject) => {
    const socket = dgram.createSocket({
      type: options.family === 6 ? "udp6" : "udp4",
      lookup: noLookup,
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
        // Without a look-up it is done on return, or failed; this throws when it failed.
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
