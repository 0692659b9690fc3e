/**
 * The image servers with their stored settings, users, host keys, logs and waiting bundles, and the commands that
 * operators give them. The protocols themselves are in `lib/servers`.
 */
import { realpath } from "node:fs/promises";
import type { CatalogSettings } from "@/lib/contracts/catalog";
import { type Fault, FaultError, fault, faultOf } from "@/lib/contracts/fault";
import type { ServerPlace } from "@/lib/contracts/own-servers";
import { serverFaultWords } from "@/lib/contracts/server-fault-words";
import { type LabServerFaults, NO_SERVER_FAULTS } from "@/lib/contracts/server-faults";
import { type ServerId, serverIds } from "@/lib/contracts/server-ids";
import type { TftpSettings } from "@/lib/contracts/settings";
import type { SftpSettings } from "@/lib/contracts/sftp";
import type { CatalogClientFaults, OwnCatalog } from "@/lib/servers/catalog/own-catalog";
import { parseRemapRules } from "@/lib/servers/tftp/remap";
import { servedFolder } from "@/lib/servers/tftp/requested-name";
import { TftpThread } from "@/lib/servers/tftp/tftp-thread";
import { tryName } from "@/lib/servers/tftp/try-name";
import type { Handlers } from "../handlers";
import type { OwnSftp } from "../image-download/context";
import { CatalogAccounts } from "./catalog-accounts";
import { hostAddresses } from "./host-addresses";
import { ManagedCatalog } from "./managed-catalog";
import { createManagedSftp, type ManagedSftp } from "./managed-sftp";
import { createManagedTftpServer, type ManagedTftpServer } from "./managed-tftp";
import type { ImageServersPorts } from "./ports";
import { ServerLog } from "./server-log";
import { openServerSettings, type SettingsDocument } from "./server-settings";
import { SftpUsers } from "./sftp-users";
import { WaitingBundles } from "./waiting-bundles";

/** The name of the SFTP user and of the account of the software download service in the demo lab. */
export const DEMO_USER = "ewc";

type Bound = { address: string; port: number };

export class ImageServers {
  readonly #ports: ImageServersPorts;
  readonly #tftpThread: TftpThread;
  readonly #tftp: ManagedTftpServer;
  readonly #sftp: ManagedSftp;
  readonly #catalog: ManagedCatalog;
  readonly #users: SftpUsers;
  readonly #bundles: WaitingBundles;

  #faults: LabServerFaults = NO_SERVER_FAULTS;

  private constructor(
    ports: ImageServersPorts,
    document: SettingsDocument,
    users: SftpUsers,
    catalog: (log: ServerLog) => ManagedCatalog,
    tftpThread: TftpThread,
  ) {
    const log = new ServerLog(ports);
    this.#ports = ports;
    this.#tftpThread = tftpThread;
    this.#users = users;
    this.#bundles = new WaitingBundles({
      root: ports.imagesRoot,
      importBundle: ports.importBundle,
      publish: (bundles) => ports.bus.patch("servers", "sftp", { bundles }),
    });
    this.#tftp = createManagedTftpServer(ports, document, log, tftpThread);
    this.#sftp = createManagedSftp(
      { ...ports, findUser: (name) => users.find(name), onUploaded: () => void this.#bundles.refresh() },
      document,
      log,
    );
    this.#catalog = catalog(log);
  }

  /** Creates the servers from stored settings and users. They do not listen before `start`. */
  static async open(ports: ImageServersPorts): Promise<ImageServers> {
    const users = await SftpUsers.open({
      bus: ports.bus,
      documents: ports.documents,
      secrets: ports.secrets,
      wall: ports.wall,
      root: ports.imagesRoot,
      onChanged: (name) => void servers.#sftp.managed.server.disconnectUser(name),
    });
    const document = await openServerSettings(ports.documents);
    const accounts = await CatalogAccounts.open({
      ...ports,
      onChanged: (name) => servers.#catalog.managed.server.disconnectAccount(name),
    });
    const choice = await ManagedCatalog.storedChoice(ports.documents);
    const tftpThread = await TftpThread.open(ports.startTftpThread, {
      root: ports.imagesRoot,
      engine: ports.env.tftpEngine,
      ownProbes: ports.ownProbes.marks.buffer as SharedArrayBuffer,
      inherited: ports.inherited.tftp,
    });
    const servers = new ImageServers(
      ports,
      document,
      users,
      (log) => new ManagedCatalog(ports, document, log, accounts, choice),
      tftpThread,
    );
    return servers;
  }

  /** Starts the enabled servers. @returns a sentence for each server that does not listen */
  async start(): Promise<string[]> {
    const [reasons] = await Promise.all([
      Promise.all([this.#tftp.open(), this.#sftp.managed.open(), this.#catalog.open()]),
      this.#bundles.refresh(),
    ]);
    return reasons.filter((reason) => reason !== null);
  }

  async stop(): Promise<void> {
    await Promise.all([this.#tftp.close(), this.#sftp.managed.close(), this.#catalog.close()]);
    this.#sftp.connections.stop();
    await this.#tftpThread.end();
  }

  /** Takes over what the packet thread has reported so far. */
  catchUp(): void {
    this.#tftpThread.catchUp();
  }

  /** The address and port on which a server listens; null when it does not. */
  listening(server: ServerId): Bound | null {
    return this.#managed(server).listening();
  }

  /** The address and port of a server that is enabled, even while a fault from Lab keeps the port closed. */
  listenAddress(server: ServerId): ServerPlace | null {
    const bound = this.#managed(server).listenAddress();
    if (bound === null) return null;
    const { settings } = this.#tftp.fields;
    const furtherAddresses = this.#managed(server)
      .fields.systemdSockets.slice(1)
      .map(({ address }) => address);
    const { rootFolder } = settings;
    return {
      ...bound,
      hostAddresses,
      ...(furtherAddresses.length > 0 && { furtherAddresses }),
      ...(server === "tftp" && { rootFolder }),
    };
  }

  /**
   * Injects these faults into all servers, for new requests and connections. The operator's settings do not change. Resolves
   * when the faults are in force. A server that cannot listen any more says why in its row.
   */
  async setFaults(faults: LabServerFaults): Promise<void> {
    const { tftp, sftp, catalog } = faults;
    this.#faults = faults;
    const sentences = {
      tftp: serverFaultWords(tftp),
      sftp: serverFaultWords(sftp),
      catalog: serverFaultWords(catalog),
    };
    const tftpFaults = this.#tftp.server.setFaults(sentences.tftp.length > 0 ? tftp : null);
    this.#sftp.managed.server.setFaults(sentences.sftp.length > 0 ? sftp : null);
    const showReason = (id: ServerId) => (thrown: unknown) =>
      this.#ports.bus.patch("servers", id, { reason: faultOf(thrown) });
    const changes = serverIds.map((id) => {
      this.#ports.bus.patch("servers", id, { labFaults: sentences[id] });
      return this.#managed(id)
        .setPortClosed(faults[id].down === "refuses")
        .catch(showReason(id));
    });
    const certificate = this.#catalog.managed.server
      .setFaults(sentences.catalog.length > 0 ? catalog : null)
      .catch(showReason("catalog"));
    await Promise.all([tftpFaults, ...changes, certificate]);
  }

  /**
   * Makes what the demo lab has: an SFTP user and an account of the software download service, whose generated passwords
   * can be revealed once, and the service itself, listening.
   * @returns a sentence when the service does not listen
   */
  async prepareDemo(): Promise<string[]> {
    await this.#users.ensure(DEMO_USER);
    await this.#catalog.accounts.ensure(DEMO_USER);
    try {
      await this.#catalog.managed.start();
      return [];
    } catch (thrown) {
      return [`The software download service does not listen: ${faultOf(thrown).message}`];
    }
  }

  /** The SFTP server while it is enabled, with what the controller may know about its users; null when it is stopped. */
  ownSftp(): OwnSftp | null {
    const users = this.#users;
    const at = this.listenAddress("sftp");
    return (
      at && {
        ...at,
        hostKeys: this.#sftp.hostKeys.fingerprints,
        homeOf: (user) => users.find(user)?.home.replace(/^\/+|\/+$/g, "") ?? null,
        passwordOf: (user) => users.generatedPasswordOf(user),
        usersWithGeneratedPassword: () => users.namesWithGeneratedPassword(),
      }
    );
  }

  /** The software download service while it is enabled, with what may be known about its accounts; null when it is stopped. */
  ownCatalog(): OwnCatalog | null {
    const at = this.listenAddress("catalog");
    return at && this.#catalog.own(at);
  }

  /** The faults from Lab that a client of any software download service has on its side. */
  catalogClientFaults(): CatalogClientFaults {
    const { nameDoesNotResolve, proxyRefuses } = this.#faults.catalog;
    return { nameDoesNotResolve, proxyRefuses };
  }

  /** The commands of the servers, their users and accounts. A handler throws a FaultError when the answer is a fault. */
  readonly handlers: Handlers<"servers" | "sftp-users" | "catalog"> = {
    "servers.save-settings": async ({ settings: { server, ...settings }, actor }) => {
      const { address, port } = this.#managed(server).fields.settings;
      // Who opens a server to a network enters the password again.
      if (actor.isConfirmed === false && (settings.address !== address || settings.port !== port))
        throw new FaultError(fault("confirm-password"));
      return { reason: await this.#save(server, settings) };
    },
    "servers.check-remap-rules": ({ remapRules }) => ({ errors: parseRemapRules(remapRules).errors }),
    "servers.try-name": async ({ name, remapRules, ...settings }) => {
      checkRemapRules(remapRules);
      return await tryName(this.#ports.imagesRoot, name, { ...settings, remapRules });
    },
    "servers.start": ({ server }) => this.#managed(server).start(),
    "servers.stop": async ({ server }) => {
      await this.#managed(server).stop();
      return { server };
    },
    "servers.disconnect": ({ connection }) => {
      if (!this.#sftp.managed.server.disconnect(connection))
        throw new FaultError(fault("not-found", "This connection is already closed."));
      return { connection };
    },
    "servers.release-block": ({ address }) => {
      if (!this.#sftp.managed.server.release(address))
        throw new FaultError(fault("not-found", `${address} is no longer blocked.`));
      return { address };
    },
    "servers.recreate-host-key": async () => ({ hostKeys: await this.#sftp.hostKeys.recreate() }),
    "servers.import-bundle": ({ path, name, actor }) => this.#bundles.import({ path, name, by: actor.name }),
    "sftp-users.save": ({ user }) => this.#users.save(user),
    "sftp-users.remove": async ({ name }) => {
      await this.#users.remove(name);
      return { name };
    },
    "sftp-users.reveal": async ({ name }) => ({ password: await this.#users.reveal(name) }),
    "catalog.save-account": ({ account }) => this.#catalog.accounts.save(account),
    "catalog.remove-account": async ({ name }) => {
      await this.#catalog.accounts.remove(name);
      return { name };
    },
    "catalog.reveal-password": async ({ name }) => ({ password: await this.#catalog.accounts.reveal(name) }),
    "catalog.choose-releases": ({ choice }) => this.#catalog.choose(choice),
  };

  #managed(server: ServerId): ManagedTftpServer | ManagedSftp["managed"] | ManagedCatalog["managed"] {
    const all = { tftp: this.#tftp, sftp: this.#sftp.managed, catalog: this.#catalog.managed };
    return all[server];
  }

  async #save(server: ServerId, settings: object): Promise<Fault | null> {
    switch (server) {
      case "tftp":
        await this.#checkTftp(settings as TftpSettings);
        return this.#tftp.save(settings as TftpSettings);
      case "sftp":
        return this.#sftp.managed.save(settings as SftpSettings);
      case "catalog":
        return this.#catalog.managed.save(settings as CatalogSettings);
    }
  }

  /** @throws FaultError for settings that only the engine can check */
  async #checkTftp({ rootFolder, remapRules }: TftpSettings): Promise<void> {
    checkRemapRules(remapRules);
    if ((await servedFolder(await realpath(this.#ports.imagesRoot), rootFolder)) === null)
      throw fieldFault("rootFolder", ["This folder does not exist in the images folder."]);
  }
}

/** @throws FaultError with a sentence for each line that is not valid */
function checkRemapRules(text: string): void {
  const { errors } = parseRemapRules(text);
  if (errors.length > 0)
    throw fieldFault(
      "remapRules",
      errors.map(({ line, message }) => `Line ${line}: ${message}`),
    );
}

const fieldFault = (field: string, sentences: string[]) =>
  new FaultError({ ...fault("bad-input", sentences[0]), fields: { [field]: sentences } });
