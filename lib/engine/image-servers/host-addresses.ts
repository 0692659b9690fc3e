/** The addresses of this host on its networks, at which a server that listens on 0.0.0.0 or :: answers. */
import { networkInterfaces } from "node:os";

/** Without loopback addresses, as they were when the program started. */
export const hostAddresses: readonly string[] = Object.values(networkInterfaces()).flatMap((addresses = []) =>
  addresses.filter(({ internal }) => !internal).map(({ address }) => address),
);
