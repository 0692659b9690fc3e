/** Which address a simulated AP sends from, and whether a server is this machine (spec 30, "The real bytes"). */

const LOOPBACK4 = /^127\.\d+\.\d+\.\d+$/;
const IPV4 = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/;

/** Loopback addresses, in all the spellings that an operator may type. */
export const isThisHost = (address: string): boolean =>
  LOOPBACK4.test(address) || /^(0*:)*0*1$/.test(address) || /^::ffff:127\./i.test(address);

/**
 * The source address of an AP towards `server`: 172.16.4.33 becomes 127.16.4.33 when the server is on the IPv4
 * loopback, so that the server sees different clients. Undefined: the system chooses.
 */
export function sourceAddress(apIp: string, server: string): string | undefined {
  if (!LOOPBACK4.test(server)) return undefined;
  const match = IPV4.exec(apIp);
  // 127.0.0.0 and the broadcast address of 127/8 cannot be sent from.
  const last = match?.slice(2).join(".");
  return last === undefined || last === "0.0.0" || last === "255.255.255" ? undefined : `127.${last}`;
}

/** An address as it is compared: IPv4 mapped into IPv6 is IPv4. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, "");
