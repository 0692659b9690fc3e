/**
 * The two image servers with their stored settings, users, host keys, logs and waiting bundles, and the commands that
 * operators give them. The protocols themselves are in `lib/servers`.
 */
import { FaultError, fault, faultOf } from "@/lib/contracts/fault";
import type { ServerPlace } from "@/lib/contracts/own-servers";
import { serverFaultWords } from "@/lib/contracts/server-fault-words";
import type { LabServerFaults } from "@/lib/contracts/server-faults";
import { type ServerId, serverIds, type TftpSettings } from "@/lib/contracts/settings";
import type { SftpSettings } from "@/lib/contracts/sftp";
import { chooseUdpEngine, type UdpEngine } from "@/lib/servers/udp/udp-engine";
import type { Handlers } from "../handlers";
import type { OwnSftp } from "../image-download/context";
import { hostAddresses } from "./host-addresses";
import { createManagedSftp, type ManagedSftp } from "./managed-sftp";
import { createManagedTftpServer, type ManagedTftpServer } from "./managed-tftp";
import type { ImageServersPorts } from "./ports";
import { ServerLog } from "./server-log";
import { openServerSettings, type SettingsDocument } from "./server-settings";
import { SftpUsers } from "./sftp-users";
import { WaitingBundles } from "./waiting-bundles";

/** The name of the SFTP user in the demo lab. */
export const DEMO_USER = "ewc";

type Bound = { address: string; port: number };

export class ImageServers {
  readonly #ports: ImageServersPorts;
  readonly #tftp: ManagedTftpServer;
  readonly #sftp: ManagedSftp;
  readonly #users: SftpUsers;
  readonly #bundles: WaitingBundles;

  private constructor(
    ports: ImageServersPorts,
    document: SettingsDocument,
    users: SftpUsers,
    engine: UdpEngine,
  ) {
    const log = new ServerLog(ports);
    this.#ports = ports;
    this.#users = users;
    this.#bundles = new WaitingBundles({
      root: ports.imagesRoot,
      importBundle: ports.importBundle,
      publish: (bundles) => ports.bus.patch("servers", "sftp", { bundles }),
    });
    this.#tftp = createManagedTftpServer(ports, document, log, engine);
    this.#sftp = createManagedSftp(
      { ...ports, findUser: (name) => users.find(name), onUploaded: () => void this.#bundles.refresh() },
      document,
      log,
    );
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
    const engine = await chooseUdpEngine(ports.env.tftpEngine);
    const servers = new ImageServers(ports, await openServerSettings(ports.documents), users, engine);
    return servers;
  }

  /** Starts the enabled servers. @returns a sentence for each server that does not listen */
  async start(): Promise<string[]> {
    const [reasons] = await Promise.all([
      Promise.all([this.#tftp.open(), this.#sftp.managed.open()]),
      this.#bundles.refresh(),
    ]);
    return reasons.filter((reason) => reason !== null);
  }

  async stop(): Promise<void> {
    await Promise.all([this.#tftp.close(), this.#sftp.managed.close()]);
    this.#sftp.connections.stop();
  }

  /** The address and port on which a server listens; null when it does not. */
  listening(server: ServerId): Bound | null {
    return this.#managed(server).listening();
  }

  /** The address and port of a server that is enabled, even while a fault from Lab keeps the port closed. */
  listenAddress(server: ServerId): ServerPlace | null {
    const bound = this.#managed(server).listenAddress();
    return bound && { ...bound, hostAddresses };
  }

  /** Injects these faults into both servers, for new requests and connections. The operator's settings do not change. */
  setFaults(faults: LabServerFaults): void {
    const { tftp, sftp } = faults;
    const sentences = { tftp: serverFaultWords(tftp), sftp: serverFaultWords(sftp) };
    this.#tftp.server.setFaults(sentences.tftp.length > 0 ? tftp : null);
    this.#sftp.managed.server.setFaults(sentences.sftp.length > 0 ? sftp : null);
    for (const id of serverIds) {
      this.#ports.bus.patch("servers", id, { labFaults: sentences[id] });
      this.#managed(id)
        .setPortClosed(faults[id].down === "refuses")
        .catch((thrown: unknown) => this.#ports.bus.patch("servers", id, { reason: faultOf(thrown) }));
    }
  }

  /** Creates the demo lab's SFTP user, whose generated password can be revealed once. */
  makeDemoUser(): Promise<void> {
    return this.#users.ensure(DEMO_USER);
  }

  /** The SFTP server while it is enabled, with what the controller may know about its users; null when it is stopped. */
  ownSftp(): OwnSftp | null {
    const users = this.#users;
    const at = this.listenAddress("sftp");
    return (
      at && {
        ...at,
        homeOf: (user) => users.find(user)?.home.replace(/^\/+|\/+$/g, "") ?? null,
        passwordOf: (user) => users.generatedPasswordOf(user),
        usersWithGeneratedPassword: () => users.namesWithGeneratedPassword(),
      }
    );
  }

  /** The commands of the servers and of the SFTP users. A handler throws a FaultError when the answer is a fault. */
  readonly handlers: Handlers<"servers" | "sftp-users"> = {
    "servers.save-settings": async ({ settings: { server, ...settings } }) => ({
      reason:
        server === "tftp"
          ? await this.#tftp.save(settings as TftpSettings)
          : await this.#sftp.managed.save(settings as SftpSettings),
    }),
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
  };

  #managed(server: ServerId): ManagedTftpServer | ManagedSftp["managed"] {
    return server === "tftp" ? this.#tftp : this.#sftp.managed;
  }
}
