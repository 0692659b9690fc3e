/** IP addresses as they are compared: in one spelling, and whether they are this host. */

/** `::ffff:192.0.2.1`, as a dual-stack socket names an IPv4 peer, becomes `192.0.2.1`. Others stay as they are. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, "");

/** The one spelling of an address: IPv6 shortened and in lower case, IPv4 mapped into IPv6 as IPv4. */
export function canonicalAddress(address: string): string {
  const plain = plainAddress(address.trim());
  if (!plain.includes(":")) return plain;
  const url = `http://[${plain}]/`;
  if (!URL.canParse(url)) return plain.toLowerCase();
  const short = new URL(url).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(short);
  if (mapped === null) return short;
  const [high, low] = mapped.slice(1).map((group) => Number.parseInt(group, 16)) as [number, number];
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}

/** 127.0.0.0/8 (RFC 1122 §3.2.1.3) and ::1 (RFC 4291 §2.5.3), in every spelling. */
export function isLoopback(address: string): boolean {
  const canonical = canonicalAddress(address);
  return canonical === "::1" || /^127(\.\d+){3}$/.test(canonical);
}

/** Whether a server at this address listens on every address of its host. */
export const isAnyAddress = (address: string): boolean =>
  ["0.0.0.0", "::"].includes(canonicalAddress(address));
