/** The names in a certificate that this program makes. */
import { isAnyAddress } from "@/lib/kit/addresses";
import { hostAddresses } from "./image-servers/host-addresses";

const HOST_NAME = /^[A-Za-z0-9.-]{1,63}$/;

/**
 * Every name and address at which a client can reach a server of this host. The first is a name.
 * @param address at which the server listens
 * @param more names and addresses that the operator gave it
 */
export const certificateNames = (
  hostName: string,
  address: string,
  more: readonly string[] = [],
): string[] => [
  ...new Set([
    "localhost",
    "127.0.0.1",
    "::1",
    ...(HOST_NAME.test(hostName) ? [hostName] : []),
    ...hostAddresses,
    ...(isAnyAddress(address) ? [] : [address]),
    ...more.filter((name) => HOST_NAME.test(name) || name.includes(":")),
  ]),
];
