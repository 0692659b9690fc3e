/** The TLS listener of the software download service: admits connections, limits what they may take, and knows all of them. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer as createHttps, type Server as HttpsServer } from "node:https";
import { createServer as createTcp, type Socket, type Server as TcpServer } from "node:net";
import type { CatalogSettings } from "@/lib/contracts/catalog";
import { plainAddress } from "@/lib/kit/addresses";
import type { Endpoint } from "../endpoint";
import type { CatalogFaultInjection } from "./catalog-faults";
import type { KeyAndCertificate } from "./certificates";

const MAX_HEADER_BYTES = 16 * 1024;
/** How often slow requests are looked for. */
const CHECK_INTERVAL_MS = 500;
const KEEP_ALIVE_MS = 5000;

export type CatalogListenerPorts = {
  settings(): CatalogSettings;
  faults: Pick<CatalogFaultInjection, "whenAudible">;
  onRequest(incoming: IncomingMessage, response: ServerResponse): void;
  /** A connection was refused, or broke the protocol before a request was read. */
  onRefused(peer: Endpoint, reason: string): void;
  /** A request that could not be read was answered with this status. */
  onUnreadable(peer: Endpoint, status: number): void;
};

export class CatalogListener {
  readonly #ports: CatalogListenerPorts;
  readonly #sockets = new Map<Socket, string>();
  #tcp: TcpServer | undefined;
  #https: HttpsServer | undefined;

  constructor(ports: CatalogListenerPorts) {
    this.#ports = ports;
  }

  /** Where it listens; null while it does not. */
  get bound(): Endpoint | null {
    const at = this.#tcp?.address();
    return at && typeof at === "object" ? { address: at.address, port: at.port } : null;
  }

  async listen(address: string, port: number, pair: KeyAndCertificate): Promise<Endpoint> {
    const { requestMs } = this.#ports.settings();
    const https = createHttps(
      {
        key: pair.key,
        cert: pair.certificate,
        minVersion: "TLSv1.2",
        maxHeaderSize: MAX_HEADER_BYTES,
        handshakeTimeout: requestMs,
        keepAliveTimeout: KEEP_ALIVE_MS,
        connectionsCheckingInterval: CHECK_INTERVAL_MS,
      },
      this.#ports.onRequest,
    );
    https.on("tlsClientError", (_error, socket) => {
      this.#refused(socket, "TLS handshake failed");
      socket.destroy();
    });
    https.on("clientError", (error: NodeJS.ErrnoException, socket) =>
      this.#answerUnreadable(error, socket as Socket),
    );
    this.#https = https;
    this.apply();
    // Node.js looks for slow requests from this event on. This server gets its sockets from another one and has no such event.
    https.emit("listening");
    this.#tcp = await listenOn(address, port, (socket) => this.#admit(socket));
    return this.bound ?? { address, port };
  }

  /** Time limits that changed apply to the next request. */
  apply(): void {
    if (!this.#https) return;
    const { requestMs, idleTimeoutMs } = this.#ports.settings();
    this.#https.headersTimeout = requestMs;
    this.#https.requestTimeout = requestMs;
    this.#https.timeout = idleTimeoutMs;
  }

  /** New connections get this certificate. */
  useCertificate(pair: KeyAndCertificate): void {
    this.#https?.setSecureContext({ key: pair.key, cert: pair.certificate, minVersion: "TLSv1.2" });
  }

  /** Accepts no more connections. Resolves when all existing ones have ended; the caller ends them. */
  stopListening(): Promise<void> {
    const tcp = this.#tcp;
    this.#tcp = undefined;
    return new Promise((resolve) => {
      if (tcp) tcp.close(() => resolve());
      else resolve();
    });
  }

  /** Ends every connection. */
  closeAll(): void {
    for (const socket of [...this.#sockets.keys()]) socket.destroy();
    // Its timer looks for slow requests until it is closed.
    this.#https?.close();
    this.#https = undefined;
  }

  #admit(socket: Socket): void {
    const address = plainAddress(socket.remoteAddress ?? "");
    const reason = this.#refusalReason(address);
    socket.on("error", () => undefined);
    if (reason !== null) {
      this.#refused(socket, reason);
      socket.destroy();
      return;
    }
    this.#sockets.set(socket, address);
    socket.setNoDelay(true);
    const cancel = this.#ports.faults.whenAudible(() => this.#https?.emit("connection", socket));
    socket.once("close", () => {
      cancel();
      this.#sockets.delete(socket);
    });
  }

  #refusalReason(address: string): string | null {
    const { maxConnections, maxConnectionsPerAddress } = this.#ports.settings();
    if (this.#sockets.size >= maxConnections) return "too many connections";
    let own = 0;
    for (const other of this.#sockets.values()) if (other === address) own++;
    return own >= maxConnectionsPerAddress ? "too many connections of one address" : null;
  }

  #refused({ remoteAddress, remotePort }: Socket, reason: string): void {
    this.#ports.onRefused({ address: plainAddress(remoteAddress ?? ""), port: remotePort ?? 0 }, reason);
  }

  /** Node.js has not made a request of what the client sent, so the answer is written by hand. */
  #answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
    if (error.code === "ECONNRESET" || !socket.writable) {
      socket.destroy();
      return;
    }
    const { status, words, reason } = UNREADABLE[error.code ?? ""] ?? malformed;
    this.#refused(socket, reason);
    this.#ports.onUnreadable(
      { address: plainAddress(socket.remoteAddress ?? ""), port: socket.remotePort ?? 0 },
      status,
    );
    const body = JSON.stringify({ error: "invalid_request", error_description: words });
    socket.end(
      `HTTP/1.1 ${status} ${words}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    );
  }
}

const malformed = { status: 400, words: "Bad Request", reason: "bad request" };
const UNREADABLE: Readonly<Record<string, typeof malformed>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    words: "Request Header Fields Too Large",
    reason: "header fields too large",
  },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, words: "Request Timeout", reason: "request too slow" },
};

function listenOn(address: string, port: number, onSocket: (socket: Socket) => void): Promise<TcpServer> {
  return new Promise((resolve, reject) => {
    const tcp = createTcp(onSocket);
    tcp.once("error", reject);
    tcp.listen({ host: address, port }, () => {
      tcp.off("error", reject);
      // Errors while accepting, such as too many open files, concern one connection only.
      tcp.on("error", () => undefined);
      resolve(tcp);
    });
  });
}
