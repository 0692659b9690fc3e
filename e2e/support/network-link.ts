/** A network link between browser and console that a spec can interrupt. Playwright's offline mode keeps open streams. */
import { connect, createServer, type Socket } from "node:net";

/** A TCP proxy in front of a console. */
export type NetworkLink = {
  /** The console's URL by way of this link. */
  readonly url: string;
  /** Breaks all connections and refuses new ones. */
  interrupt(): void;
  restore(): void;
  close(): Promise<void>;
};

/** Opens a link to the console at `url`. */
export async function openNetworkLink(url: string): Promise<NetworkLink> {
  const port = Number(new URL(url).port);
  const sockets = new Set<Socket>();
  let interrupted = false;
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((client) => {
    if (interrupted) return void client.destroy();
    const upstream = connect(port, "127.0.0.1");
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the link has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    interrupt() {
      interrupted = true;
      breakAll();
    },
    restore() {
      interrupted = false;
    },
    close() {
      breakAll();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
