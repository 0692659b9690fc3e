/** The download of one image by the client: the first request, and resumption by range after a broken connection. */
import type { IncomingMessage } from "node:http";
import { type Fault, fault } from "@/lib/contracts/fault";
import { aborted, exchange, readBody } from "./https-exchange";
import { readFault } from "./json-exchange";
import { forgetToken, type TokenPeer, tokenOf } from "./token-cache";

export type ImageFetchRequest = {
  url: string;
  /** How often a broken download is resumed. */
  resumes?: number;
  /** Gets every byte once, in order. */
  sink(piece: Uint8Array): void;
  /** Called with the local end of each connection. */
  onBound(address: string, port: number): void;
  /** Called once, with the size in the first answer; null when it names none. */
  onAnnounced(sizeBytes: number | null): void;
  /** Called with the bytes that the sink has got so far. */
  onProgress(bytes: number): void;
};

export type ImageDownload =
  | { ok: true; bytes: number; announcedSize: number | null; localAddress: string; localPort: number }
  | { ok: false; fault: Fault };

const DEFAULT_RESUMES = 2;
/** Between two attempts, from the second resumption on: a server that restarts needs a moment. */
const PAUSE_MS = 1000;

/** How one request ended. `broken`: worth another attempt. */
type Attempt = { kind: "complete" } | { kind: "failed"; fault: Fault } | { kind: "broken"; fault: Fault };

export class ImageFetch {
  readonly #peer: TokenPeer;
  readonly #request: ImageFetchRequest;
  #bytes = 0;
  /** Undefined before the first answer. */
  #size: number | null | undefined;
  #etag: string | null = null;
  #local = { address: "", port: 0 };
  #hasRenewedToken = false;

  constructor(peer: TokenPeer, request: ImageFetchRequest) {
    this.#peer = peer;
    this.#request = request;
  }

  async run(): Promise<ImageDownload> {
    const resumes = this.#request.resumes ?? DEFAULT_RESUMES;
    for (let resumed = 0; ; resumed++) {
      const attempt = await this.#attempt();
      if (attempt.kind === "complete") return this.#done();
      // Before the first byte there is nothing to resume: the caller decides about another download.
      if (attempt.kind === "failed" || this.#bytes === 0 || resumed >= resumes)
        return { ok: false, fault: attempt.fault };
      if (resumed > 0) await this.#pause();
      if (this.#peer.signal?.aborted) return { ok: false, fault: aborted };
    }
  }

  #done(): ImageDownload {
    const { address, port } = this.#local;
    return {
      ok: true,
      bytes: this.#bytes,
      announcedSize: this.#size ?? null,
      localAddress: address,
      localPort: port,
    };
  }

  async #attempt(): Promise<Attempt> {
    const signedIn = await tokenOf(this.#peer);
    if (!signedIn.ok) return this.#lost(signedIn.fault);
    const answer = await exchange(this.#peer, {
      url: new URL(this.#request.url),
      method: "GET",
      headers: {
        authorization: `Bearer ${signedIn.token}`,
        "accept-encoding": "identity",
        ...(this.#bytes > 0 && { range: `bytes=${this.#bytes}-` }),
        // RFC 9110 §13.1.5: the whole file instead of a part of another one.
        ...(this.#bytes > 0 && this.#etag !== null && { "if-range": this.#etag }),
      },
      onBound: (address, port) => {
        this.#local = { address, port };
        this.#request.onBound(address, port);
      },
    });
    if (!answer.ok) return this.#lost(answer.fault);
    const { response } = answer;
    const status = response.statusCode ?? 0;
    if (status === 401 && !this.#hasRenewedToken) {
      response.destroy();
      this.#hasRenewedToken = true;
      forgetToken(this.#peer, signedIn.token);
      return await this.#attempt();
    }
    if (status === 200) return await this.#readWhole(response);
    if (status === 206 && this.#bytes > 0) return await this.#readRest(response);
    if (status === 206) {
      response.destroy();
      return failed("The server sent a part of the file that was not asked for.");
    }
    const refusal = await readFault(response, this.#peer);
    return { kind: "failed", fault: refusal };
  }

  /** A connection that could not be made, or an answer that did not come: in mid-download it may come back. */
  #lost(cause: Fault): Attempt {
    if (this.#bytes === 0) return { kind: "failed", fault: cause };
    switch (cause.code) {
      case "timed-out":
        return { kind: "failed", fault: fault("server-gone") };
      case "server-gone":
      case "connection-refused":
        return { kind: "broken", fault: fault("server-gone") };
      default:
        return { kind: "failed", fault: cause };
    }
  }

  /** The whole file: of a first request, or because the server does not resume. What the sink has already got is skipped. */
  async #readWhole(response: IncomingMessage): Promise<Attempt> {
    const size = lengthOf(response);
    const etag = response.headers.etag ?? null;
    if (this.#size === undefined) {
      this.#size = size;
      this.#etag = etag;
      this.#request.onAnnounced(size);
    } else if (size !== this.#size || (etag !== null && this.#etag !== null && etag !== this.#etag)) {
      response.destroy();
      return failed("The file on the server changed during the download.");
    }
    return await this.#read(response, this.#bytes);
  }

  async #readRest(response: IncomingMessage): Promise<Attempt> {
    const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(response.headers["content-range"] ?? "");
    const total = range?.[3] === "*" ? this.#size : Number(range?.[3]);
    if (range === null || Number(range[1]) !== this.#bytes || total !== this.#size) {
      response.destroy();
      return failed("The server sent another part of the file than was asked for.");
    }
    return await this.#read(response, 0);
  }

  /** @param skip bytes at the beginning that the sink already has */
  async #read(response: IncomingMessage, skip: number): Promise<Attempt> {
    const before = this.#bytes;
    const { sink, onProgress } = this.#request;
    const size = this.#size ?? null;
    let toSkip = skip;
    const problem = await readBody(response, this.#peer, (piece) => {
      const fresh = toSkip === 0 ? piece : piece.subarray(toSkip);
      toSkip = Math.max(0, toSkip - piece.length);
      if (fresh.length === 0) return;
      sink(fresh);
      this.#bytes += fresh.length;
      onProgress(this.#bytes);
    });
    if (problem === null) {
      if (size === null || this.#bytes === size) return { kind: "complete" };
      return { kind: "failed", fault: sizeMismatch(size, this.#bytes) };
    }
    if (problem.code !== "server-gone") return { kind: "failed", fault: problem };
    // The server announces the rest of the file and has none of it: it will not have it the next time either.
    if (skip === 0 && before > 0 && this.#bytes === before && size !== null)
      return { kind: "failed", fault: sizeMismatch(size, this.#bytes) };
    return { kind: "broken", fault: problem };
  }

  #pause(): Promise<void> {
    const { signal } = this.#peer;
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, PAUSE_MS);
      signal?.addEventListener("abort", end);
    });
  }
}

const failed = (message: string): Attempt => ({ kind: "failed", fault: fault("protocol-error", message) });

const sizeMismatch = (announced: number, received: number): Fault =>
  fault(
    "size-mismatch",
    `The server announced ${announced} bytes and sent ${received}.`,
    "Check the file on the server, and download it again.",
  );

function lengthOf(response: IncomingMessage): number | null {
  const length = response.headers["content-length"];
  return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : null;
}
