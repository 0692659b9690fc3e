/** Creates the TFTP server with its stored settings, its row and its log. */
import { initialServerStatus } from "@/lib/contracts/servers";
import { type TftpSettings, tftpSettingsSchema } from "@/lib/contracts/settings";
import { DEFAULT_LIMITS } from "@/lib/servers/tftp/admission";
import { DEFAULT_DATA_PORTS } from "@/lib/servers/tftp/data-sockets";
import { tftpLogLine } from "@/lib/servers/tftp/tftp-log";
import { createTftpServer, type TftpServer } from "@/lib/servers/tftp/tftp-server";
import type { UdpEngine } from "@/lib/servers/udp/udp-engine";
import { hostAddresses } from "./host-addresses";
import { ManagedServer, type RunnableServer } from "./managed-server";
import type { ImageServersPorts } from "./ports";
import { publishServerEvent, publishStatus } from "./publish-status";
import type { ServerLog } from "./server-log";
import type { SettingsDocument } from "./server-settings";

type RunnableTftpServer = Omit<TftpServer, "apply"> & RunnableServer<TftpSettings>;
export type ManagedTftpServer = ManagedServer<TftpSettings, RunnableTftpServer>;

/** @param engine how its packets are sent and received */
export function createManagedTftpServer(
  ports: ImageServersPorts,
  document: SettingsDocument,
  log: ServerLog,
  engine: UdpEngine,
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
      ...DEFAULT_DATA_PORTS,
    },
    document,
    bus,
    create: (settings) => createServer(ports, settings, log, engine),
  });
  const { fields } = managed;
  bus.put("servers", "tftp", {
    ...initialServerStatus(fields.settings),
    engine: { kind: engine.kind, reason: engine.reason },
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
  { address, port, dataPorts, singlePort, ...limits }: TftpSettings,
  log: ServerLog,
  engine: UdpEngine,
): RunnableTftpServer {
  const server = createTftpServer({
    root: imagesRoot,
    address,
    port,
    limits,
    dataPorts: { dataPorts, singlePort },
    engine,
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
  return {
    ...server,
    start: async () => {
      const bound = await server.start();
      log.append("tftp", {
        tag: "in.tftpd",
        pid: processId,
        text: tftpLogLine.listening(bound, engine),
        severity: 6,
        peer: null,
        transferId: null,
      });
      return bound;
    },
    apply: ({ address, port, dataPorts, singlePort, ...limits }) =>
      server.apply({ address, port, limits, dataPorts: { dataPorts, singlePort } }),
  };
}
