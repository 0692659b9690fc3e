/** Misbehaving TCP servers for tests: silent, not reading, or interrupting connections. */
import { connect, createServer, type Socket } from "node:net";

export type TcpPeer = { port: number; close(): void };

async function serve(onSocket: (socket: Socket) => void): Promise<TcpPeer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  return {
    port: bound && typeof bound === "object" ? bound.port : 0,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Accepts connections and never sends anything. */
export const silentPeer = (): Promise<TcpPeer> => serve(() => undefined);

/** Accepts connections and never reads from them. */
export const pausedPeer = (): Promise<TcpPeer> => serve((socket) => void socket.pause());

/**
 * A proxy to a server of this host. It interrupts a connection after `bytes` from the server, and from then on refuses
 * every connection, until `mend`.
 */
export async function breakingPeer(to: number, bytes: number): Promise<TcpPeer & { mend(): void }> {
  let isBroken = false;
  let isMended = false;
  const peer = await serve((client) => {
    const upstream = connect(to, "127.0.0.1");
    const cut = () => {
      client.destroy();
      upstream.destroy();
    };
    upstream.on("error", cut);
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
    if (isBroken && !isMended) return cut();
    client.pipe(upstream);
    let passed = 0;
    upstream.on("data", (chunk: Buffer) => {
      passed += chunk.length;
      if (passed > bytes && !isMended) {
        isBroken = true;
        cut();
      } else client.write(chunk);
    });
  });
  return {
    ...peer,
    mend: () => {
      isMended = true;
    },
  };
}
