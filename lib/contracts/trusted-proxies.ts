/**
 * Whom a request comes from when proxies stand in front of the console. A proxy appends the address that it was asked
 * from to X-Forwarded-For, so only the end of that list was written by proxies that the operator trusts; what precedes it
 * was written by anybody. Pure: it decides about text.
 */
import { canonicalAddress } from "@/lib/kit/addresses";
import { type AddressRule, matchAddress, parseAddressRules } from "./address-rules";
import { isIpv4, isIpv6 } from "./profile-fields";

/** The proxies that an operator trusts: so many in a row, or all in these networks. */
export type TrustedProxies =
  | { kind: "count"; count: number }
  | { kind: "networks"; rules: readonly AddressRule[] };

const MOST_PROXIES = 16;
/** A longer list is not read to its begin. */
const MOST_ENTRIES = 64;

/** Reads `2`, or `10.0.0.0/8, fd00::/8`. @returns a text that says what is wrong */
export function parseTrustedProxies(text: string): TrustedProxies | string {
  if (/^\d+$/.test(text)) {
    const count = Number(text);
    return count >= 1 && count <= MOST_PROXIES
      ? { kind: "count", count }
      : `is not a number of proxies from 1 to ${MOST_PROXIES}`;
  }
  const networks = text.split(",").map((network) => network.trim());
  // Everybody would be a proxy, and could say of itself to be anybody.
  if (networks.some((network) => !/^[\da-f.:/]+$/i.test(network) || network.endsWith("/0")))
    return "is not a number of proxies or a list of their networks";
  const { rules, errors } = parseAddressRules(networks.map((network) => `allow ${network}`).join("\n"));
  return errors[0] === undefined
    ? { kind: "networks", rules }
    : `is not a list of networks: ${errors[0].message.replace(/\.$/, "")}`;
}

/** What a connection says about its other end. */
export type Connection = { address: string; isEncrypted: boolean };
/** The headers of a request that proxies write; undefined when it has none. */
export type ForwardedHeaders = { for?: string | undefined; proto?: string | undefined };
/** Whom a request comes from, and how it left the browser. */
export type Sender = { address: string; protocol: "http" | "https" };

/** The sender of a request. Without trusted proxies, or when another host sent it, that is the other end of the connection. */
export function senderOf(
  connection: Connection,
  forwarded: ForwardedHeaders,
  trusted: TrustedProxies | null,
): Sender {
  const own = connection.isEncrypted ? "https" : "http";
  const address = canonicalAddress(connection.address);
  if (trusted === null || !isTrusted(trusted, address, 0)) return { address, protocol: own };
  const entries = (forwarded.for ?? "").split(",").slice(-MOST_ENTRIES).map(addressOf).reverse();
  let sender = address;
  let hops = 0;
  for (const entry of entries) {
    if (entry === null || !isTrusted(trusted, sender, hops)) break;
    sender = entry;
    hops++;
  }
  return { address: sender, protocol: protocolOf(forwarded.proto, hops) ?? own };
}

/** @param hops how many proxies are between `address` and this console */
const isTrusted = (trusted: TrustedProxies, address: string, hops: number): boolean =>
  trusted.kind === "count" ? hops < trusted.count : matchAddress(trusted.rules, address)?.action === "allow";

/** Some proxies replace X-Forwarded-Proto, others append to it as to X-Forwarded-For. */
function protocolOf(text: string | undefined, hops: number): "http" | "https" | undefined {
  const values = (text ?? "").split(",").map((value) => value.trim().toLowerCase());
  const value = values[Math.max(0, values.length - Math.max(1, hops))];
  return value === "http" || value === "https" ? value : undefined;
}

/** `192.0.2.1`, `192.0.2.1:443`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:443`; null for anything else. */
function addressOf(entry: string): string | null {
  const text = entry.trim();
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1];
  const address = bracketed ?? (/^[\d.]+:\d+$/.test(text) ? text.replace(/:\d+$/, "") : text);
  return isIpv4(address) || isIpv6(address) ? canonicalAddress(address) : null;
}
