/**
 * The controller and its fleet, alive: puts machines, drivers and ports together, answers commands, and goes on after a
 * restart with what the store remembers.
 */
import type { OrderDone, ProbeTarget } from "@/lib/cli/ports";
import type { Actor } from "@/lib/contracts/actor";
import type { Command, CommandAnswer } from "@/lib/contracts/commands";
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import { behaviorSchema, type Lab } from "@/lib/contracts/lab";
import { DEFAULT_MODE } from "@/lib/contracts/modes/download-mode";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { NO_VERSION } from "@/lib/contracts/versions";
import { modeRules } from "@/lib/controller/modes/all-rules";
import { configured } from "@/lib/controller/syslog-lines";
import { mayActivate, mayCancel, mayStart } from "@/lib/controller/upgrade-machine";
import { newAp, runningVersion } from "@/lib/fleet/ap-state";
import { expandLab } from "@/lib/fleet/population";
import { plainAddress } from "@/lib/kit/addresses";
import { sourceAddress } from "../image-download/addresses";
import type { ImageSource } from "../image-download/context";
import { ControllerFetches } from "../image-download/controller-fetches";
import { ImageFetcher } from "../image-download/image-fetcher";
import { sourceOf } from "../image-download/image-source";
import { passwordIn } from "../image-download/profile-password";
import { previewActivation, previewUpgrade } from "../upgrade/preview";
import { UpgradeDriver } from "../upgrade/upgrade-driver";
import { ApDriver } from "./ap-driver";
import { controllerFacts, executeOrder } from "./controller-orders";
import { apDetail } from "./detail";
import { ImageTransfers } from "./image-transfers";
import { labHandlers } from "./lab-orders";
import { type Replacement, replacement, replaces } from "./lab-replacement";
import { labRow } from "./lab-row";
import { orderedLab, orderLab, Persistence, restore, restoreKept, storedLab } from "./persistence";
import type { LineIds, Simulation, SimulationCommand, SimulationOrder, SimulationPorts } from "./ports";
import { rebootAps } from "./reboot";
import { say } from "./reports";
import { apRow, controllerRow, upgradeRow } from "./rows";
import { Sampler } from "./sampler";
import { type SimulatedAp, SimulationState } from "./simulation-state";

/** At a first start an AP with other software than the controller's is switched on after this, in front of the visitor. */
const LATE_ARRIVAL_MS = 4000;

export function createSimulation(ports: SimulationPorts): Simulation {
  let live: RunningSimulation | null = null;
  /** What takes the place of the lab, one after the other; everybody else waits for it. */
  let replacing: Promise<unknown> = Promise.resolve();
  const running = (): RunningSimulation => {
    if (live === null) throw new FaultError(fault("engine-unreachable", "The lab is still starting."));
    return live;
  };
  const settled = async (): Promise<RunningSimulation> => {
    for (let seen: unknown; seen !== replacing; ) {
      seen = replacing;
      await replacing;
    }
    return running();
  };
  const replace = async (next: (simulation: SimulationState) => Promise<Replacement>, actor: Actor) => {
    const before = running();
    const { lab, what, answer } = await next(before.simulation);
    const aps = expandLab(lab).length;
    await orderLab(ports.store, lab);
    await before.leave(actor);
    live = await RunningSimulation.open(ports, lab);
    ports.bus.event({ type: "lab.changed", data: { what: `${what}, ${aps} access points`, by: actor.name } });
    return answer(aps);
  };
  const replaceNext = (next: (simulation: SimulationState) => Promise<Replacement>, actor: Actor) => {
    const done = replacing.then(() => replace(next, actor));
    replacing = done.catch(() => undefined);
    return done;
  };
  return {
    async ask<T extends SimulationCommand>(command: Command<T>) {
      const answer = replaces(command)
        ? await replaceNext((simulation) => replacement(command, simulation), command.actor)
        : await (await settled()).answer(command as Command<LiveCommand>);
      return answer as CommandAnswer<T>;
    },
    async start(first) {
      live = await RunningSimulation.open(ports, first);
    },
    identify: (address, port) => live?.identify(address, port) ?? null,
    lineIds: (address, port) =>
      live?.lineIds(address, port) ?? { apId: null, upgradeId: null, certain: false },
    fleet: () => live?.fleet() ?? [],
    order: async (order, actor) => await (await settled()).order(order, actor),
    facts: () => controllerFacts(running().simulation),
    imageServer: (address) => running().imageServer(address),
    profilePassword: () => (live === null ? null : passwordIn(ports.secrets, live.simulation.saved)),
    refresh: () => live?.simulation.publishSoon(),
    async stop() {
      await replacing;
      await live?.stop(fault("aborted", "The program stops."));
    },
  };
}

const rowMakers = { ap: apRow, upgrade: upgradeRow, controller: controllerRow, lab: labRow };

type LiveCommand = Exclude<SimulationCommand, "lab.load" | "lab.reset">;
type Handlers = {
  [T in LiveCommand]: (command: Command<T>) => CommandAnswer<T> | Promise<CommandAnswer<T>>;
};

class RunningSimulation {
  readonly simulation: SimulationState;
  readonly #driver: ApDriver;
  readonly #upgrade: UpgradeDriver;
  readonly #fetcher: ImageFetcher;
  readonly #fetches: ControllerFetches;
  readonly #sampler: Sampler;
  readonly #persistence: Persistence;
  readonly #byIp = new Map<string, SimulatedAp>();
  readonly #handlers: Handlers;

  private constructor(simulation: SimulationState) {
    this.simulation = simulation;
    this.#persistence = new Persistence(simulation);
    this.#fetcher = new ImageFetcher(simulation);
    this.#sampler = new Sampler(simulation);
    this.#fetches = new ControllerFetches(simulation, this.#fetcher, this.#sampler);
    const deliveries = new ImageTransfers(simulation, this.#fetcher, this.#fetches, this.#sampler, {
      dispatch: (ap, event) => this.#driver.dispatch(ap, event),
      onFetched: (...fetched) => this.#upgrade.fetched(...fetched),
    });
    this.#driver = new ApDriver(simulation, {
      receive: (ap, purpose, image, route) => deliveries.start(ap, purpose, image, route),
      onReport: (ap, report) => {
        say(simulation, ap, report);
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
    this.#handlers = this.#makeHandlers();
  }

  static async open(ports: SimulationPorts, first: Lab): Promise<RunningSimulation> {
    const next = await orderedLab(ports.store);
    const stored = next === null ? await storedLab(ports.store) : null;
    const lab = next ?? stored ?? first;
    ports.simulated.setFactor(lab.clockFactor);
    ports.setServerFaults(lab.serverFaults);
    const live = new RunningSimulation(new SimulationState(ports, lab, rowMakers));
    if (stored !== null) await restore(live.simulation);
    else await live.#create(lab, next !== null);
    for (const { id } of ports.bus.rows("aps")) if (!live.simulation.aps.has(id)) ports.bus.del("aps", id);
    for (const ap of live.simulation.aps.values()) {
      live.#byIp.set(ap.ip, ap);
      live.simulation.publish(ap);
    }
    if (stored !== null) live.#goOn();
    live.simulation.publishNow();
    return live;
  }

  /** The network as it was before anybody looked: joined, but for those with other software, which arrive soon. */
  async #create(lab: Lab, instead: boolean): Promise<void> {
    const { simulation } = this;
    await restoreKept(simulation);
    const late: SimulatedAp[] = [];
    for (const wanted of expandLab(lab)) {
      const isOwn = wanted.name === lab.controller.ap;
      const state = newAp(isOwn ? lab.controller.running : wanted.running, wanted.backup);
      const isJoined = runningVersion(state) === lab.controller.running;
      const ap = simulation.addAp(
        {
          id: wanted.radioMac,
          name: wanted.name,
          model: wanted.model,
          ip: wanted.ip,
          ethernetMac: wanted.ethernetMac,
          behavior: behaviorSchema.parse(wanted.behavior),
        },
        isJoined ? { ...state, capwap: "Run" } : state,
      );
      if (!isJoined) late.push(ap);
    }
    await (instead ? this.#persistence.replace() : this.#persistence.create());
    for (const ap of late) {
      simulation.ports.simulated.after(LATE_ARRIVAL_MS, () =>
        this.#driver.dispatch(ap, { type: "power-on" }),
      );
    }
  }

  /** After a restart: whoever was on the way sets out again, and the upgrade goes on. */
  #goOn(): void {
    const { simulation } = this;
    for (const ap of simulation.aps.values()) {
      this.#driver.dispatch(ap, {
        type: "program-restarted",
        controllerVersion: simulation.controller.version,
      });
    }
    this.#upgrade.resume();
  }

  answer<T extends LiveCommand>(command: Command<T>): Promise<CommandAnswer<T>> | CommandAnswer<T> {
    return (this.#handlers[command.type] as Handlers[T])(command);
  }

  identify(address: string, port: number): { apId: string; name: string } | null {
    const client = this.#fetcher.clientOf(address, port);
    if (client) return { apId: client.apId, name: client.name };
    const ap = this.#byIp.get(plainAddress(address));
    return ap ? { apId: ap.id, name: ap.name } : null;
  }

  lineIds(address: string, port: number): LineIds {
    const { upgrade } = this.simulation;
    const upgradeId = upgrade.running ? upgrade.id : null;
    const asker = this.#fetcher.clientOf(address, port);
    if (asker) return { apId: asker.forApId, upgradeId, certain: true };
    const from = plainAddress(address);
    const { ip } = this.simulation.lab.controller;
    // Before its login is done, and after it hung up, one knows that the controller asks, not for whom.
    if (from === ip || from === sourceAddress(ip, from)) return { apId: null, upgradeId, certain: false };
    return { apId: this.#byIp.get(from)?.id ?? null, upgradeId: null, certain: false };
  }

  async order(order: SimulationOrder, actor: Actor): Promise<OrderDone> {
    const done = executeOrder(this.simulation, order, actor, {
      dispatch: (ap, event) => this.#driver.dispatch(ap, event),
      reload: (scope) => this.#upgrade.reload(scope),
      cancelUpgrade: (by) => void this.#upgrade.cancel(by),
    });
    this.#persistence.save();
    if (order.type === "rename") this.#persistence.saveLab();
    this.simulation.publishNow();
    await this.#persistence.flushed();
    return done;
  }

  /** Which port of this address an image would be asked for: the profile's for its server, else the usual one. */
  imageServer(address: string): ProbeTarget {
    const { profile } = this.simulation;
    const { mode, servicePort } =
      profile?.imageServer === address ? profile : { mode: DEFAULT_MODE, servicePort: null };
    const port = this.simulation.servers.port({ mode, imageServer: address, servicePort });
    const { label, transport } = modeContracts[mode];
    return { service: label, transport, address, port };
  }

  fleet() {
    return [...this.simulation.aps.values()].map((ap) => apRow(ap, this.simulation));
  }

  /** Another lab takes this one's place: nothing of it goes on. */
  async leave(actor: Actor): Promise<void> {
    if (mayCancel(this.simulation.upgrade) === null) this.#upgrade.cancel(actor);
    await this.stop(fault("aborted", "Another lab was loaded."));
  }

  async stop(why: Fault): Promise<void> {
    this.simulation.stop();
    this.#upgrade.stop(why);
    this.#sampler.stop();
    // Records keep their downloads: at the next start they begin again, counted as a retry.
    for (const ap of this.simulation.aps.values()) ap.receiving?.stop(why);
    await this.#fetcher.stop();
    this.#persistence.stop();
    await this.#persistence.flushed();
  }

  #makeHandlers(): Handlers {
    const { simulation } = this;
    return {
      "profile.save": async ({ profile, actor }) => {
        const source = sourceOf(simulation.download, profile, simulation.saved);
        this.#saveProfile(source, actor.name);
        await this.#persistence.flushed();
        return { profile: source.profile };
      },
      "profile.accept-host-key": async ({ actor, ...accepted }) => {
        await simulation.knownHosts.accept(accepted, actor.name);
        simulation.publishNow();
        return { fingerprint: accepted.fingerprint };
      },
      "upgrade.preview": ({ profile }) =>
        previewUpgrade(simulation, sourceOf(simulation.download, profile, simulation.saved)),
      "upgrade.start": async ({ profile, actor }) => {
        refuse(mayStart(simulation.upgrade));
        if (simulation.controller.state !== "up") refuse(reloading);
        const source = sourceOf(simulation.download, profile, simulation.saved);
        this.#saveProfile(source, actor.name);
        const upgradeId = this.#upgrade.start(source, actor);
        await this.#persistence.flushed();
        return { upgradeId };
      },
      "upgrade.cancel": async ({ actor }) => {
        const upgradeId = this.#upgrade.cancel(actor);
        await this.#persistence.flushed();
        return { upgradeId };
      },
      "upgrade.activation-preview": () => {
        refuse(mayActivate(simulation.upgrade));
        return previewActivation(simulation);
      },
      "upgrade.activate": async () => {
        const upgradeId = this.#upgrade.activate();
        await this.#persistence.flushed();
        return { upgradeId };
      },
      "ap.detail": ({ apId }) => apDetail(simulation, this.#ap(apId)),
      "ap.predownload": ({ apId }) => {
        this.#predownloadOne(this.#ap(apId));
        return { apId };
      },
      "ap.reboot": ({ apIds, actor }) =>
        rebootAps(simulation, apIds, actor, (ap, event) => this.#driver.dispatch(ap, event)),
      "lab.clock": async ({ factor, actor }) => {
        simulation.ports.simulated.setFactor(factor);
        simulation.event({ type: "lab.changed", data: { what: `clock x${factor}`, by: actor.name } });
        this.#upgrade.clockChanged();
        this.#persistence.saveLab();
        simulation.publishNow();
        await this.#persistence.flushed();
        return { factor };
      },
      ...labHandlers(simulation, {
        dispatch: (ap, event) => this.#driver.dispatch(ap, event),
        onAdded: (ap) => void this.#byIp.set(ap.ip, ap),
        onRemoved: (aps) => this.#forget(aps),
        saveLab: () => this.#persistence.saveLab(),
        flushed: () => this.#persistence.flushed(),
      }),
    };
  }

  #saveProfile(source: ImageSource, by: string): void {
    const { simulation } = this;
    simulation.save(source);
    // What was fetched by the profile before is not what this one would bring.
    this.#fetches.stop("join", fault("aborted", "Another profile was saved."));
    simulation.joinHeld.clear();
    simulation.profileSavedAt = simulation.ports.wall.now();
    simulation.syslog(configured(by));
    simulation.event({ type: "profile.saved", data: { by } });
    this.#persistence.save();
    simulation.publishNow();
  }

  /** One access point gets its image by the saved profile, outside of an upgrade's round. */
  #predownloadOne(ap: SimulatedAp): void {
    const { simulation } = this;
    const { upgrade, profile } = simulation;
    refuse(mayStart(upgrade));
    if (profile === null) {
      refuse(
        fault("conflict", "No image download profile is saved.", "Save one on the Software Upgrade page."),
      );
      return;
    }
    if (ap.state.capwap !== "Run" || ap.state.download !== null) {
      refuse(fault("conflict", `${ap.name} is not in Run, or receives an image already.`));
    }
    if (ap.family === null) {
      refuse(fault("not-found", `No image family is known for the model ${ap.model}.`));
      return;
    }
    const version = upgrade.targetVersion ?? NO_VERSION;
    this.#driver.dispatch(ap, { type: "predownload-initiated", version, retryCount: 0 });
    this.#driver.dispatch(ap, {
      type: "predownload-ordered",
      image: ap.family,
      ...modeRules[profile.mode].delivery,
    });
  }

  #forget(aps: readonly SimulatedAp[]): void {
    for (const ap of aps) this.#byIp.delete(ap.ip);
    this.#upgrade.removed(new Set(aps.map((ap) => ap.id)));
    this.#persistence.remove(aps);
  }

  #ap(apId: string): SimulatedAp {
    const ap = this.simulation.aps.get(apId);
    if (ap === undefined) throw new FaultError(fault("not-found", "There is no such access point."));
    return ap;
  }
}

const reloading = fault("conflict", "The controller is reloading.", "Wait until it is back.");

function refuse(why: ReturnType<typeof mayStart>): void {
  if (why !== null) throw new FaultError(why);
}
