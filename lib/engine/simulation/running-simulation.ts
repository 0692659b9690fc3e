/**
 * One running lab: composes state, machines' drivers and persistence, starts a new lab or goes on after a restart with
 * what was stored, and answers questions about the fleet.
 */

import type { OrderDone, ProbeTarget } from "@/lib/cli/ports";
import type { Actor } from "@/lib/contracts/actor";
import type { Command, CommandAnswer } from "@/lib/contracts/commands";
import { type Fault, fault } from "@/lib/contracts/fault";
import { type JoinRecord, NO_JOINS } from "@/lib/contracts/joins";
import { behaviorSchema, type Lab } from "@/lib/contracts/lab";
import { DEFAULT_MODE } from "@/lib/contracts/modes/download-mode";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { placeOfProfile } from "@/lib/contracts/profile";
import { configured } from "@/lib/controller/syslog-lines";
import { cancelRefusal } from "@/lib/controller/upgrade-machine";
import { newAp, runningVersion } from "@/lib/fleet/ap-state";
import { newJoins } from "@/lib/fleet/join-record";
import { expandLab } from "@/lib/fleet/population";
import { plainAddress } from "@/lib/kit/addresses";
import { sourceAddress } from "../image-download/addresses";
import type { ImageSource } from "../image-download/context";
import { ControllerFetches } from "../image-download/controller-fetches";
import { ImageFetcher } from "../image-download/image-fetcher";
import { UpgradeDriver } from "../upgrade/upgrade-driver";
import { upgradeRow } from "../upgrade/upgrade-row";
import { ApDriver } from "./ap-driver";
import { executeCommand } from "./controller-commands";
import { controllerFetchPorts, fetcherPorts } from "./download-ports";
import { ImageTransfers } from "./image-transfers";
import { labRow } from "./lab-row";
import { Persistence } from "./persistence";
import type { ClientIds, KnownClient, SimulationOrder, SimulationPorts } from "./ports";
import { recordReport } from "./reports";
import { apRow, controllerRow } from "./rows";
import { Sampler } from "./sampler";
import type { SimulatedAp } from "./simulated-ap";
import { type RunningCommand, type RunningHandlers, runningHandlers } from "./simulation-handlers";
import { SimulationState } from "./simulation-state";
import { orderedLab, restore, restoreKept, storedLab } from "./stored-documents";

/** At a first start an access point with other software than the controller's is switched on after this, to be watched. */
const LATE_ARRIVAL_MS = 4000;

const rowMakers = { ap: apRow, upgrade: upgradeRow, controller: controllerRow, lab: labRow };

export class RunningSimulation {
  readonly simulation: SimulationState;
  readonly #driver: ApDriver;
  readonly #upgrade: UpgradeDriver;
  readonly #fetcher: ImageFetcher;
  readonly #fetches: ControllerFetches;
  readonly #sampler: Sampler;
  readonly #persistence: Persistence;
  readonly #byIp = new Map<string, SimulatedAp>();
  readonly #handlers: RunningHandlers;

  private constructor(ports: SimulationPorts, lab: Lab) {
    const simulation = new SimulationState(ports, lab, rowMakers, {
      apChanged: (ap) => this.#persistence.apChanged(ap),
      waitOf: (ap) => this.#upgrade.waitOf(ap),
      queue: () => this.#upgrade.queue,
      beforePublish: () => {
        this.#upgrade.readBack();
        this.#upgrade.publishWaits();
      },
    });
    this.simulation = simulation;
    this.#persistence = new Persistence(simulation);
    this.#fetcher = new ImageFetcher(simulation.download, fetcherPorts(simulation));
    this.#sampler = new Sampler(simulation);
    this.#fetches = new ControllerFetches(this.#fetcher, controllerFetchPorts(simulation, this.#sampler));
    const transfers = new ImageTransfers(simulation, this.#fetcher, this.#fetches, this.#sampler, {
      dispatch: (ap, event) => this.#driver.dispatch(ap, event),
      onFetched: (...fetched) => this.#upgrade.fetched(...fetched),
    });
    this.#driver = new ApDriver(simulation, {
      receive: (ap, purpose, image, route) => transfers.start(ap, purpose, image, route),
      onReport: (ap, report) => {
        recordReport(simulation, ap, report);
        this.#upgrade.report(ap, report);
      },
    });
    this.#upgrade = new UpgradeDriver(simulation, {
      dispatch: (ap, event) => this.#driver.dispatch(ap, event),
      fetcher: this.#fetcher,
      fetches: this.#fetches,
      sampler: this.#sampler,
      save: () => this.#persistence.save(),
    });
    this.#handlers = runningHandlers(simulation, {
      dispatch: (ap, event) => this.#driver.dispatch(ap, event),
      upgrade: this.#upgrade,
      persistence: this.#persistence,
      saveProfile: (source, by) => this.#saveProfile(source, by),
      onAdded: (ap) => void this.#byIp.set(ap.ip, ap),
      onRemoved: (aps) => this.#forget(aps),
    });
  }

  /** @param first the lab of a first start; ignored when the store has one */
  static async open(ports: SimulationPorts, first: Lab): Promise<RunningSimulation> {
    const next = await orderedLab(ports.store);
    const stored = next === null ? await storedLab(ports.store) : null;
    const lab = next ?? stored ?? first;
    ports.simulated.setFactor(lab.clockFactor);
    await ports.setServerFaults(lab.serverFaults);
    const opened = new RunningSimulation(ports, lab);
    const { simulation } = opened;
    if (stored !== null) await restore(simulation);
    else await opened.#create(lab, next !== null);
    for (const { id } of ports.bus.rows("aps")) {
      if (simulation.fleet.get(id) === undefined) ports.bus.del("aps", id);
    }
    for (const ap of simulation.fleet.all()) {
      opened.#byIp.set(ap.ip, ap);
      simulation.rows.publish(ap);
    }
    simulation.claimUploads();
    if (stored !== null) opened.#resume();
    if (simulation.controller.isUp) ports.onReload(null);
    simulation.releaseChecks.schedule();
    simulation.rows.publishNow();
    return opened;
  }

  /** A network that was running before: every access point is joined, except those with other software. */
  async #create(lab: Lab, replacesStored: boolean): Promise<void> {
    const { simulation } = this;
    await restoreKept(simulation);
    const late: SimulatedAp[] = [];
    for (const wanted of expandLab(lab)) {
      const isHost = wanted.name === lab.controller.ap;
      const state = newAp(isHost ? lab.controller.running : wanted.running, wanted.backup);
      const isJoined = runningVersion(state) === lab.controller.running;
      const ap = simulation.fleet.add(
        {
          id: wanted.radioMac,
          name: wanted.name,
          model: wanted.model,
          ip: wanted.ip,
          ethernetMac: wanted.ethernetMac,
          behavior: behaviorSchema.parse(wanted.behavior),
          dialect: wanted.consoleDialect ?? null,
        },
        isJoined ? { ...state, capwap: "Run" } : state,
        newJoins(simulation.ports.simulated.now(), isJoined),
      );
      if (!isJoined) late.push(ap);
    }
    await (replacesStored ? this.#persistence.replace() : this.#persistence.create());
    for (const ap of late) {
      simulation.ports.simulated.after(LATE_ARRIVAL_MS, () =>
        this.#driver.dispatch(ap, { type: "power-on" }),
      );
    }
  }

  /** After a restart: access points that were on their way to Run start again, and the upgrade goes on. */
  #resume(): void {
    const { simulation } = this;
    for (const ap of simulation.fleet.all()) {
      this.#driver.dispatch(ap, {
        type: "program-restarted",
        controllerVersion: simulation.controller.version,
      });
    }
    this.#upgrade.resume();
  }

  answer<T extends RunningCommand>(command: Command<T>): Promise<CommandAnswer<T>> | CommandAnswer<T> {
    return (this.#handlers[command.type] as RunningHandlers[T])(command);
  }

  /** Whose request comes from this address and port; null when it is none of the simulation's. */
  identify(address: string, port: number): KnownClient | null {
    const client = this.#fetcher.clientOf(address, port);
    const ap = client ? this.simulation.fleet.get(client.apId) : this.#byIp.get(plainAddress(address));
    const hardware = { model: ap?.model ?? null, family: ap?.family ?? null };
    if (client) return { apId: client.apId, name: client.name, ...hardware };
    return ap ? { apId: ap.id, name: ap.name, ...hardware } : null;
  }

  clientIds(address: string, port: number): ClientIds {
    const upgradeId = this.simulation.upgradeState.runningId;
    const client = this.#fetcher.clientOf(address, port);
    if (client) return { apId: client.forApId, upgradeId, isFinal: true };
    const from = plainAddress(address);
    const { ip } = this.simulation.lab.controller;
    // Before its login and after it closed the connection, the controller is known as the client, but not the access point.
    if (from === ip || from === sourceAddress(ip, from)) return { apId: null, upgradeId, isFinal: false };
    return { apId: this.#byIp.get(from)?.id ?? null, upgradeId: null, isFinal: false };
  }

  async order(order: SimulationOrder, actor: Actor): Promise<OrderDone> {
    const done = executeCommand(this.simulation, order, actor, {
      dispatch: (ap, event) => this.#driver.dispatch(ap, event),
      reload: (scope, by) => this.#upgrade.reload(scope, by),
      commitment: this.#upgrade.commitment,
      schedule: this.#upgrade.schedule,
      cancelUpgrade: (by) => void this.#upgrade.cancel(by),
    });
    this.#persistence.save();
    if (order.type === "rename") this.#persistence.saveLab();
    this.simulation.rows.publishNow();
    await this.#persistence.flushed();
    return done;
  }

  /** Resolves when everything that has happened up to now is stored. */
  stored(): Promise<void> {
    return this.#persistence.flushed();
  }

  /** What is counted of an access point's joins; nothing for one that is not in the lab. */
  joinRecord(apId: string): JoinRecord {
    return this.simulation.fleet.get(apId)?.joins ?? NO_JOINS;
  }

  /** Where an image would be requested at this address: at the profile's port for its server, else at the usual one. */
  imageServer(address: string): ProbeTarget {
    const { profile } = this.simulation.profile;
    const configured = profile && placeOfProfile(profile);
    const place =
      configured?.imageServer === address
        ? configured
        : { mode: DEFAULT_MODE, imageServer: address, servicePort: null };
    const { label, server } = modeContracts[place.mode];
    const port = this.simulation.servers.port(place);
    return { service: label, transport: server?.transport ?? "TCP", address, port };
  }

  fleet() {
    return [...this.simulation.fleet.all()].map((ap) => apRow(ap, this.simulation));
  }

  /** Another lab takes the place of this one: nothing of it goes on. */
  async close(actor: Actor): Promise<void> {
    if (cancelRefusal(this.simulation.upgrade) === null) this.#upgrade.cancel(actor);
    await this.stop(fault("aborted", "Another lab was loaded."));
  }

  async stop(why: Fault): Promise<void> {
    this.simulation.stop();
    this.#upgrade.stop(why);
    this.#sampler.stop();
    // The records keep their transfers: at the next start these begin again, counted as a retry.
    for (const ap of this.simulation.fleet.all()) ap.receiving?.stop(why);
    await this.#fetcher.stop();
    this.#persistence.stop();
    await this.#persistence.flushed();
  }

  #saveProfile(source: ImageSource, by: Actor): void {
    const { simulation } = this;
    simulation.saveProfile(source);
    // What was fetched with the profile before may differ from what this one brings.
    this.#fetches.stop("join", fault("aborted", "Another profile was saved."));
    simulation.images.removeHeldForJoin();
    simulation.output.syslog(configured(by));
    simulation.event({ type: "profile.saved", data: { by: by.name } });
    this.#persistence.save();
    simulation.rows.publishNow();
  }

  #forget(aps: readonly SimulatedAp[]): void {
    for (const ap of aps) this.#byIp.delete(ap.ip);
    this.#upgrade.removed(new Set(aps.map((ap) => ap.id)));
    this.#persistence.remove(aps);
  }
}
