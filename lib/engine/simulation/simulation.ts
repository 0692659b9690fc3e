/**
 * The controller and its fleet, alive: puts machines, drivers and ports together, answers commands, and goes on after a
 * restart with what the store remembers.
 */
import type { OrderDone, ProbeTarget } from "@/lib/cli/ports";
import type { Actor, Command, CommandAnswers } from "@/lib/contracts/commands";
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import { behaviourSchema, type Lab } from "@/lib/contracts/lab";
import { NO_VERSION } from "@/lib/contracts/versions";
import { configured } from "@/lib/controller/syslog-lines";
import { mayActivate, mayCancel, mayStart } from "@/lib/controller/upgrade-machine";
import { newAp, runningVersion } from "@/lib/fleet/ap-state";
import { expandLab } from "@/lib/fleet/population";
import { plainAddress, sourceAddress } from "./addresses";
import { ApDriver } from "./ap-driver";
import { ControllerFetches } from "./controller-fetches";
import { Deliveries } from "./deliveries";
import { apDetail } from "./detail";
import { ImageFetcher } from "./image-fetch";
import { keptPassword, sourceOf } from "./image-source";
import { labHandlers } from "./lab-orders";
import { type Replacement, replacement, replaces } from "./lab-replacement";
import { labRow } from "./lab-row";
import { controllerFacts, obeyOrder } from "./orders";
import { orderedLab, orderLab, Persistence, restore, restoreKept, storedLab } from "./persistence";
import type { LineIds, Simulation, SimulationCommand, SimulationOrder, SimulationPorts } from "./ports";
import { previewActivation, previewUpgrade } from "./preview";
import { rebootAps } from "./reboot";
import { say } from "./reports";
import { apRow, controllerRow, upgradeRow } from "./rows";
import { Sampler } from "./sampler";
import { UpgradeDriver } from "./upgrade-driver";
import { type ApUnit, type ImageSource, World } from "./world";

/** At a first start an AP with other software than the controller's is switched on after this, in front of the visitor. */
const LATE_ARRIVAL_MS = 4000;

export function createSimulation(ports: SimulationPorts): Simulation {
  let live: Live | null = null;
  /** What takes the place of the lab, one after the other; everybody else waits for it. */
  let replacing: Promise<unknown> = Promise.resolve();
  const running = (): Live => {
    if (live === null) throw new FaultError(fault("engine-unreachable", "The lab is still starting."));
    return live;
  };
  const settled = async (): Promise<Live> => {
    for (let seen: unknown; seen !== replacing; ) {
      seen = replacing;
      await replacing;
    }
    return running();
  };
  const replace = async (next: (world: World) => Promise<Replacement>, actor: Actor) => {
    const before = running();
    const { lab, what, answer } = await next(before.world);
    const aps = expandLab(lab).length;
    await orderLab(ports.store, lab);
    await before.leave(actor);
    live = await Live.open(ports, lab);
    ports.bus.event({ type: "lab.changed", data: { what: `${what}, ${aps} access points`, by: actor.name } });
    return answer(aps);
  };
  const replaceNext = (next: (world: World) => Promise<Replacement>, actor: Actor) => {
    const done = replacing.then(() => replace(next, actor));
    replacing = done.catch(() => undefined);
    return done;
  };
  return {
    async ask<T extends SimulationCommand>(command: Command<T>) {
      const answer = replaces(command)
        ? await replaceNext((world) => replacement(command, world), command.actor)
        : await (await settled()).answer(command as Command<LiveCommand>);
      return answer as CommandAnswers[T];
    },
    async start(first) {
      live = await Live.open(ports, first);
    },
    identify: (address, port) => live?.identify(address, port) ?? null,
    lineIds: (address, port) =>
      live?.lineIds(address, port) ?? { apId: null, upgradeId: null, certain: false },
    fleet: () => live?.fleet() ?? [],
    order: async (order, actor) => await (await settled()).order(order, actor),
    facts: () => controllerFacts(running().world),
    imageServer: (address) => running().imageServer(address),
    profilePassword: () => (live === null ? null : keptPassword(live.world)),
    refresh: () => live?.world.publishSoon(),
    async stop() {
      await replacing;
      await live?.stop(fault("aborted", "The program stops."));
    },
  };
}

const rowMakers = { ap: apRow, upgrade: upgradeRow, controller: controllerRow, lab: labRow };

type LiveCommand = Exclude<SimulationCommand, "lab.load" | "lab.reset">;
type Handlers = {
  [T in LiveCommand]: (command: Command<T>) => CommandAnswers[T] | Promise<CommandAnswers[T]>;
};

class Live {
  readonly world: World;
  readonly #driver: ApDriver;
  readonly #upgrade: UpgradeDriver;
  readonly #fetcher: ImageFetcher;
  readonly #fetches: ControllerFetches;
  readonly #sampler: Sampler;
  readonly #persistence: Persistence;
  readonly #byIp = new Map<string, ApUnit>();
  readonly #handlers: Handlers;

  private constructor(world: World) {
    this.world = world;
    this.#persistence = new Persistence(world);
    this.#fetcher = new ImageFetcher(world);
    this.#sampler = new Sampler(world);
    this.#fetches = new ControllerFetches(world, this.#fetcher, this.#sampler);
    const deliveries = new Deliveries(world, this.#fetcher, this.#fetches, this.#sampler, {
      tell: (unit, event) => this.#driver.tell(unit, event),
      onFetched: (...fetched) => this.#upgrade.fetched(...fetched),
    });
    this.#driver = new ApDriver(world, {
      receive: (unit, purpose, image, route) => deliveries.start(unit, purpose, image, route),
      onReport: (unit, report) => {
        say(world, unit, report);
        this.#upgrade.report(unit, report);
      },
    });
    this.#upgrade = new UpgradeDriver(world, {
      tell: (unit, event) => this.#driver.tell(unit, event),
      fetcher: this.#fetcher,
      fetches: this.#fetches,
      sampler: this.#sampler,
      save: () => this.#persistence.save(),
    });
    this.#handlers = this.#makeHandlers();
  }

  static async open(ports: SimulationPorts, first: Lab): Promise<Live> {
    const next = await orderedLab(ports.store);
    const stored = next === null ? await storedLab(ports.store) : null;
    const lab = next ?? stored ?? first;
    ports.simulated.setFactor(lab.clockFactor);
    ports.setServerFaults(lab.serverFaults);
    const live = new Live(new World(ports, lab, rowMakers));
    if (stored !== null) await restore(live.world);
    else await live.#create(lab, next !== null);
    for (const { id } of ports.bus.rows("aps")) if (!live.world.units.has(id)) ports.bus.del("aps", id);
    for (const unit of live.world.units.values()) {
      live.#byIp.set(unit.ip, unit);
      live.world.publish(unit);
    }
    if (stored !== null) live.#goOn();
    live.world.publishNow();
    return live;
  }

  /** The network as it was before anybody looked: joined, but for those with other software, which arrive soon. */
  async #create(lab: Lab, instead: boolean): Promise<void> {
    const { world } = this;
    await restoreKept(world);
    const late: ApUnit[] = [];
    for (const ap of expandLab(lab)) {
      const isOwn = ap.name === lab.controller.ap;
      const state = newAp(isOwn ? lab.controller.running : ap.running, ap.backup);
      const isJoined = runningVersion(state) === lab.controller.running;
      const unit = world.makeUnit(
        {
          id: ap.radioMac,
          name: ap.name,
          model: ap.model,
          ip: ap.ip,
          ethernetMac: ap.ethernetMac,
          behaviour: behaviourSchema.parse(ap.behaviour),
        },
        isJoined ? { ...state, capwap: "Run" } : state,
      );
      if (!isJoined) late.push(unit);
    }
    await (instead ? this.#persistence.replace() : this.#persistence.create());
    for (const unit of late) {
      world.ports.simulated.after(LATE_ARRIVAL_MS, () => this.#driver.tell(unit, { type: "power-on" }));
    }
  }

  /** After a restart: whoever was on the way sets out again, and the upgrade goes on. */
  #goOn(): void {
    const { world } = this;
    for (const unit of world.units.values()) {
      this.#driver.tell(unit, { type: "program-restarted", controllerVersion: world.controller.version });
    }
    this.#upgrade.resume();
  }

  answer<T extends LiveCommand>(command: Command<T>): Promise<CommandAnswers[T]> | CommandAnswers[T] {
    return (this.#handlers[command.type] as Handlers[T])(command);
  }

  identify(address: string, port: number): { apId: string; name: string } | null {
    const client = this.#fetcher.clientOf(address, port);
    if (client) return { apId: client.apId, name: client.name };
    const unit = this.#byIp.get(plainAddress(address));
    return unit ? { apId: unit.id, name: unit.name } : null;
  }

  lineIds(address: string, port: number): LineIds {
    const { upgrade } = this.world;
    const upgradeId = upgrade.running ? upgrade.id : null;
    const asker = this.#fetcher.clientOf(address, port);
    if (asker) return { apId: asker.forApId, upgradeId, certain: true };
    const from = plainAddress(address);
    const { ip } = this.world.lab.controller;
    // Before its login is done, and after it hung up, one knows that the controller asks, not for whom.
    if (from === ip || from === sourceAddress(ip, from)) return { apId: null, upgradeId, certain: false };
    return { apId: this.#byIp.get(from)?.id ?? null, upgradeId: null, certain: false };
  }

  async order(order: SimulationOrder, actor: Actor): Promise<OrderDone> {
    const done = obeyOrder(this.world, order, actor, {
      tell: (unit, event) => this.#driver.tell(unit, event),
      reload: (scope) => this.#upgrade.reload(scope),
      cancelUpgrade: (by) => void this.#upgrade.cancel(by),
    });
    this.#persistence.save();
    if (order.type === "rename") this.#persistence.saveLab();
    this.world.publishNow();
    await this.#persistence.flushed();
    return done;
  }

  /** Which port of this address an image would be asked for: the profile's for its server, else the usual one. */
  imageServer(address: string): ProbeTarget {
    const { profile } = this.world;
    const { mode, servicePort } =
      profile?.imageServer === address ? profile : { mode: "tftp" as const, servicePort: null };
    const port = this.world.servers.port({ mode, imageServer: address, servicePort });
    return mode === "sftp"
      ? { service: "SFTP", transport: "TCP", address, port }
      : { service: "TFTP", transport: "UDP", address, port };
  }

  fleet() {
    return [...this.world.units.values()].map((unit) => apRow(unit, this.world));
  }

  /** Another lab takes this one's place: nothing of it goes on. */
  async leave(actor: Actor): Promise<void> {
    if (mayCancel(this.world.upgrade) === null) this.#upgrade.cancel(actor);
    await this.stop(fault("aborted", "Another lab was loaded."));
  }

  async stop(why: Fault): Promise<void> {
    this.world.stop();
    this.#upgrade.stop(why);
    this.#sampler.stop();
    // Records keep their downloads: at the next start they begin again, counted as a retry.
    for (const unit of this.world.units.values()) unit.receiving?.stop(why);
    await this.#fetcher.stop();
    this.#persistence.stop();
    await this.#persistence.flushed();
  }

  #makeHandlers(): Handlers {
    const { world } = this;
    return {
      "profile.save": async ({ profile, actor }) => {
        const source = sourceOf(world, profile);
        this.#saveProfile(source, actor.name);
        await this.#persistence.flushed();
        return { profile: source.profile };
      },
      "profile.accept-host-key": async ({ actor, ...accepted }) => {
        await world.knownHosts.accept(accepted, actor.name);
        world.publishNow();
        return { fingerprint: accepted.fingerprint };
      },
      "upgrade.preview": ({ profile }) => previewUpgrade(world, sourceOf(world, profile)),
      "upgrade.start": async ({ profile, actor }) => {
        refuse(mayStart(world.upgrade));
        if (world.controller.state !== "up") refuse(reloading);
        const source = sourceOf(world, profile);
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
        refuse(mayActivate(world.upgrade));
        return previewActivation(world);
      },
      "upgrade.activate": async () => {
        const upgradeId = this.#upgrade.activate();
        await this.#persistence.flushed();
        return { upgradeId };
      },
      "ap.detail": ({ apId }) => apDetail(world, this.#unit(apId)),
      "ap.predownload": ({ apId }) => {
        this.#predownloadOne(this.#unit(apId));
        return { apId };
      },
      "ap.reboot": ({ apIds, actor }) =>
        rebootAps(world, apIds, actor, (unit, event) => this.#driver.tell(unit, event)),
      "lab.clock": async ({ factor, actor }) => {
        world.ports.simulated.setFactor(factor);
        world.event({ type: "lab.changed", data: { what: `clock x${factor}`, by: actor.name } });
        this.#upgrade.clockChanged();
        this.#persistence.saveLab();
        world.publishNow();
        await this.#persistence.flushed();
        return { factor };
      },
      ...labHandlers(world, {
        tell: (unit, event) => this.#driver.tell(unit, event),
        onAdded: (unit) => void this.#byIp.set(unit.ip, unit),
        onRemoved: (units) => this.#forget(units),
        saveLab: () => this.#persistence.saveLab(),
        flushed: () => this.#persistence.flushed(),
      }),
    };
  }

  #saveProfile(source: ImageSource, by: string): void {
    const { world } = this;
    world.save(source);
    // What was fetched by the profile before is not what this one would bring.
    this.#fetches.stop("join", fault("aborted", "Another profile was saved."));
    world.joinHeld.clear();
    world.profileSavedAt = world.ports.wall.now();
    world.syslog(configured(by));
    world.event({ type: "profile.saved", data: { by } });
    this.#persistence.save();
    world.publishNow();
  }

  /** One access point gets its image by the saved profile, outside of an upgrade's round. */
  #predownloadOne(unit: ApUnit): void {
    const { world } = this;
    const { upgrade } = world;
    refuse(mayStart(upgrade));
    if (world.profile === null) {
      refuse(
        fault("conflict", "No image download profile is saved.", "Save one on the Software Upgrade page."),
      );
    }
    if (unit.state.capwap !== "Run" || unit.state.download !== null) {
      refuse(fault("conflict", `${unit.name} is not in Run, or receives an image already.`));
    }
    if (unit.family === null) {
      refuse(fault("not-found", `No image family is known for the model ${unit.model}.`));
      return;
    }
    const version = upgrade.targetVersion ?? NO_VERSION;
    this.#driver.tell(unit, { type: "predownload-initiated", version, retryCount: 0 });
    this.#driver.tell(unit, {
      type: "predownload-ordered",
      image: unit.family,
      ...(world.profile?.mode === "sftp"
        ? { route: "capwap", method: "CAPWAP" }
        : { route: "server", method: "TFTP" }),
    });
  }

  #forget(units: readonly ApUnit[]): void {
    for (const unit of units) this.#byIp.delete(unit.ip);
    this.#upgrade.removed(new Set(units.map((unit) => unit.id)));
    this.#persistence.remove(units);
  }

  #unit(apId: string): ApUnit {
    const unit = this.world.units.get(apId);
    if (unit === undefined) throw new FaultError(fault("not-found", "There is no such access point."));
    return unit;
  }
}

const reloading = fault("conflict", "The controller is reloading.", "Wait until it is back.");

function refuse(why: ReturnType<typeof mayStart>): void {
  if (why !== null) throw new FaultError(why);
}
