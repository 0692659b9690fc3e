/**
 * Rules that allow or deny clients by address, one per line: `allow 10.0.0.0/8`, `deny 2001:db8::/32`, `deny all`. The
 * first rule that matches decides; an address that matches none is allowed. Pure, so that a form can check its text.
 */
import { canonicalAddress } from "@/lib/kit/addresses";
import { isIpv4, isIpv6 } from "./profile-fields";

export type AddressRule = {
  action: "allow" | "deny";
  /** The network; null for `all`. */
  network: { bits: bigint; width: 32 | 128; prefix: number } | null;
  /** The rule's line, counted from 1. */
  line: number;
};
/** An error of a text with one rule per line. */
export type LineError = { line: number; message: string };

const EXAMPLE = "Write allow or deny and a network, for example allow 10.0.0.0/8, or deny all.";

/** The rules of a text. Empty lines and what follows a `#` are ignored. */
export function parseAddressRules(text: string): { rules: AddressRule[]; errors: LineError[] } {
  const rules: AddressRule[] = [];
  const errors: LineError[] = [];
  for (const [index, raw] of text.split("\n").entries()) {
    const line = index + 1;
    const words = raw.replace(/#.*/, "").trim().split(/\s+/);
    if (words[0] === "") continue;
    const rule = parseRule(words, line);
    if (typeof rule === "string") errors.push({ line, message: rule });
    else rules.push(rule);
  }
  return { rules, errors };
}

function parseRule(words: string[], line: number): AddressRule | string {
  const [action = "", network = "", ...rest] = words;
  const verb = action.toLowerCase();
  if ((verb !== "allow" && verb !== "deny") || network === "" || rest.length > 0) return EXAMPLE;
  if (network.toLowerCase() === "all") return { action: verb, network: null, line };
  const [address = "", prefixText, ...more] = network.split("/");
  if (more.length > 0 || !(isIpv4(address) || isIpv6(address)) || address.includes("%"))
    return `${network} is not an IPv4 or IPv6 network.`;
  const bits = addressBits(address);
  // A mapped address is compared as IPv4, so its prefix would mean something else.
  if (bits === null || (address.includes(":") && bits.width === 32))
    return `${network} is not an IPv4 or IPv6 network.`;
  const prefix = prefixText === undefined ? bits.width : Number(prefixText);
  if (prefixText !== undefined && (!/^\d{1,3}$/.test(prefixText) || prefix > bits.width))
    return `The prefix length of ${network} is not 0 to ${bits.width}.`;
  return { action: verb, network: { ...bits, prefix }, line };
}

/** The first rule that matches an address; null when none does. */
export function matchAddress(rules: readonly AddressRule[], address: string): AddressRule | null {
  if (rules.length === 0) return null;
  const own = addressBits(address);
  return rules.find(({ network }) => network === null || (own !== null && isIn(own, network))) ?? null;
}

function isIn(own: AddressBits, { bits, width, prefix }: AddressBits & { prefix: number }): boolean {
  if (own.width !== width) return false;
  const shift = BigInt(width - prefix);
  return own.bits >> shift === bits >> shift;
}

type AddressBits = { bits: bigint; width: 32 | 128 };

/** An address as a number; an IPv4 address mapped into IPv6 counts as IPv4. Null when it is none. */
function addressBits(address: string): AddressBits | null {
  const canonical = canonicalAddress(address.replace(/%.*/, ""));
  if (!canonical.includes(":")) {
    const bytes = canonical.split(".").map(Number);
    if (bytes.length !== 4 || bytes.some((byte) => !(byte >= 0 && byte <= 255))) return null;
    return { bits: bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n), width: 32 };
  }
  const groups = ipv6Groups(canonical);
  return groups && { bits: groups.reduce((sum, group) => sum * 65_536n + BigInt(group), 0n), width: 128 };
}

/** The eight groups of an IPv6 address in its canonical form; null when it is none. */
function ipv6Groups(canonical: string): number[] | null {
  const [head = "", tail] = canonical.split("::");
  const numbers = (text: string) =>
    text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
  const left = numbers(head);
  const right = tail === undefined ? [] : numbers(tail);
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array<number>(Math.max(0, zeros)).fill(0), ...right];
  return groups.length === 8 && groups.every((group) => group >= 0 && group <= 0xffff) ? groups : null;
}

/**
 * What counts as one source of connections: an IPv4 address, or the /64 of an IPv6 address, which one host may use as a
 * whole. Another text stands for itself.
 */
export function sourceOf(address: string): string {
  const canonical = canonicalAddress(address.replace(/%.*/, ""));
  const groups = canonical.includes(":") ? ipv6Groups(canonical) : null;
  return groups === null
    ? canonical
    : `${groups
        .slice(0, 4)
        .map((group) => group.toString(16))
        .join(":")}::/64`;
}
