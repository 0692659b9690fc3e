/**
 * Marks every request, before Next sees it, with whom it comes from and how, in headers of our own; and gives its response
 * the headers that every response has. Next does not tell a route handler which socket a request came over, and what a
 * client writes into a header such as X-Forwarded-For proves nothing.
 */
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import { senderOf, type TrustedProxies } from "@/lib/contracts/trusted-proxies";
import { PEER_HEADER, PROTOCOL_HEADER } from "./guard";
import { responseHeaders } from "./response-headers";

/** Node publishes this for each request of each HTTP and HTTPS server, before anybody handles it. */
const REQUEST_STARTED = "http.server.request.start";
/** Next would believe them of anybody. */
const FORWARDED = /^(?:forwarded|x-forwarded-.+|x-real-ip)$/;

/** Marks all requests of this thread from now on. @param trusted the proxies that may say whom a request comes from */
export function markRequests(trusted: TrustedProxies | null): void {
  subscribe(REQUEST_STARTED, (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    markRequest(request, trusted);
    const { url = "", headers } = request;
    const facts = { path: url, host: headers.host ?? "", isEncrypted: headers[PROTOCOL_HEADER] === "https" };
    for (const [name, value] of responseHeaders(facts)) response.setHeader(name, value);
  });
}

function markRequest({ headers, socket }: IncomingMessage, trusted: TrustedProxies | null): void {
  const forwarded = { for: textOf(headers["x-forwarded-for"]), proto: textOf(headers["x-forwarded-proto"]) };
  const connection = { address: socket.remoteAddress ?? "unknown", isEncrypted: "encrypted" in socket };
  const { address, protocol } = senderOf(connection, forwarded, trusted);
  for (const name of Object.keys(headers)) if (FORWARDED.test(name)) delete headers[name];
  headers[PEER_HEADER] = address;
  headers[PROTOCOL_HEADER] = protocol;
  // Next makes the address of the request with it.
  headers["x-forwarded-proto"] = protocol;
}

const textOf = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(", ") : value;
