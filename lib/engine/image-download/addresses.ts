/** The address that a simulated client sends from. */

const LOOPBACK4 = /^127\.\d+\.\d+\.\d+$/;
const IPV4 = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/;

/**
 * The source address of a simulated client: 172.16.4.33 becomes 127.16.4.33 when the server is on the IPv4 loopback, so
 * that the server sees a different address for each client. Undefined when the system may choose.
 */
export function sourceAddress(clientIp: string, server: string): string | undefined {
  if (!LOOPBACK4.test(server)) return undefined;
  const host = IPV4.exec(clientIp)?.slice(2).join(".");
  // 127.0.0.0 and 127.255.255.255 cannot be source addresses.
  return host === undefined || host === "0.0.0" || host === "255.255.255" ? undefined : `127.${host}`;
}

/** An address at which a client of this host reaches a server that listens on `bound`. */
export const reachableAddress = (bound: string): string =>
  bound === "0.0.0.0" ? "127.0.0.1" : bound === "::" ? "::1" : bound;
