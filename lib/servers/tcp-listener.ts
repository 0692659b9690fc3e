/** A TCP port on which a server accepts connections: opened by itself, or by systemd. */
import { createServer, type Server, type Socket } from "node:net";
import type { Endpoint } from "./endpoint";
import type { InheritedSocket } from "./inherited/assign-sockets";

export type TcpListener = {
  /** Where it listens; null after it was closed. */
  readonly bound: Endpoint | null;
  /** Accepts no more connections. Resolves when those that it has accepted have ended, at once for a socket of systemd. */
  close(): Promise<void>;
};

/** Listens. Rejects with the operating system's error when the port cannot be bound. */
export async function listenTcp(
  address: string,
  port: number,
  onSocket: (socket: Socket) => void,
): Promise<TcpListener> {
  const net = await listening(createServer(onSocket), { host: address, port });
  return {
    get bound() {
      return boundOf(net);
    },
    close: () => new Promise((resolve) => net.close(() => resolve())),
  };
}

type Held = { net: Server; onSocket: ((socket: Socket) => void) | null };
/** By descriptor. Descriptors belong to the process, and so does this. */
const held = new Map<number, Promise<Held>>();

/**
 * Listens on a socket of systemd. It stays open when the server stops, because it could not be opened again: connections
 * are then closed as soon as they are accepted.
 */
export async function listenInherited(
  { fd }: Pick<InheritedSocket, "fd">,
  onSocket: (socket: Socket) => void,
): Promise<TcpListener> {
  const opening = held.get(fd) ?? hold(fd, onSocket);
  held.set(fd, opening);
  opening.catch(() => held.delete(fd));
  const one = await opening;
  one.onSocket = onSocket;
  one.net.ref();
  const isOpen = () => one.onSocket === onSocket;
  return {
    get bound() {
      return isOpen() ? boundOf(one.net) : null;
    },
    close: () => {
      if (isOpen()) {
        one.onSocket = null;
        one.net.unref();
      }
      return Promise.resolve();
    },
  };
}

/** @param onSocket already for the first connection: the one that made systemd start this program is waiting */
async function hold(fd: number, onSocket: (socket: Socket) => void): Promise<Held> {
  const one: Held = { net: createServer(), onSocket };
  one.net.on("connection", (socket) => {
    if (one.onSocket !== null) return one.onSocket(socket);
    socket.on("error", () => undefined);
    socket.destroy();
  });
  await listening(one.net, { fd, exclusive: true });
  return one;
}

function listening(net: Server, at: { host: string; port: number } | { fd: number; exclusive: true }) {
  return new Promise<Server>((resolve, reject) => {
    net.once("error", reject);
    net.listen(at, () => {
      net.off("error", reject);
      // Errors while accepting, such as too many open files, concern one connection only.
      net.on("error", () => undefined);
      resolve(net);
    });
  });
}

function boundOf(net: Server): Endpoint | null {
  const bound = net.address();
  return bound && typeof bound === "object" ? { address: bound.address, port: bound.port } : null;
}
