/** Whether an address is that of our own server, so that an empty Service port means its port (spec 10). */
import type { ServerRow } from "@/lib/contracts/servers";

const isLoopback = (address: string) => address.startsWith("127.") || address === "::1";
const isAny = (address: string) => address === "0.0.0.0" || address === "::";

/** Our server's port when it would answer at `imageServer`, else undefined. */
export function ownPort(
  imageServer: string,
  server: Pick<ServerRow, "state" | "address" | "port"> | undefined,
): number | undefined {
  if (server?.state !== "listening") return undefined;
  const here =
    imageServer === server.address ||
    (isLoopback(imageServer) && (isLoopback(server.address) || isAny(server.address)));
  return here ? server.port : undefined;
}
