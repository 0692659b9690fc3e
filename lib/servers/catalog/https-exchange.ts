/** One request over HTTPS from a chosen local address, with its own authorities and a limit on silence. */
import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { type RequestOptions, request } from "node:https";
import { isIP } from "node:net";
import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";
import { type Fault, FaultError, fault, faultOf } from "@/lib/contracts/fault";
import { plainAddress } from "@/lib/kit/addresses";
import { faultOfConnection, nameNotResolved, proxyRefused, stoppedAnswering } from "./catalog-client-faults";

/** To whom, from where, and whom to trust. */
export type HttpsPeer = {
  /** PEM certificates of authorities that are trusted beside the system's. */
  trustedAuthorities: readonly string[];
  localAddress?: string;
  /** Milliseconds without a byte after which it gives up. */
  timeoutMs: number;
  signal?: AbortSignal;
  /** Faults from Lab on this side of the wire. */
  faults?: { nameDoesNotResolve?: boolean; proxyRefuses?: boolean };
};

export type HttpsRequest = {
  url: URL;
  method: "GET" | "POST";
  headers?: OutgoingHttpHeaders;
  body?: string;
  /** Called when the connection is made, with its local end. */
  onBound?(address: string, port: number): void;
};

/** The head of an answer, whose body the caller reads; or why there is none. */
export type HttpsAnswer = { ok: true; response: IncomingMessage } | { ok: false; fault: Fault };

export const aborted: Fault = fault("aborted");

/** Sends a request and resolves with the head of the answer. Never rejects. */
export function exchange(peer: HttpsPeer, wanted: HttpsRequest): Promise<HttpsAnswer> {
  const { url, method, headers = {}, body, onBound } = wanted;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const refused = refusedByLab(peer, host);
  if (refused) return Promise.resolve({ ok: false, fault: refused });
  if (url.protocol !== "https:")
    return Promise.resolve({
      ok: false,
      fault: fault("bad-input", "The address does not begin with https."),
    });
  return new Promise((resolve) => {
    const { signal, timeoutMs, localAddress, trustedAuthorities } = peer;
    let isSilent = false;
    let hasAnswered = false;
    let outgoing: ReturnType<typeof request>;
    try {
      const options: RequestOptions & { secureContext: SecureContext } = {
        host,
        port: url.port === "" ? 443 : Number(url.port),
        path: `${url.pathname}${url.search}`,
        method,
        // One connection for each request: it belongs to one access point, and its port identifies the transfer.
        agent: false,
        headers: { host: url.host, "user-agent": "EWC-upgrade-console", ...headers, ...lengthOf(body) },
        secureContext: contextFor(trustedAuthorities),
        ...(isIP(host) === 0 && { servername: host }),
        ...(localAddress !== undefined && { localAddress }),
        ...(signal !== undefined && { signal }),
        timeout: timeoutMs,
      };
      outgoing = request(options);
    } catch (thrown) {
      resolve({ ok: false, fault: fault("bad-input", thrown instanceof Error ? thrown.message : undefined) });
      return;
    }
    outgoing.on("timeout", () => {
      isSilent = true;
      outgoing.destroy(new Error("silent"));
    });
    outgoing.on("socket", (socket) =>
      socket.once("connect", () => onBound?.(plainAddress(socket.localAddress ?? ""), socket.localPort ?? 0)),
    );
    outgoing.on("response", (response) => {
      hasAnswered = true;
      // From here on, the reader of the body watches for silence.
      outgoing.removeAllListeners("timeout");
      resolve({ ok: true, response });
    });
    outgoing.on("error", (error: NodeJS.ErrnoException) => {
      // After the head, the reader of the body gets the error.
      if (hasAnswered) return;
      if (signal?.aborted) resolve({ ok: false, fault: aborted });
      else if (isSilent) resolve({ ok: false, fault: fault("timed-out") });
      else resolve({ ok: false, fault: faultOfConnection(error, host) });
    });
    outgoing.end(body);
  });
}

/** Reads a body piece by piece. @returns null when it ended as announced, else why it did not */
export function readBody(
  response: IncomingMessage,
  peer: Pick<HttpsPeer, "signal" | "timeoutMs">,
  onPiece: (piece: Uint8Array) => void,
): Promise<Fault | null> {
  return new Promise((resolve) => {
    let isSilent = false;
    let thrown: unknown;
    response.setTimeout(peer.timeoutMs, () => {
      isSilent = true;
      response.destroy();
    });
    response.on("data", (piece: Buffer) => {
      if (thrown !== undefined) return;
      try {
        onPiece(piece);
      } catch (error) {
        thrown = error;
        response.destroy();
      }
    });
    response.on("error", () => undefined);
    response.on("close", () => {
      if (thrown !== undefined) resolve(faultOf(thrown));
      else if (peer.signal?.aborted) resolve(aborted);
      else if (isSilent) resolve(stoppedAnswering());
      else resolve(response.complete ? null : fault("server-gone", "The server closed the connection."));
    });
  });
}

/** The whole body as text; a fault when it is longer than `maxBytes` or does not arrive. */
export async function readText(
  response: IncomingMessage,
  peer: Pick<HttpsPeer, "signal" | "timeoutMs">,
  maxBytes: number,
): Promise<{ ok: true; text: string } | { ok: false; fault: Fault }> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  const problem = await readBody(response, peer, (piece) => {
    bytes += piece.length;
    if (bytes > maxBytes) throw new FaultError(fault("protocol-error", "The server's answer is too long."));
    pieces.push(piece);
  });
  if (problem !== null) return { ok: false, fault: problem };
  return { ok: true, text: Buffer.concat(pieces).toString("utf8") };
}

/** Reading all the system's authorities takes a tenth of a second, so the last few lists are kept. */
const contexts = new Map<string, SecureContext>();
const MAX_CONTEXTS = 20;

function contextFor(trustedAuthorities: readonly string[]): SecureContext {
  const key = trustedAuthorities.join("\n");
  const known = contexts.get(key);
  if (known !== undefined) return known;
  // A list of authorities replaces the system's, so these are named too.
  const made = createSecureContext({ ca: [...rootCertificates, ...trustedAuthorities] });
  contexts.set(key, made);
  if (contexts.size > MAX_CONTEXTS) {
    const oldest = contexts.keys().next();
    if (!oldest.done) contexts.delete(oldest.value);
  }
  return made;
}

const lengthOf = (body: string | undefined) =>
  body === undefined ? {} : { "content-length": Buffer.byteLength(body) };

function refusedByLab({ faults, signal }: HttpsPeer, host: string): Fault | null {
  if (signal?.aborted) return aborted;
  if (faults?.nameDoesNotResolve) return nameNotResolved(host);
  return faults?.proxyRefuses ? proxyRefused() : null;
}
