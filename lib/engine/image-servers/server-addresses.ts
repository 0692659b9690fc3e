/** The addresses of the servers as text, for `engine.info` and the lines that are printed at the start. */
import type { ServerId } from "@/lib/contracts/server-ids";
import { hostAndPort } from "@/lib/kit/host-and-port";
import type { ImageServers } from "./image-servers";

/** `192.0.2.1:22`, `[::1]:22`; empty when the server does not listen. */
export const addressText = (at: { address: string; port: number } | null): string =>
  at === null ? "" : hostAndPort(at.address, at.port);

/** The addresses of all image servers. */
export const serverAddresses = (servers: Pick<ImageServers, "listening">): Record<ServerId, string> => ({
  tftp: addressText(servers.listening("tftp")),
  sftp: addressText(servers.listening("sftp")),
  catalog: addressText(servers.listening("catalog")),
});

/** Those that listen, with the names for display. */
export const namedAddresses = (addresses: Record<string, string>) =>
  Object.entries(addresses).flatMap(([id, address]) =>
    address === "" ? [] : [{ name: id.toUpperCase(), address }],
  );
