/** Creates the TFTP server with its stored settings, its row and its log. */
import { initialServerStatus } from "@/lib/contracts/servers";
import { type TftpSettings, tftpSettingsSchema } from "@/lib/contracts/settings";
import { DEFAULT_LIMITS } from "@/lib/servers/tftp/admission";
import { DEFAULT_DATA_PORTS } from "@/lib/servers/tftp/data-sockets";
import { tftpLogLine } from "@/lib/servers/tftp/tftp-log";
import { defaultOperation } from "@/lib/servers/tftp/tftp-operation";
import type { AppliedSettings, TftpServer } from "@/lib/servers/tftp/tftp-server";
import type { TftpThread } from "@/lib/servers/tftp/tftp-thread";
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

/** @param thread the server runs there */
export function createManagedTftpServer(
  ports: ImageServersPorts,
  document: SettingsDocument,
  log: ServerLog,
  thread: TftpThread,
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
    create: (settings) => createServer(ports, settings, log, thread),
  });
  const { fields } = managed;
  bus.put("servers", "tftp", {
    ...initialServerStatus(fields.settings),
    engine: thread.engine,
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
function partsOf(settings: TftpSettings): AppliedSettings {
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
  { registry, wall, processId, bus, inherited }: ImageServersPorts,
  settings: TftpSettings,
  log: ServerLog,
  thread: TftpThread,
): RunnableTftpServer {
  const missing = new MissingNames(wall, (rows) => bus.patch("servers", "tftp", { missing: rows }));
  thread.create(partsOf(settings), {
    registry,
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
    stop: () => thread.stop(),
    listening: () => thread.listening(),
    setFaults: (faults) => thread.setFaults(faults),
    start: async () => {
      const bound = await thread.start();
      log.append("tftp", {
        tag: "in.tftpd",
        pid: processId,
        text: tftpLogLine.listening(bound, thread.engine, inherited.tftp),
        severity: 6,
        peer: null,
        transferId: null,
      });
      return bound;
    },
    apply: (changed) => thread.apply(partsOf(changed)),
  };
}
