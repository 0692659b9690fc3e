/**
 * Posts one message to the receiver of a webhook over HTTP or HTTPS, with a limit on the whole exchange. It follows no
 * redirection, uses no proxy, and reads only the beginning of the answer: an address that an administrator saved is the only
 * one that it ever connects to.
 */
import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { type Fault, fault } from "@/lib/contracts/fault";
import type { Clock } from "@/lib/kit/clock";
import { printable } from "@/lib/kit/text";
import { type SignedMessage, signatureHeaders } from "./signature";
import { faultOfReceiver } from "./webhook-faults";

/** For connecting, the handshake, sending and the head of the answer together. */
export const WEBHOOK_TIMEOUT_MS = 15_000;
/** The rest of an answer is not read. */
const MOST_RESPONSE_BYTES = 4096;

export type WebhookPost = {
  /** http or https, without user name and password. */
  url: string;
  /** `whsec_...` */
  secret: string;
  message: SignedMessage;
  signal: AbortSignal;
};

/** How a message was answered. */
export type WebhookAnswer = {
  /** Null when there was no answer. */
  status: number | null;
  /** Why there was no answer; null when there was one, whatever its status. */
  fault: Fault | null;
  /** How long the receiver asks to wait, in milliseconds (RFC 9110 §10.2.3, in seconds only). */
  retryAfterMs: number | null;
  /** The beginning of the body of the answer, as printable lines. */
  responseStart: string;
};

/** Sends a message. Never rejects. */
export function postWebhook(post: WebhookPost, clock: Pick<Clock, "after">): Promise<WebhookAnswer> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let outgoing: ClientRequest | undefined;
    let response: IncomingMessage | undefined;
    let isOver = false;
    const end = (why: Fault) => {
      if (isOver) return;
      isOver = true;
      cancel();
      post.signal.removeEventListener("abort", onAbort);
      resolve(response === undefined ? unanswered(why) : answered(response, Buffer.concat(pieces)));
      outgoing?.destroy();
    };
    const cancel = clock.after(WEBHOOK_TIMEOUT_MS, () =>
      end(fault("timed-out", `No answer within ${WEBHOOK_TIMEOUT_MS / 1000} seconds.`)),
    );
    const onAbort = () => end(fault("aborted"));
    post.signal.addEventListener("abort", onAbort);
    if (post.signal.aborted) return onAbort();
    try {
      outgoing = begin(post);
    } catch (thrown) {
      return end(fault("bad-input", thrown instanceof Error ? thrown.message : undefined));
    }
    const { hostname } = new URL(post.url);
    outgoing.on("error", (error) => end(faultOfReceiver(error, hostname)));
    outgoing.on("close", () => end(fault("server-gone", "The receiver closed the connection.")));
    outgoing.on("response", (incoming) => {
      response = incoming;
      let bytes = 0;
      // With the head, the receiver has decided: whatever happens to the body, the status counts.
      incoming.on("error", () => end(fault("server-gone")));
      incoming.on("end", () => end(fault("server-gone")));
      incoming.on("data", (piece: Buffer) => {
        pieces.push(piece);
        bytes += piece.length;
        if (bytes >= MOST_RESPONSE_BYTES) end(fault("server-gone"));
      });
    });
  });
}

function begin({ url: text, secret, message }: WebhookPost): ClientRequest {
  const url = new URL(text);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const isTls = url.protocol === "https:";
  const outgoing = (isTls ? httpsRequest : httpRequest)({
    host,
    port: url.port === "" ? (isTls ? 443 : 80) : Number(url.port),
    path: `${url.pathname}${url.search}`,
    method: "POST",
    agent: false,
    headers: {
      host: url.host,
      "user-agent": "EWC-upgrade-console",
      "content-type": "application/json",
      "content-length": Buffer.byteLength(message.body),
      ...signatureHeaders(secret, message),
    },
    // RFC 6066 §3: no address as a server name.
    ...(isTls && isIP(host) === 0 && { servername: host }),
  });
  outgoing.end(message.body);
  return outgoing;
}

const unanswered = (why: Fault): WebhookAnswer => ({
  status: null,
  fault: why,
  retryAfterMs: null,
  responseStart: "",
});

function answered({ statusCode, headers }: IncomingMessage, body: Buffer): WebhookAnswer {
  const seconds = /^\d{1,6}$/.exec(headers["retry-after"]?.trim() ?? "");
  const text = body.subarray(0, MOST_RESPONSE_BYTES).toString("utf8");
  return {
    status: statusCode ?? 0,
    fault: null,
    retryAfterMs: seconds === null ? null : Number(seconds[0]) * 1000,
    responseStart: text.split(/\r?\n/).map(printable).join("\n"),
  };
}
