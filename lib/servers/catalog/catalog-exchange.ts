/** One request of a client and its answer on the socket: reading the body, writing the answer, and the line in the access log. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { plainAddress } from "@/lib/kit/addresses";
import type { Endpoint } from "../endpoint";
import { type AccessLogEntry, accessLogLine } from "./access-log";
import type { ImageAnswer, JsonAnswer } from "./api-answers";
import type { ApiRequest } from "./catalog-api";

/** The longest body that a request of this API can need. */
const MAX_BODY_BYTES = 64 * 1024;
const HOST = /^[A-Za-z0-9.-]{1,253}(:\d{1,5})?$|^\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?$/;

/** A line of the access log. */
export type CatalogLogLine = {
  /** RFC 5424 severity. */
  severity: number;
  text: string;
  peer: Endpoint;
  transferId: string | null;
};

export class CatalogExchange {
  readonly peer: Endpoint;
  readonly response: ServerResponse;
  readonly #incoming: IncomingMessage;
  readonly #startedAt: number;
  #user: string | null = null;
  #bytesSent = 0;
  #transferId: string | null = null;

  /** @param nowMs wall time */
  constructor(incoming: IncomingMessage, response: ServerResponse, nowMs: number) {
    this.#incoming = incoming;
    this.response = response;
    this.#startedAt = nowMs;
    const { remoteAddress, remotePort } = incoming.socket;
    this.peer = { address: plainAddress(remoteAddress ?? ""), port: remotePort ?? 0 };
  }

  /** The server's end of the connection. */
  get local(): Endpoint {
    const { localAddress, localPort } = this.#incoming.socket;
    return { address: plainAddress(localAddress ?? ""), port: localPort ?? 0 };
  }

  /** The request as a value; its body is read on demand. */
  get request(): ApiRequest {
    const { method = "", url = "", headers } = this.#incoming;
    return {
      method,
      url,
      host: headers.host !== undefined && HOST.test(headers.host) ? headers.host : undefined,
      address: this.peer.address,
      authorization: headers.authorization,
      contentType: headers["content-type"],
      range: headers.range,
      ifRange: typeof headers["if-range"] === "string" ? headers["if-range"] : undefined,
      body: () => this.#readBody(),
    };
  }

  /** Calls `onLine` with the line of the access log when the answer has been sent or the connection is closed. */
  logTo(onLine: (line: CatalogLogLine) => void): void {
    this.response.once("close", () => {
      const { method = "", url = "", httpVersion, headers } = this.#incoming;
      const status = this.response.headersSent ? this.response.statusCode : 499;
      const entry: AccessLogEntry = {
        address: this.peer.address,
        user: this.#user,
        at: this.#startedAt,
        request: { method, url, httpVersion },
        status,
        bytesSent: this.#bytesSent,
        referer: headers.referer,
        userAgent: headers["user-agent"],
      };
      onLine({
        severity: status >= 500 ? 3 : status >= 400 ? 4 : 6,
        text: accessLogLine(entry),
        peer: this.peer,
        transferId: this.#transferId,
      });
    });
  }

  sendJson({ status, body, headers, user }: JsonAnswer): void {
    this.#user = user;
    const text = Buffer.from(`${JSON.stringify(body)}\n`);
    const { response } = this;
    response.writeHead(status, {
      "content-type": "application/json; charset=utf-8",
      "content-length": text.length,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      ...headers,
    });
    // A client that was refused while it still sends must not keep the connection.
    if (!this.#incoming.complete) response.shouldKeepAlive = false;
    if (this.#incoming.method === "HEAD") {
      response.end();
      return;
    }
    this.#bytesSent = text.length;
    response.end(text);
  }

  /** Sets the head of an image's answer. */
  setImageHead({ user, image, start, end, isPart, etag }: ImageAnswer): void {
    this.#user = user;
    const { response } = this;
    response.statusCode = isPart ? 206 : 200;
    response.setHeader("content-type", "application/octet-stream");
    response.setHeader("content-length", end + 1 - start);
    response.setHeader("accept-ranges", "bytes");
    response.setHeader("etag", etag);
    response.setHeader("cache-control", "private, no-transform");
    response.setHeader("x-content-type-options", "nosniff");
    if (isPart) response.setHeader("content-range", `bytes ${start}-${end}/${image.sizeBytes}`);
  }

  /** The transfer of this request, for its log line. */
  belongsTo(transferId: string): void {
    this.#transferId = transferId;
  }

  countSent(bytes: number): void {
    this.#bytesSent += bytes;
  }

  /** Null when it is longer than the limit; rejects when the client leaves. */
  async #readBody(): Promise<string | null> {
    const pieces: Buffer[] = [];
    let bytes = 0;
    if (Number(this.#incoming.headers["content-length"] ?? 0) > MAX_BODY_BYTES) return null;
    for await (const piece of this.#incoming) {
      bytes += (piece as Buffer).length;
      // Leaving the loop would destroy the socket before the answer is sent.
      if (bytes <= MAX_BODY_BYTES) pieces.push(piece as Buffer);
      else if (bytes > 16 * MAX_BODY_BYTES) break;
    }
    return bytes > MAX_BODY_BYTES ? null : Buffer.concat(pieces).toString("utf8");
  }
}
