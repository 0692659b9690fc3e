/**
 * Whether a request may be served at all: only one that a browser on an allowed name, or a tool, makes to this console.
 * Also what a request carries about its sender: address, session and API token.
 */
import type { Actor } from "@/lib/contracts/actor";
import { type Fault, fault } from "@/lib/contracts/fault";
import { processSingleton } from "@/lib/engine/process-singleton";
import { isLoopback } from "@/lib/env";
import { printable } from "@/lib/kit/text";

/** The header lookups that a `Headers` and Next's `headers()` share. */
export type HeaderReader = { get(name: string): string | null };

/** Set by `mark-requests.ts` for every request; what a client sends under these names is overwritten. */
export const PEER_HEADER = "x-ewc-peer";
export const PROTOCOL_HEADER = "x-ewc-protocol";

/** `localhost:3000` -> `localhost`, `[::1]:3000` -> `::1`. */
export function hostName(authority: string): string {
  const v6 = /^\[([^\]]+)\](?::\d+)?$/.exec(authority);
  return (v6?.[1] ?? authority.replace(/:\d+$/, "")).toLowerCase();
}

/** Gives names and addresses, in lower case. */
type Names = () => readonly string[];
const allowedHosts = (): Names[] => processSingleton("ewc.allowed-hosts", () => []);

/**
 * Also serves requests to these names and addresses; those of loopback are always served. They are asked for at each
 * request to another one, because the addresses of a host change.
 */
export function allowHosts(names: Names): void {
  allowedHosts().push(names);
}

/** Refuses a request to another name than this console's: a page of another site could have rebound it in DNS. */
export function refuseForeignHost(headers: HeaderReader): Fault | undefined {
  const host = headers.get("host") ?? "";
  const name = hostName(host);
  if (isLoopback(name) || allowedHosts().some((names) => names().includes(name))) return undefined;
  return fault(
    "not-allowed",
    `This console does not answer as ${JSON.stringify(host)}.`,
    "Use localhost, or add the name to ALLOWED_HOSTS.",
  );
}

/**
 * Refuses a request that did not come from this console's own pages or from a tool: a foreign Host (DNS rebinding), a
 * foreign Origin, a cross-site fetch. Undefined: the request may be served.
 */
export function refuseForeign(headers: HeaderReader): Fault | undefined {
  const refused = refuseForeignHost(headers);
  if (refused) return refused;
  const host = headers.get("host") ?? "";
  const origin = headers.get("origin");
  // A proxy that is not trusted may have ended TLS; but what came over TLS came from no page without it.
  const origins = [`https://${host}`, ...(protocolOf(headers) === "https" ? [] : [`http://${host}`])];
  if (origin !== null && !origins.includes(origin))
    return fault("not-allowed", "The request comes from another site.");
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none")
    return fault("not-allowed", "The request comes from another site.");
  return undefined;
}

/** The address that sent the request: of the socket, or what a trusted proxy says of it. */
export const peerOf = (headers: HeaderReader): string => headers.get(PEER_HEADER) ?? "unknown";

/** How the request left the browser: over TLS to this console or to a trusted proxy, or as plain text. */
export const protocolOf = (headers: HeaderReader): "http" | "https" =>
  headers.get(PROTOCOL_HEADER) === "https" ? "https" : "http";

/** The browser, as it says itself. */
export const browserOf = (headers: HeaderReader): string => (headers.get("user-agent") ?? "").slice(0, 400);

/** Cookies do not differ by port, but two consoles on one host do: each has its own cookie. */
export const sessionCookie = (headers: HeaderReader): string =>
  `ewc-session-${/:(\d+)$/.exec(headers.get("host") ?? "")?.[1] ?? "0"}`;

/** What a request carries to say who sends it. */
export function credentialsOf(headers: HeaderReader): { session: string | null; token: string | null } {
  const token = /^Bearer\s+(\S{1,256})$/i.exec(headers.get("authorization") ?? "")?.[1] ?? null;
  const name = sessionCookie(headers);
  const pair = (headers.get("cookie") ?? "")
    .split(/;\s*/)
    .find((cookie) => cookie.startsWith(`${name}=`))
    ?.slice(name.length + 1);
  return { session: pair === undefined || pair.length > 256 ? null : pair, token };
}

/** The console's own code, where no user waits for the answer. */
export const consoleItself: Actor = { name: "console", role: "admin", from: "this program" };

/** Nobody: who has not signed in yet. */
export const anonymous = (headers: HeaderReader): Actor => ({
  name: "anonymous",
  role: "monitor",
  from: peerOf(headers),
});

/** A request to a foreign name or of another site, which was refused. */
export type ForeignRequest = {
  /** Whether it names another host, or comes from another site. */
  kind: "host" | "site";
  /** The address of the socket. */
  from: string;
  /** What was asked for: a command or a path. The other two are the headers, printable and cut. */
  target: string;
  host: string;
  origin: string;
  fault: Fault;
};
type ForeignListener = (request: ForeignRequest) => void;
const foreignListeners = (): Set<ForeignListener> =>
  processSingleton("ewc.foreign-requests", () => new Set<ForeignListener>());

/** Calls the listener with each foreign request of this process. @returns stops calling it */
export function onForeign(listener: ForeignListener): () => void {
  foreignListeners().add(listener);
  return () => void foreignListeners().delete(listener);
}

/** Tells of a request that `refuseForeign` refused. */
export function reportForeign(headers: HeaderReader, target: string, refused: Fault): void {
  const shown = (name: string) => printable((headers.get(name) ?? "").slice(0, 200));
  const request: ForeignRequest = {
    kind: refuseForeignHost(headers) ? "host" : "site",
    from: peerOf(headers),
    target: printable(target.slice(0, 200)),
    host: shown("host"),
    origin: shown("origin"),
    fault: refused,
  };
  for (const listener of foreignListeners()) listener(request);
}
