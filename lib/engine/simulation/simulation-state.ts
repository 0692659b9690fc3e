/**
 * The state of the simulation, put together from its parts. Each part has private fields and methods, and is the only
 * writer of its facts. Nothing is decided here: the machines in `fleet` and `controller` decide, the drivers execute.
 */

import type { ApRow } from "@/lib/contracts/aps";
import type { SimulatedController } from "@/lib/contracts/controller";
import type { NewEvent } from "@/lib/contracts/events";
import type { Lab, LabRow } from "@/lib/contracts/lab";
import { ownPortAt, stoppedPlaceOf } from "@/lib/contracts/own-servers";
import { uploadOf } from "@/lib/contracts/profile";
import type { StartQueueRow, UpgradeRow } from "@/lib/contracts/upgrade";
import type { Wait } from "@/lib/contracts/waiting";
import type { Upgrade } from "@/lib/controller/upgrade-machine";
import type { Purpose } from "@/lib/fleet/ap-state";
import type { DownloadContext, ImageSource } from "../image-download/context";
import { KnownHosts } from "../image-download/known-hosts";
import { ProfileServers } from "../image-download/profile-servers";
import { ReleaseChecks } from "../image-download/release-checks";
import { RunProgress } from "../upgrade/run-progress";
import { WireRates } from "../upgrade/wire-rates";
import { ControllerImages } from "./controller-images";
import { ControllerState } from "./controller-state";
import { type FleetObserver, FleetState } from "./fleet-state";
import { LabState } from "./lab-state";
import { LogOutput } from "./log-output";
import type { SimulationPorts } from "./ports";
import { ProfileState } from "./profile-state";
import { RowPublisher } from "./row-publisher";
import type { Receiving, SimulatedAp } from "./simulated-ap";
import { UpgradeState } from "./upgrade-state";

/** How rows are made of the state (`rows.ts`); handed in because that file reads the state in turn. */
export type RowMakers = {
  ap(ap: SimulatedAp, simulation: SimulationState): ApRow;
  upgrade(simulation: SimulationState): UpgradeRow;
  controller(simulation: SimulationState): SimulatedController;
  lab(simulation: SimulationState): LabRow;
};

/** What the state asks of the drivers around it. */
export type SimulationObserver = FleetObserver & {
  /** What an access point waits for in the present round. */
  waitOf(ap: SimulatedAp): Wait;
  /** Those that wait for their batch; null when nobody does. */
  queue(): StartQueueRow | null;
  /** Called before the rows that count the fleet are made. */
  beforePublish(): void;
};

/** The product of a lab without an access point that hosts the controller. */
const UNKNOWN_PRODUCT = "C9800-AP";

export class SimulationState {
  readonly ports: SimulationPorts;
  readonly lab: LabState;
  readonly fleet: FleetState;
  readonly controller: ControllerState;
  readonly profile = new ProfileState();
  readonly upgradeState = new UpgradeState();
  readonly images = new ControllerImages();
  readonly output: LogOutput;
  readonly rows: RowPublisher;
  readonly knownHosts: KnownHosts;
  readonly releaseChecks: ReleaseChecks;
  readonly progress: RunProgress;
  readonly wireRates: WireRates;
  readonly servers: ProfileServers;
  readonly download: DownloadContext;
  readonly #observer: SimulationObserver;
  #stopped = false;
  #members: { of: readonly string[] | null; revision: number; aps: SimulatedAp[] } | undefined;

  constructor(ports: SimulationPorts, lab: Lab, makers: RowMakers, observer: SimulationObserver) {
    this.ports = ports;
    this.#observer = observer;
    this.lab = new LabState(lab);
    // Larger than that of the lab before, so that its pages see a change.
    const revision = (ports.bus.row("lab", "lab")?.revision ?? 0) + 1;
    this.fleet = new FleetState(this.lab, observer, revision);
    this.controller = new ControllerState(lab.controller, ports.simulated.now());
    this.output = new LogOutput(ports, this.lab, this.upgradeState);
    this.rows = new RowPublisher(ports.bus, this.fleet, {
      ap: (ap) => makers.ap(ap, this),
      upgrade: () => makers.upgrade(this),
      controller: () => makers.controller(this),
      lab: () => makers.lab(this),
      beforePublish: () => observer.beforePublish(),
    });
    this.knownHosts = new KnownHosts({
      documents: ports.store.documents,
      wall: ports.wall,
      ownHostKeys: (address, port) => {
        const own = ports.ownSftp();
        return ownPortAt(own, address) === port && own !== null ? own.hostKeys : null;
      },
      event: (event) => this.event(event),
      onChanged: () => this.rows.publishSoon(),
      onFault: ports.onFault,
    });
    this.releaseChecks = new ReleaseChecks({
      documents: ports.store.documents,
      simulated: ports.simulated,
      context: () => this.download,
      saved: () => this.profile.source,
      event: (event) => this.event(event),
      onChanged: () => this.rows.publishSoon(),
      onFault: ports.onFault,
    });
    this.progress = new RunProgress({
      documents: ports.store.documents,
      onShown: () => this.rows.publishSoon(),
      onFault: ports.onFault,
    });
    this.wireRates = new WireRates({ documents: ports.store.documents, onFault: ports.onFault });
    this.servers = new ProfileServers(ports);
    const {
      tftp,
      sftp,
      catalog,
      secrets,
      images,
      uploaded,
      ownServer,
      ownSftp,
      ownCatalog,
      catalogClientFaults,
    } = ports;
    this.download = {
      ports: {
        tftp,
        sftp,
        catalog,
        secrets,
        images,
        uploaded,
        ownServer,
        ownSftp,
        ownCatalog,
        catalogClientFaults,
        stoppedServer: (id) => stoppedPlaceOf(ports.bus.row("servers", id)),
        labFaults: (id) => ports.bus.row("servers", id)?.labFaults ?? [],
        settings: () => ({
          controllerIp: this.lab.controller.ip,
          productId: this.fleet.host?.model ?? UNKNOWN_PRODUCT,
          runningVersion: this.controller.version,
          transfer: this.lab.transfer,
        }),
      },
      servers: this.servers,
      knownHosts: this.knownHosts,
    };
  }

  /** The record of the current upgrade. */
  get upgrade(): Upgrade {
    return this.upgradeState.record;
  }
  get isStopped(): boolean {
    return this.#stopped;
  }

  /** Members of the current upgrade that still exist; the whole fleet when there is none. */
  members(): readonly SimulatedAp[] {
    const of = this.upgrade.id === "" ? null : this.upgrade.members;
    const { revision } = this.fleet;
    // Needed for every row of the upgrade, so it is computed again only when the upgrade or the fleet has changed.
    if (this.#members?.of !== of || this.#members.revision !== revision) {
      const aps = of === null ? [...this.fleet.all()] : of.flatMap((id) => this.fleet.get(id) ?? []);
      this.#members = { of, revision, aps };
    }
    return this.#members.aps;
  }

  /** Saves another profile, or with null removes it. A password that nobody needs any more is dropped. */
  saveProfile(source: ImageSource | null): void {
    this.profile.save(source, this.ports.wall.now());
    if (!source?.sealedPassword) this.upgradeState.dropPassword();
    this.releaseChecks.schedule();
    this.claimUploads();
  }

  /** The images that were uploaded to the controller are kept while the saved profile or the running upgrade uses them. */
  claimUploads(): void {
    const profiles = [this.profile.profile, this.upgrade.running ? this.upgradeState.profile : null];
    this.ports.uploaded.setInUse(profiles.flatMap((profile) => (profile && uploadOf(profile)) ?? []));
  }

  /** The source of an image: an access point that joins uses the saved profile, a running upgrade the one of its start. */
  sourceFor(purpose: Purpose): ImageSource | null {
    const saved = this.profile.source;
    if (purpose === "join") return saved;
    const { source } = this.upgradeState;
    return this.upgrade.running ? source : (saved ?? source);
  }

  /** Bytes of the controller's flash that an image on its way may take. */
  flashRoom(receiving: Receiving): number {
    return this.images.roomFor(receiving, this.lab.controller.flashFreeBytes);
  }

  waitOf(ap: SimulatedAp): Wait {
    return this.#observer.waitOf(ap);
  }
  get queue(): StartQueueRow | null {
    return this.#observer.queue();
  }

  event(event: NewEvent): void {
    this.ports.bus.event(event);
  }

  /** The access point leaves the lab: its timers end and its row goes. */
  removeAp(ap: SimulatedAp): void {
    this.fleet.remove(ap);
    this.output.removeConsole(ap);
    this.rows.remove(ap.id);
  }

  /** Ends every timer of the state; nothing is published any more. */
  stop(): void {
    this.#stopped = true;
    this.releaseChecks.stop();
    this.rows.stop();
    this.output.stop();
    this.fleet.stop();
  }
}
