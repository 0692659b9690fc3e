/**
 * Parses single fields of listings and spreadsheets (MAC and IP addresses, versions, models) and normalizes their
 * spelling. A parser returns undefined when the text is not such a field.
 */
import { isIpv4, isIpv6 } from "@/lib/contracts/profile-fields";
import { isVersion } from "@/lib/contracts/versions";

const MAC =
  /^(?:[0-9a-f]{12}|[0-9a-f]{4}([.:-])[0-9a-f]{4}\1[0-9a-f]{4}|[0-9a-f]{2}([.:-])(?:[0-9a-f]{2}\2){4}[0-9a-f]{2})$/i;
const MAX_IPV6_CHARACTERS = 45;

/** `2C:5A:0F:40:69:20`, `2c5a-0f40-6920`, `2c5a0f406920` -> `2c5a.0f40.6920`. */
export function parseMac(text: string): string | undefined {
  if (!MAC.test(text)) return undefined;
  const digits = text.replace(/[^0-9a-f]/gi, "").toLowerCase();
  return `${digits.slice(0, 4)}.${digits.slice(4, 8)}.${digits.slice(8)}`;
}

/** The Ethernet MAC in the default name of an access point: `AP501C.B0BC.1448` -> `501c.b0bc.1448`. */
export const macFromDefaultName = (name: string): string | undefined =>
  /^AP[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}$/i.test(name) ? parseMac(name.slice(2)) : undefined;

/** An IPv4 address as it is, an IPv6 address in lower case. */
export function parseIp(text: string): string | undefined {
  if (isIpv4(text)) return text;
  // The length is checked first because the schema is slow on long text.
  const mayBeIpv6 = text.includes(":") && text.length <= MAX_IPV6_CHARACTERS;
  return mayBeIpv6 && isIpv6(text) ? text.toLowerCase() : undefined;
}

/** `17.9.4.27`, `17.09.04.27`, or a package version with five fields, `17.09.04.0.27` -> `17.9.4.27`. */
export function parseVersion(text: string): string | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){3,4}$/.test(text)) return undefined;
  const fields = text.split(".").map((field) => String(Number(field)));
  if (fields.length === 5 && fields.splice(3, 1)[0] !== "0") return undefined;
  const version = fields.join(".");
  return isVersion(version) ? version : undefined;
}

/** Whether the text is a product number such as `C9120AXI-E` or `AIR-AP2802E-D-K9`, or the series alone, `9120`. */
export const isModel = (text: string): boolean =>
  /^\d{4}$/.test(text) ||
  (/^[A-Za-z0-9][!-~]{2,39}$/.test(text) &&
    /[A-Za-z]/.test(text) &&
    /\d/.test(text) &&
    parseMac(text) === undefined);
