/** A real receiver of webhooks on loopback, for tests: it keeps what it got and answers as it is told. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { untrustedCertificate } from "@/lib/servers/catalog/certificates";

export type ReceivedWebhook = { headers: IncomingHttpHeaders; path: string; body: string };
/** Answers a request; without an answer, the request hangs. */
export type WebhookResponder = (response: ServerResponse, received: ReceivedWebhook) => void;

export const respondWith =
  (status: number, body = "", headers: Record<string, string> = {}): WebhookResponder =>
  (response) => {
    response.writeHead(status, headers).end(body);
  };

export type WebhookReceiver = {
  url: string;
  received: ReceivedWebhook[];
  /** How the next requests are answered; the last one stays. */
  respond: WebhookResponder[];
  /** Requests that are open now, and the most that were. */
  open: number;
  mostOpen: number;
  close(): Promise<void>;
};

/** @param tls with a certificate that nobody trusts */
export async function webhookReceiver(tls = false): Promise<WebhookReceiver> {
  const pair = tls ? await untrustedCertificate(["localhost", "127.0.0.1"], Date.now()) : null;
  const server = pair
    ? createTlsServer({ key: pair.key, cert: pair.certificate })
    : createServer({ keepAlive: false });
  const receiver: WebhookReceiver = {
    url: "",
    received: [],
    respond: [respondWith(204)],
    open: 0,
    mostOpen: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  server.on("request", (request, response) => {
    receiver.open++;
    receiver.mostOpen = Math.max(receiver.mostOpen, receiver.open);
    response.on("close", () => receiver.open--);
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const got = {
        headers: request.headers,
        path: request.url ?? "",
        body: Buffer.concat(pieces).toString("utf8"),
      };
      receiver.received.push(got);
      const respond = receiver.respond.length > 1 ? receiver.respond.shift() : receiver.respond[0];
      respond?.(response, got);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  receiver.url = `${tls ? "https" : "http"}://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return receiver;
}
