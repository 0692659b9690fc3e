/**
 * Gives every request the address of its socket, in a header of our own. Next does not tell a route handler which socket
 * a request came over, and what a client writes into a header such as X-Forwarded-For proves nothing.
 */
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { plainAddress } from "@/lib/kit/addresses";
import { PEER_HEADER } from "./guard";

/** Node publishes this for each request of each HTTP server, before anybody handles it. */
const REQUEST_STARTED = "http.server.request.start";

/** Marks all requests of this process from now on. */
export function markPeerAddresses(): void {
  subscribe(REQUEST_STARTED, (message) => {
    const { request } = message as { request: IncomingMessage };
    request.headers[PEER_HEADER] = plainAddress(request.socket.remoteAddress ?? "unknown");
  });
}
