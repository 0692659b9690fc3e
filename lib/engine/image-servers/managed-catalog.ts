/** The software download service with its stored settings, certificates, accounts, choice of releases, row and log. */

import {
  type CatalogSettings,
  catalogSettingsSchema,
  DEFAULT_CATALOG_SETTINGS,
  NO_CHOICE,
  type ReleaseChoice,
  releaseChoiceSchema,
} from "@/lib/contracts/catalog";
import { offerOf } from "@/lib/contracts/catalog-releases";
import { FaultError, fault } from "@/lib/contracts/fault";
import type { ServerPlace } from "@/lib/contracts/own-servers";
import { initialServerStatus } from "@/lib/contracts/servers";
import type { Cancel } from "@/lib/kit/clock";
import { hostAndPort } from "@/lib/kit/host-and-port";
import { type CatalogServer, createCatalogServer } from "@/lib/servers/catalog/catalog-server";
import {
  type KeyAndCertificate,
  loadIdentity,
  untrustedCertificate,
} from "@/lib/servers/catalog/certificates";
import type { OwnCatalog } from "@/lib/servers/catalog/own-catalog";
import { readDocument } from "@/lib/store/read-document";
import type { DocumentStore } from "@/lib/store/store-types";
import { certificateNames } from "../certificate-names";
import type { CatalogAccounts } from "./catalog-accounts";
import { hostAddresses } from "./host-addresses";
import { hostFacts } from "./host-facts";
import { ManagedServer } from "./managed-server";
import type { ImageServersPorts } from "./ports";
import { publishServerEvent, publishStatus } from "./publish-status";
import type { ServerLog } from "./server-log";
import type { SettingsDocument } from "./server-settings";

const CHOICE_DOCUMENT = "catalog-releases";
/** How often the certificates are checked for their expiry. */
const RENEWAL_CHECK_MS = 12 * 3_600_000;
const ANY_ADDRESS: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);

type CatalogPorts = Omit<ImageServersPorts, "importBundle" | "hostKeysDir">;

export class ManagedCatalog {
  readonly managed: ManagedServer<CatalogSettings, CatalogServer>;
  readonly accounts: CatalogAccounts;
  readonly #ports: CatalogPorts;
  #choice: ReleaseChoice;
  #authorities: readonly string[] = [];
  #renewal: Cancel = () => undefined;

  /** Creates the service, which does not listen yet, and its row. */
  constructor(
    ports: CatalogPorts,
    document: SettingsDocument,
    log: ServerLog,
    accounts: CatalogAccounts,
    choice: ReleaseChoice,
  ) {
    const { env, bus } = ports;
    this.#ports = ports;
    this.accounts = accounts;
    this.#choice = choice;
    this.managed = new ManagedServer<CatalogSettings, CatalogServer>({
      id: "catalog",
      schema: catalogSettingsSchema,
      defaults: { address: env.catalogHost, port: env.catalogPort, ...DEFAULT_CATALOG_SETTINGS },
      document,
      bus,
      create: (settings) => this.#create(settings, log),
    });
    const { fields } = this.managed;
    bus.put("servers", "catalog", {
      ...initialServerStatus(fields.settings),
      id: "catalog",
      ...fields,
      labFaults: [],
      isPortClosed: false,
      hostAddresses: [...hostAddresses],
      host: hostFacts,
      choice,
      certificates: null,
    });
  }

  /** The stored choice of releases. @throws FaultError `store-unusable` when it cannot be read */
  static async storedChoice(documents: DocumentStore): Promise<ReleaseChoice> {
    return (
      (await readDocument(documents, CHOICE_DOCUMENT, "choice of releases", releaseChoiceSchema)) ?? NO_CHOICE
    );
  }

  /** Starts the service if it is enabled, and renews its certificates in time. @returns why it does not listen, or null */
  open(): Promise<string | null> {
    this.#scheduleRenewal();
    return this.managed.open();
  }

  async close(): Promise<void> {
    this.#renewal();
    await this.managed.close();
  }

  /** Calls image sets suggested and latest; null leaves the choice to their versions. */
  async choose(choice: ReleaseChoice): Promise<{ choice: ReleaseChoice }> {
    const { releases } = offerOf(this.#ports.imageSets(), NO_CHOICE);
    for (const name of [choice.suggested, choice.latest])
      if (name !== null && !releases.some(({ set }) => set === name))
        throw new FaultError(fault("not-found", `The image set ${name} is not on offer.`));
    await this.#ports.documents.put(CHOICE_DOCUMENT, choice);
    this.#choice = choice;
    this.#ports.bus.patch("servers", "catalog", { choice });
    return { choice };
  }

  /** What may be known about the service by those who use it on the operator's behalf. */
  own(at: ServerPlace): OwnCatalog {
    const { accounts } = this;
    const host = ANY_ADDRESS.has(at.address) ? (at.address === "::" ? "::1" : "127.0.0.1") : at.address;
    return {
      ...at,
      baseUrl: `https://${hostAndPort(host, at.port)}`,
      trustedAuthorities: this.#authorities,
      passwordOf: (user) => accounts.generatedPasswordOf(user),
      usersWithGeneratedPassword: () => accounts.namesWithGeneratedPassword(),
    };
  }

  #create(settings: CatalogSettings, log: ServerLog): CatalogServer {
    const { imagesRoot, imageSets, registry, wall, bus } = this.#ports;
    return createCatalogServer({
      root: imagesRoot,
      settings,
      certificate: (strange) => this.#certificate(strange),
      findAccount: (name) => this.accounts.find(name),
      setAccepted: (name, hasAccepted) => this.accounts.setAccepted(name, hasAccepted),
      releases: () => offerOf(imageSets(), this.#choice).releases,
      registry,
      wall,
      onRow: (status) => publishStatus(bus, status),
      onLog: (line) => log.appendWhole("catalog", line),
      onEvent: (event) => publishServerEvent(bus, event),
    });
  }

  // Certificates

  async #certificate(strange: boolean): Promise<KeyAndCertificate> {
    const { certificatesDir, wall, bus } = this.#ports;
    const { server, shown } = await loadIdentity(certificatesDir, this.#names(), wall.now());
    this.#authorities = [shown.authorityPem];
    bus.patch("servers", "catalog", { certificates: shown });
    return strange ? await untrustedCertificate(this.#names(), wall.now()) : server;
  }

  #names(): string[] {
    return certificateNames(this.#ports.hostName, this.managed.fields.settings.address);
  }

  #scheduleRenewal(): void {
    this.#renewal = this.#ports.wall.after(RENEWAL_CHECK_MS, () => {
      // A certificate that cannot be renewed now is still valid for weeks; the next check tries again.
      void this.managed.server.renewCertificate().catch(() => undefined);
      this.#scheduleRenewal();
    });
  }
}
