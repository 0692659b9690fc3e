/** An address and port as one text, in the form that URLs use (RFC 3986 §3.2.2): an IPv6 address stands in brackets. */

/** `192.0.2.1` stays, `2001:db8::1` becomes `[2001:db8::1]`. */
export const bracketedHost = (address: string): string => (address.includes(":") ? `[${address}]` : address);

/** `192.0.2.1:69`, `[2001:db8::1]:69`. */
export const hostAndPort = (address: string, port: number): string => `${bracketedHost(address)}:${port}`;
