/**
 * Who sends a request, and whether it may be served at all. Until accounts exist there is one local operator; because
 * of that, only requests that a browser or tool on this host makes to this console are served.
 */
import type { Actor } from "@/lib/contracts/actor";
import { type Fault, fault } from "@/lib/contracts/fault";
import { isLoopback } from "@/lib/env";

/** The header lookups that a `Headers` and Next's `headers()` share. */
export type HeaderReader = { get(name: string): string | null };

/** `localhost:3000` -> `localhost`, `[::1]:3000` -> `::1`. */
function hostName(authority: string): string {
  const v6 = /^\[([^\]]+)\](?::\d+)?$/.exec(authority);
  return v6?.[1] ?? authority.replace(/:\d+$/, "");
}

/**
 * Refuses a request that did not come from this console's own pages or from a tool on this host: a foreign Host (DNS
 * rebinding), a foreign Origin, a cross-site fetch. Undefined: the request may be served.
 */
export function refuseForeign(headers: HeaderReader): Fault | undefined {
  const host = headers.get("host") ?? "";
  if (!isLoopback(hostName(host)))
    return fault("not-allowed", `This console answers only as localhost, not as ${JSON.stringify(host)}.`);
  const origin = headers.get("origin");
  if (origin !== null && origin !== `http://${host}` && origin !== `https://${host}`)
    return fault("not-allowed", "The request comes from another site.");
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none")
    return fault("not-allowed", "The request comes from another site.");
  return undefined;
}

/** The one local operator. */
export const localOperator = (headers: HeaderReader): Actor => ({
  name: "operator",
  role: "admin",
  from: hostName(headers.get("host") ?? "local"),
});

/** The console's own code, where no user waits for the answer. */
export const consoleItself: Actor = { name: "console", role: "admin", from: "this program" };

const SECRET = /password|secret|token|key/i;

/** The input as the audit log stores it: JSON with secrets replaced, cut to 4 KB. */
export function auditDetail(input: unknown): string {
  const text =
    JSON.stringify(input, (key, value: unknown) => (SECRET.test(key) ? "[redacted]" : value)) ?? "";
  return text.length > 4096 ? `${text.slice(0, 4093)}...` : text;
}
