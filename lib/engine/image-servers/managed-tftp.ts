/** Creates the TFTP server with its stored settings, its row and its log. */
import { initialServerStatus } from "@/lib/contracts/servers";
import { type TftpSettings, tftpSettingsSchema } from "@/lib/contracts/settings";
import { DEFAULT_LIMITS } from "@/lib/servers/tftp/admission";
import { createTftpServer, type TftpServer } from "@/lib/servers/tftp/tftp-server";
import { hostAddresses } from "./host-addresses";
import { ManagedServer, type RunnableServer } from "./managed-server";
import type { ImageServersPorts } from "./ports";
import { publishServerEvent, publishStatus } from "./publish-status";
import type { ServerLog } from "./server-log";
import type { SettingsDocument } from "./server-settings";

type RunnableTftpServer = Omit<TftpServer, "apply"> & RunnableServer<TftpSettings>;
export type ManagedTftpServer = ManagedServer<TftpSettings, RunnableTftpServer>;

export function createManagedTftpServer(
  ports: ImageServersPorts,
  document: SettingsDocument,
  log: ServerLog,
): ManagedTftpServer {
  const { env, bus } = ports;
  const { concurrent, perAddress, requestsPerSecond, maxBlockSize, maxWindowSize, maxTries } = DEFAULT_LIMITS;
  const managed = new ManagedServer({
    id: "tftp",
    schema: tftpSettingsSchema,
    defaults: {
      address: env.tftpHost,
      port: env.tftpPort,
      maxBlockSize,
      maxWindowSize,
      maxTries,
      concurrent,
      perAddress,
      requestsPerSecond,
    },
    document,
    bus,
    create: (settings) => createServer(ports, settings, log),
  });
  const { fields } = managed;
  bus.put("servers", "tftp", {
    ...initialServerStatus(fields.settings),
    id: "tftp",
    ...fields,
    labFaults: [],
    isPortClosed: false,
    hostAddresses: [...hostAddresses],
  });
  return managed;
}

function createServer(
  { registry, wall, imagesRoot, processId, bus, ownProbes }: ImageServersPorts,
  { address, port, ...limits }: TftpSettings,
  log: ServerLog,
): RunnableTftpServer {
  const server = createTftpServer({
    root: imagesRoot,
    address,
    port,
    limits,
    registry,
    wall,
    isOwnProbe: (client) => ownProbes.includes(client),
    onRow: (status) => publishStatus(bus, status),
    onLog: (text, about) =>
      log.append("tftp", {
        tag: "in.tftpd",
        pid: processId,
        text,
        severity: about?.isWarning ? 4 : 6,
        peer: about?.client ?? null,
        transferId: about?.transferId ?? null,
      }),
    onEvent: (event) => publishServerEvent(bus, event),
  });
  return { ...server, apply: ({ address, port, ...limits }) => server.apply({ address, port, limits }) };
}
