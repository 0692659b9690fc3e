/** Creates the SFTP server with its stored settings, host keys, row and log. */
import { type Fault, FaultError, faultOf } from "@/lib/contracts/fault";
import { initialServerStatus } from "@/lib/contracts/servers";
import { sftpSettingsInputSchema } from "@/lib/contracts/settings";
import { type SftpSettings, type SftpUser, sftpSettingsSchema } from "@/lib/contracts/sftp";
import { type HostKey, hostKeyRow, loadHostKeys, recreateHostKeys } from "@/lib/servers/sftp/host-keys";
import { createSftpServer, type SftpServer } from "@/lib/servers/sftp/sftp-server";
import { sshdLogText } from "@/lib/servers/sshd-log";
import type { Bus } from "../bus";
import { ConnectionPublisher } from "./connection-publisher";
import { hostAddresses } from "./host-addresses";
import { hostFacts } from "./host-facts";
import { ManagedServer } from "./managed-server";
import type { ImageServersPorts } from "./ports";
import { publishServerEvent, publishStatus } from "./publish-status";
import type { ServerLog } from "./server-log";
import type { SettingsDocument } from "./server-settings";

/** What the SFTP server needs besides the ports of both servers. */
export type ManagedSftpPorts = ImageServersPorts & {
  findUser(name: string): SftpUser | null;
  /** Called after a file was uploaded completely. */
  onUploaded(): void;
};

export type ManagedSftp = {
  managed: ManagedServer<SftpSettings, SftpServer>;
  hostKeys: SftpHostKeys;
  connections: ConnectionPublisher;
};

/** Creates the server, which does not listen yet, and its row. */
export function createManagedSftp(
  ports: ManagedSftpPorts,
  document: SettingsDocument,
  log: ServerLog,
): ManagedSftp {
  const { env, bus, wall, registry, imagesRoot, hostKeysDir, findUser, onUploaded, ownProbes, processId } =
    ports;
  const inherited = ports.inherited.sftp;
  const hostKeys = new SftpHostKeys(hostKeysDir, bus, (keys) => managed.server.useHostKeys(keys));
  const connections = new ConnectionPublisher(wall, bus, () => managed.server);
  const managed = new ManagedServer<SftpSettings, SftpServer>({
    id: "sftp",
    schema: sftpSettingsInputSchema,
    defaults: sftpSettingsSchema.parse({ address: env.sftpHost, port: env.sftpPort }),
    document,
    bus,
    inherited: inherited === null ? [] : [inherited],
    create: (settings) => {
      const server = createSftpServer({
        root: imagesRoot,
        settings,
        inherited,
        hostKeys: [],
        registry,
        wall,
        findUser,
        isOwnProbe: (peer) => ownProbes.includes(peer),
        onRow: (status) => publishStatus(bus, status),
        onLog: (line) => log.append("sftp", line),
        onEvent: (event) => publishServerEvent(bus, event),
        onUploaded,
        onConnectionsChanged: () => connections.publishSoon(),
      });
      const start = async () => {
        await hostKeys.load();
        const bound = await server.start();
        const text = sshdLogText.listening(bound, inherited !== null);
        log.append("sftp", { tag: "sshd", pid: processId, severity: 6, text, transferId: null, peer: null });
        return bound;
      };
      return { ...server, start };
    },
  });
  const { fields } = managed;
  bus.put("servers", "sftp", {
    ...initialServerStatus(fields.settings),
    id: "sftp",
    ...fields,
    labFaults: [],
    isPortClosed: false,
    hostAddresses: [...hostAddresses],
    host: hostFacts,
    hostKeys: [],
    connections: [],
    blocked: [],
    bundles: [],
  });
  return { managed, hostKeys, connections };
}

/** The host keys on disk, as the server uses them and as the row shows them. */
export class SftpHostKeys {
  readonly #folder: string;
  readonly #bus: Pick<Bus, "patch" | "event">;
  readonly #onKeys: (keys: readonly HostKey[]) => void;
  #isLoaded = false;
  #fingerprints: readonly string[] = [];

  /** @param onKeys called with the keys that new connections must use */
  constructor(folder: string, bus: Pick<Bus, "patch" | "event">, onKeys: (keys: readonly HostKey[]) => void) {
    this.#folder = folder;
    this.#bus = bus;
    this.#onKeys = onKeys;
  }

  /** The fingerprints of the keys in use; empty before they are loaded. */
  get fingerprints(): readonly string[] {
    return this.#fingerprints;
  }

  /** Reads or creates the keys, once. @throws FaultError when that fails; the row and an event show the reason, too. */
  async load(): Promise<void> {
    if (this.#isLoaded) return;
    try {
      this.#use(await loadHostKeys(this.#folder));
    } catch (thrown) {
      const reason: Fault = faultOf(thrown);
      this.#bus.patch("servers", "sftp", { state: "failed", reason });
      this.#bus.event({ type: "server.failed", data: { server: "sftp", fault: reason } });
      throw new FaultError(reason);
    }
  }

  /** Replaces the keys. @returns the new ones as the row shows them */
  async recreate(): Promise<ReturnType<typeof hostKeyRow>[]> {
    return this.#use(await recreateHostKeys(this.#folder));
  }

  #use(keys: readonly HostKey[]): ReturnType<typeof hostKeyRow>[] {
    const rows = keys.map(hostKeyRow);
    this.#isLoaded = true;
    this.#fingerprints = rows.map((row) => row.sha256);
    this.#onKeys(keys);
    this.#bus.patch("servers", "sftp", { hostKeys: rows });
    return rows;
  }
}
