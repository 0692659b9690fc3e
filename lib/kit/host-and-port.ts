/** `192.0.2.1:69`, `[2001:db8::1]:69` (RFC 3986 §3.2.2: an IPv6 address stands in brackets before its port). */
export const hostAndPort = (address: string, port: number): string =>
  `${address.includes(":") ? `[${address}]` : address}:${port}`;
