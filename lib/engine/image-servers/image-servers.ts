/**
 * Both image servers, composed: stored settings, users, host keys and logs around the TFTP and the SFTP server, and
 * the orders that an operator gives them. The protocols are in `lib/servers`.
 */

import type { Command, CommandAnswers } from "@/lib/contracts/commands";
import type { NewEvent } from "@/lib/contracts/events";
import { type Fault, FaultError, fault, faultOf } from "@/lib/contracts/fault";
import type { NewLogLine } from "@/lib/contracts/logs";
import { serverFaultWords } from "@/lib/contracts/server-fault-words";
import type { LabServerFaults } from "@/lib/contracts/server-faults";
import type { ServerRow, ServerStatus } from "@/lib/contracts/servers";
import {
  type ServerId,
  sftpSettingsInputSchema,
  type TftpSettings,
  tftpSettingsSchema,
} from "@/lib/contracts/settings";
import { type SftpSettings, sftpSettingsSchema } from "@/lib/contracts/sftp";
import type { Env } from "@/lib/env";
import type { Repository } from "@/lib/image-store/repository-types";
import type { Cancel, Clock } from "@/lib/kit/clock";
import { hostPort } from "@/lib/kit/host-port";
import type { Endpoint } from "@/lib/servers/endpoint";
import { type HostKey, hostKeyRow, loadHostKeys, recreateHostKeys } from "@/lib/servers/sftp/host-keys";
import { authLogText, type SftpLogLine } from "@/lib/servers/sftp/sftp-log";
import { createSftpServer, type SftpServer } from "@/lib/servers/sftp/sftp-server";
import { DEFAULT_LIMITS } from "@/lib/servers/tftp/admission";
import { createTftpServer, type TftpServer } from "@/lib/servers/tftp/tftp-server";
import type { TransferRegistry } from "@/lib/servers/transfer";
import type { DocumentStore } from "@/lib/store/store-types";
import type { Bus } from "../bus";
import type { Secrets } from "../secrets";
import type { OwnSftp, Simulation } from "../simulation/ports";
import { ManagedServer, type RunnableServer } from "./managed-server";
import { openServerSettings } from "./server-settings";
import { SftpUsers } from "./sftp-users";
import { WaitingBundles } from "./waiting-bundles";

export const serverCommands = [
  "servers.save-settings",
  "servers.start",
  "servers.stop",
  "servers.disconnect",
  "servers.release-block",
  "servers.recreate-host-key",
  "servers.import-bundle",
  "sftp-users.save",
  "sftp-users.remove",
  "sftp-users.reveal",
] as const;
export type ServerCommand = (typeof serverCommands)[number];

/** What a first demo lab's SFTP user is called. */
export const DEMO_USER = "ewc";

export type ImageServersPorts = {
  env: Pick<Env, "tftpHost" | "tftpPort" | "sftpHost" | "sftpPort">;
  bus: Bus;
  documents: DocumentStore;
  secrets: Secrets;
  registry: TransferRegistry;
  wall: Clock;
  /** Gives log lines their simulated time. */
  simulated: Pick<Clock, "now">;
  log: { append(line: NewLogLine): void };
  lineIds: Simulation["lineIds"];
  /** The folder that both serve. */
  imagesRoot: string;
  importBundle: Repository["importBundle"];
  /** For the host keys; made when missing. */
  hostKeysDir: string;
  /** As in the lines of a syslog. */
  hostName: string;
  processId: number;
};

type Bound = { address: string; port: number };

/** Connections and blocked addresses: how soon a change is shown, and how often their counters are renewed. */
const PEOPLE_SOON_MS = 250;
const PEOPLE_EVERY_MS = 2_000;
const SECONDS_SHOWN = 120;

export class ImageServers {
  readonly #ports: ImageServersPorts;
  readonly #tftp: ManagedServer<TftpSettings>;
  readonly #sftp: ManagedServer<SftpSettings>;
  readonly #users: SftpUsers;
  readonly #bundles: WaitingBundles;
  /** There as soon as `#tftp` and `#sftp` are. */
  #tftpServer!: TftpServer;
  #sftpServer!: SftpServer;
  #hostKeys: readonly HostKey[] = [];
  readonly #ids = new WeakMap<Endpoint, Pick<NewLogLine, "apId" | "upgradeId">>();
  #peopleTimer: { dueAt: number; cancel: Cancel } | undefined;

  private constructor(
    ports: ImageServersPorts,
    document: Awaited<ReturnType<typeof openServerSettings>>,
    users: SftpUsers,
  ) {
    const { env, bus } = ports;
    this.#ports = ports;
    this.#users = users;
    const { concurrent, perAddress, requestsPerSecond, maxBlockSize, maxWindowSize, maxTries } =
      DEFAULT_LIMITS;
    this.#tftp = new ManagedServer({
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
      create: (settings) => this.#createTftp(settings),
    });
    this.#sftp = new ManagedServer({
      id: "sftp",
      schema: sftpSettingsInputSchema,
      defaults: sftpSettingsSchema.parse({ address: env.sftpHost, port: env.sftpPort }),
      document,
      bus,
      create: (settings) => this.#createSftp(settings),
    });
    bus.put("servers", "tftp", {
      ...unused(this.#tftp.fields.settings),
      id: "tftp",
      ...this.#tftp.fields,
      labFaults: [],
    });
    bus.put("servers", "sftp", {
      ...unused(this.#sftp.fields.settings),
      id: "sftp",
      ...this.#sftp.fields,
      labFaults: [],
      hostKeys: [],
      connections: [],
      blocked: [],
      bundles: [],
    });
    this.#bundles = new WaitingBundles({
      root: ports.imagesRoot,
      importBundle: ports.importBundle,
      show: (bundles) => bus.patch("servers", "sftp", { bundles }),
    });
  }

  /** Reads what is stored; nothing listens yet. */
  static async open(ports: ImageServersPorts): Promise<ImageServers> {
    const users = await SftpUsers.open({
      bus: ports.bus,
      documents: ports.documents,
      secrets: ports.secrets,
      wall: ports.wall,
      root: ports.imagesRoot,
      onChanged: (name) => void servers.#sftpServer.disconnectUser(name),
    });
    const servers = new ImageServers(ports, await openServerSettings(ports.documents), users);
    return servers;
  }

  /** Starts those that are meant to run. Resolves with a sentence for each that does not listen. */
  async start(): Promise<string[]> {
    const [why] = await Promise.all([
      Promise.all([this.#tftp.open(), this.#sftp.open()]),
      this.#bundles.look(),
    ]);
    return why.filter((sentence) => sentence !== null);
  }

  async stop(): Promise<void> {
    await Promise.all([this.#tftp.close(), this.#sftp.close()]);
    this.#peopleTimer?.cancel();
  }

  /** Where a server listens, null while it does not. */
  listening(server: ServerId): Bound | null {
    return this.#operated(server).listening();
  }

  /** Where a server listens, or would if no fault from Lab held it down: what is asked there is asked of ours. */
  place(server: ServerId): Bound | null {
    return this.#operated(server).place();
  }

  /** What is wrong with both on purpose, for whoever asks them from now on; the operator's settings stay as they are. */
  setFaults({ tftp, sftp }: LabServerFaults): void {
    const words = { tftp: serverFaultWords(tftp), sftp: serverFaultWords(sftp) };
    this.#tftpServer.setFaults(words.tftp.length > 0 ? tftp : null);
    this.#sftpServer.setFaults(words.sftp.length > 0 ? sftp : null);
    for (const [id, { down }] of [["tftp", tftp] as const, ["sftp", sftp] as const]) {
      this.#ports.bus.patch("servers", id, { labFaults: words[id] });
      this.#operated(id)
        .hold(down === "refuses")
        .catch((thrown: unknown) => this.#ports.bus.patch("servers", id, { reason: faultOf(thrown) }));
    }
  }

  /** The demo lab's user, with a password that waits to be seen. */
  makeDemoUser(): Promise<void> {
    return this.#users.ensure(DEMO_USER);
  }

  /** The SFTP server while it is meant to listen, with what the controller may know of its users. */
  ownSftp(): OwnSftp | null {
    const users = this.#users;
    const at = this.place("sftp");
    return (
      at && {
        ...at,
        homeOf: (user) => users.find(user)?.home.replace(/^\/+|\/+$/g, "") ?? null,
        passwordOf: (user) => users.passwordOf(user),
        madeUsers: () => users.made(),
      }
    );
  }

  /** Throws a FaultError when the answer is no. */
  async ask(command: Command<ServerCommand>): Promise<CommandAnswers[ServerCommand]> {
    switch (command.type) {
      case "servers.save-settings": {
        const { server, ...settings } = command.settings;
        const reason =
          server === "tftp"
            ? await this.#tftp.save(settings as TftpSettings)
            : await this.#sftp.save(settings as SftpSettings);
        return { reason };
      }
      case "servers.start":
        return await this.#operated(command.server).start();
      case "servers.stop":
        await this.#operated(command.server).stop();
        return { server: command.server };
      case "servers.disconnect":
        if (!this.#sftpServer.disconnect(command.connection))
          throw new FaultError(fault("not-found", "This connection has ended already."));
        return { connection: command.connection };
      case "servers.release-block":
        if (!this.#sftpServer.release(command.address))
          throw new FaultError(fault("not-found", `${command.address} is not blocked any more.`));
        return { address: command.address };
      case "servers.recreate-host-key":
        this.#useHostKeys(await recreateHostKeys(this.#ports.hostKeysDir));
        return { hostKeys: this.#hostKeys.map(hostKeyRow) };
      case "servers.import-bundle":
        return await this.#bundles.import({ ...command, by: command.actor.name });
      case "sftp-users.save":
        return await this.#users.save(command.user);
      case "sftp-users.remove":
        await this.#users.remove(command.name);
        return { name: command.name };
      case "sftp-users.reveal":
        return { password: await this.#users.reveal(command.name) };
    }
  }

  #operated(server: ServerId): ManagedServer<TftpSettings> | ManagedServer<SftpSettings> {
    return server === "tftp" ? this.#tftp : this.#sftp;
  }

  #createTftp(initial: TftpSettings): RunnableServer<TftpSettings> {
    const { registry, wall, imagesRoot, processId } = this.#ports;
    const { address, port, ...limits } = initial;
    const server = createTftpServer({
      root: imagesRoot,
      address,
      port,
      limits,
      registry,
      wall,
      onRow: (row) => this.#report(row),
      onLog: (text, about) =>
        this.#log("tftp", {
          tag: "in.tftpd",
          pid: processId,
          text,
          severity: about?.isWarning ? 4 : 6,
          peer: about?.client ?? null,
          transferId: about?.transferId ?? null,
        }),
      onEvent: (event) => this.#tell(event),
    });
    this.#tftpServer = server;
    return { ...server, apply: ({ address, port, ...limits }) => server.apply({ address, port, limits }) };
  }

  #createSftp(settings: SftpSettings): RunnableServer<SftpSettings> {
    const { registry, wall, imagesRoot } = this.#ports;
    const server = createSftpServer({
      root: imagesRoot,
      settings,
      hostKeys: [],
      registry,
      wall,
      findUser: (name) => this.#users.find(name),
      onRow: (row) => this.#report(row),
      onLog: (line) => this.#log("sftp", line),
      onEvent: (event) => this.#tell(event),
      onUploaded: () => void this.#bundles.look(),
      onConnectionsChanged: () => this.#lookAtPeople(PEOPLE_SOON_MS),
    });
    this.#sftpServer = server;
    return {
      ...server,
      start: async () => {
        if (this.#hostKeys.length === 0) await this.#loadHostKeys();
        return await server.start();
      },
    };
  }

  async #loadHostKeys(): Promise<void> {
    try {
      this.#useHostKeys(await loadHostKeys(this.#ports.hostKeysDir));
    } catch (thrown) {
      const reason: Fault = faultOf(thrown);
      this.#ports.bus.patch("servers", "sftp", { state: "failed", reason });
      this.#tell({ type: "server.failed", data: { server: "sftp", fault: reason } });
      throw new FaultError(reason);
    }
  }

  #useHostKeys(keys: readonly HostKey[]): void {
    this.#hostKeys = keys;
    this.#sftpServer.useHostKeys(keys);
    this.#ports.bus.patch("servers", "sftp", { hostKeys: keys.map(hostKeyRow) });
  }

  #report({ id, ...status }: ServerStatus): void {
    this.#ports.bus.patch("servers", id, status satisfies Partial<ServerRow>);
  }

  /** Transfers are told of by the registry's rows, whatever their protocol; from here only what befalls a server. */
  #tell(event: NewEvent): void {
    if (event.type.startsWith("server.")) this.#ports.bus.event(event);
  }

  #log(source: ServerId, line: Omit<SftpLogLine, "tag"> & { tag: string }): void {
    const { log, simulated, wall, hostName } = this.#ports;
    log.append({
      source,
      at: simulated.now(),
      severity: line.severity,
      text: authLogText(line, new Date(wall.now()), hostName),
      ...this.#idsOf(line.peer),
      transferId: line.transferId,
    });
  }

  /** Whose request it is can be told while it is under way; later lines of it are of the same. */
  #idsOf(peer: Endpoint | null): Pick<NewLogLine, "apId" | "upgradeId"> {
    const known = peer && this.#ids.get(peer);
    if (known) return known;
    if (peer === null) return { apId: null, upgradeId: null };
    const { certain, ...ids } = this.#ports.lineIds(peer.address, peer.port);
    if (certain) this.#ids.set(peer, ids);
    return ids;
  }

  /** Shows who is connected and who is blocked, and goes on as long as there is anybody. */
  #lookAtPeople(inMs: number): void {
    const { wall, bus } = this.#ports;
    const dueAt = wall.now() + inMs;
    if (this.#peopleTimer && this.#peopleTimer.dueAt <= dueAt) return;
    this.#peopleTimer?.cancel();
    const cancel = wall.after(inMs, () => {
      this.#peopleTimer = undefined;
      const connections = this.#sftpServer.connections();
      const blocked = this.#sftpServer.blocks();
      bus.patch("servers", "sftp", { connections, blocked });
      if (connections.length + blocked.length > 0) this.#lookAtPeople(PEOPLE_EVERY_MS);
    });
    this.#peopleTimer = { dueAt, cancel };
  }
}

/** The status of a server that has not done anything yet. */
const unused = ({ address, port }: Bound): Omit<ServerStatus, "id"> => ({
  state: "stopped",
  address,
  port,
  reason: null,
  refused: {},
  activeTransfers: 0,
  peakTransfers: 0,
  completedTransfers: 0,
  failedTransfers: 0,
  bytesSent: 0,
  bytesReceived: 0,
  throughput: Array<number>(SECONDS_SHOWN).fill(0),
});

/** `192.0.2.1:22`, `[::1]:22`; empty while it does not listen. */
export const addressText = (at: Bound | null): string => (at === null ? "" : hostPort(at.address, at.port));

/** All addresses, for `engine.info` and the block that is printed at the start. */
export const serverAddresses = (servers: Pick<ImageServers, "listening">): Record<ServerId, string> => ({
  tftp: addressText(servers.listening("tftp")),
  sftp: addressText(servers.listening("sftp")),
});

/** Those that listen, under the names of the start block. */
export const namedAddresses = (addresses: Record<string, string>) =>
  Object.entries(addresses).flatMap(([id, address]) =>
    address === "" ? [] : [{ name: id.toUpperCase(), address }],
  );
