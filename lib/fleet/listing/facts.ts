/** Single facts as listings and spreadsheets spell them -> the one spelling of a lab. Undefined: it is none. */
import { isIpv4, isIpv6 } from "@/lib/contracts/profile-fields";
import { isVersion } from "@/lib/contracts/versions";

const MAC =
  /^(?:[0-9a-f]{12}|[0-9a-f]{4}([.:-])[0-9a-f]{4}\1[0-9a-f]{4}|[0-9a-f]{2}([.:-])(?:[0-9a-f]{2}\2){4}[0-9a-f]{2})$/i;

/** `2C:5A:0F:40:69:20`, `2c5a-0f40-6920`, `2c5a0f406920` -> `2c5a.0f40.6920`. */
export function readMac(text: string): string | undefined {
  if (!MAC.test(text)) return undefined;
  const digits = text.replace(/[^0-9a-f]/gi, "").toLowerCase();
  return `${digits.slice(0, 4)}.${digits.slice(4, 8)}.${digits.slice(8)}`;
}

/** An access point that nobody named is called after its Ethernet MAC: `AP501C.B0BC.1448` -> `501c.b0bc.1448`. */
export const macOfName = (name: string): string | undefined =>
  /^AP[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}$/i.test(name) ? readMac(name.slice(2)) : undefined;

export function readIp(text: string): string | undefined {
  if (isIpv4(text)) return text;
  // 39 characters are the longest IPv6 address; the schema need not look at what cannot be one.
  return text.includes(":") && text.length <= 45 && isIpv6(text) ? text.toLowerCase() : undefined;
}

/** `17.9.4.27`, `17.09.04.27`, and the five fields of package versions, `17.09.04.0.27`. */
export function readVersion(text: string): string | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){3,4}$/.test(text)) return undefined;
  const fields = text.split(".").map((field) => String(Number(field)));
  if (fields.length === 5 && fields.splice(3, 1)[0] !== "0") return undefined;
  const version = fields.join(".");
  return isVersion(version) ? version : undefined;
}

/** A product number: `C9120AXI-E`, `AIR-AP2802E-D-K9`, or the series alone, `9120`. */
export const isModel = (text: string): boolean =>
  /^\d{4}$/.test(text) ||
  (/^[A-Za-z0-9][!-~]{2,39}$/.test(text) &&
    /[A-Za-z]/.test(text) &&
    /\d/.test(text) &&
    readMac(text) === undefined);
