/** Creates the TFTP server with its stored settings, its row and its log. */
import { initialServerStatus } from "@/lib/contracts/servers";
import { type TftpSettings, tftpSettingsSchema } from "@/lib/contracts/settings";
import { DEFAULT_LIMITS, type TftpLimits } from "@/lib/servers/tftp/admission";
import { type DataPortSettings, DEFAULT_DATA_PORTS } from "@/lib/servers/tftp/data-sockets";
import { tftpLogLine } from "@/lib/servers/tftp/tftp-log";
import { defaultOperation, type TftpOperation } from "@/lib/servers/tftp/tftp-operation";
import { createTftpServer, type TftpServer } from "@/lib/servers/tftp/tftp-server";
import type { UdpEngine } from "@/lib/servers/udp/udp-engine";
import { hostAddresses } from "./host-addresses";
import { hostFacts } from "./host-facts";
import { ManagedServer, type RunnableServer } from "./managed-server";
import { MissingNames } from "./missing-names";
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
  const managed = new ManagedServer<TftpSettings, RunnableTftpServer>({
    id: "tftp",
    schema: tftpSettingsSchema,
    defaults: {
      address: env.tftpHost,
      port: env.tftpPort,
      ...DEFAULT_LIMITS,
      ...DEFAULT_DATA_PORTS,
      singlePort: env.tftpSinglePort,
      ...defaultOperation,
    },
    document,
    bus,
    inherited: ports.inherited.tftp,
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
    host: hostFacts,
    missing: [],
  });
  return managed;
}

/** The settings as the server takes them. */
function partsOf(settings: TftpSettings): {
  address: string;
  port: number;
  limits: TftpLimits;
  dataPorts: DataPortSettings;
  operation: TftpOperation;
} {
  const {
    address,
    port,
    maxBlockSize,
    maxWindowSize,
    maxTries,
    concurrent,
    perAddress,
    requestsPerSecond,
    dataPorts,
    singlePort,
    ...operation
  } = settings;
  const limits = { maxBlockSize, maxWindowSize, maxTries, concurrent, perAddress, requestsPerSecond };
  return { address, port, limits, dataPorts: { dataPorts, singlePort }, operation };
}

function createServer(
  { registry, wall, imagesRoot, processId, bus, ownProbes, inherited }: ImageServersPorts,
  settings: TftpSettings,
  log: ServerLog,
  engine: UdpEngine,
): RunnableTftpServer {
  const missing = new MissingNames(wall, (rows) => bus.patch("servers", "tftp", { missing: rows }));
  const server = createTftpServer({
    root: imagesRoot,
    ...partsOf(settings),
    inherited: inherited.tftp,
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
        ...(about?.note !== undefined && { note: about.note }),
        severity: about?.isWarning ? 4 : 6,
        peer: about?.client ?? null,
        transferId: about?.transferId ?? null,
      }),
    onEvent: (event) => publishServerEvent(bus, event),
    onMissing: ({ name, closest }, client) => missing.add(name, closest, client.address),
  });
  return {
    ...server,
    start: async () => {
      const bound = await server.start();
      log.append("tftp", {
        tag: "in.tftpd",
        pid: processId,
        text: tftpLogLine.listening(bound, engine, inherited.tftp),
        severity: 6,
        peer: null,
        transferId: null,
      });
      return bound;
    },
    apply: (changed) => server.apply(partsOf(changed)),
  };
}
