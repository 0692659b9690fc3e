/**
 * Everything the simulation knows, in one place: access points, controller, profile, upgrade; and the ways it speaks
 * (rows, log lines, events). Decides nothing: the machines in `fleet` and `controller` do, the drivers here obey.
 */
import type { ApRow } from "@/lib/contracts/aps";
import type { ControllerRow } from "@/lib/contracts/controller";
import type { NewEvent } from "@/lib/contracts/events";
import { familyOfModel, type ImageFamily, isControllerCapable } from "@/lib/contracts/families";
import type { Fault } from "@/lib/contracts/fault";
import type { Behavior, Lab, LabRow } from "@/lib/contracts/lab";
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import type { Profile } from "@/lib/contracts/profile";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import type { SyslogLine } from "@/lib/controller/syslog-lines";
import { syslogStamp } from "@/lib/controller/syslog-lines";
import { NO_UPGRADE, type Upgrade } from "@/lib/controller/upgrade-machine";
import { type ApFacts, type ApState, type ApTimer, type Purpose, runningVersion } from "@/lib/fleet/ap-state";
import { asHost } from "@/lib/fleet/behaviors";
import { type ConsoleNote, consoleLines, consoleStamp } from "@/lib/fleet/console-lines";
import type { Cancel } from "@/lib/kit/clock";
import type { RateWindow } from "@/lib/kit/rate-window";
import type { DownloadContext, ImageSource } from "../image-download/context";
import { KnownHosts } from "../image-download/known-hosts";
import { ProfileServers } from "../image-download/profile-servers";
import type { SimulationPorts } from "./ports";

/** An image on its way to one AP or to the controller, over the wire or over CAPWAP. */
export type Receiving = {
  purpose: Purpose;
  image: string;
  /** Bytes so far; a CAPWAP transfer is brought up to date by `read`. */
  bytes: number;
  sizeBytes: number | null;
  /** Wall bytes per second over the last second. */
  rate: number;
  readonly window: RateWindow;
  /** Image bytes per message of this transport, for the AP's console. */
  perMessage: number;
  printedDots: number;
  /** What has to happen before anything can come, in words; empty when nothing. */
  awaits: string;
  read(): void;
  /** The AP behaves otherwise now: what is still to come takes another time, or does not come. */
  relink(): void;
  /** Ends it without telling the AP, who knows. */
  stop(why: Fault): void;
};

/** What *Why?* needs to know of an AP's last failure. */
export type LastFailure = {
  mode: DownloadMode;
  userName: string | null;
  fault: Fault;
  own: boolean;
  atJoin: boolean;
  over: "TFTP" | "CAPWAP" | null;
  image: string;
  path: string;
  url: string;
  server: string;
  port: number;
  master: string | null;
};

export type SimulatedAp = {
  readonly id: string;
  readonly name: string;
  readonly model: string;
  readonly ip: string;
  readonly ethernetMac: string;
  readonly family: ImageFamily | null;
  readonly isController: boolean;
  /** It can host the controller and does not: Network Upgrade gives it the controller image. */
  readonly standsBy: boolean;
  /** Changed by {@link SimulationState.setBehavior} only. */
  behavior: Behavior;
  facts: ApFacts;
  state: ApState;
  timers: Partial<Record<ApTimer, Cancel | undefined>>;
  receiving: Receiving | null;
  isMaster: boolean;
  /** Of the image that came last: what the row shows when nothing is on its way. */
  bytes: number;
  sizeBytes: number | null;
  /** Bytes of this upgrade's images that this AP has whole. */
  apImageBytes: number;
  controllerImageBytes: number;
  failure: LastFailure | null;
};

export type ControllerState = {
  version: string;
  backupVersion: string;
  state: "up" | "reloading";
  /** Wall milliseconds. */
  backAt: number | null;
  /** Size of the image of its own family, which it gives at join. */
  ownImageBytes: number;
  /** Simulated milliseconds of its last start. */
  bootedAt: number;
  /** Why it started, in the few words of `Last reload reason:`. */
  reloadReason: string;
  /** The reload that is under way, by its reason; null when up. */
  reloadFor: string | null;
  /** False from Activate until `install commit`. */
  committed: boolean;
  /** Join-time downloads that completed since it started. */
  joinDownloads: number;
};

export type HeldImage = { sizeBytes: number; version: string };

/** How rows are made of this (`rows.ts`), handed in because that reads the simulation in turn. */
export type RowMakers = {
  ap(ap: SimulatedAp, simulation: SimulationState): ApRow;
  upgrade(simulation: SimulationState): UpgradeRow;
  controller(simulation: SimulationState): Omit<ControllerRow, "storeHealthy">;
  lab(simulation: SimulationState): LabRow;
};

/** Twice as often as the bus hands out batches would be wasted. */
const PUBLISH_EVERY_MS = 200;

export class SimulationState {
  readonly ports: SimulationPorts;
  readonly aps = new Map<string, SimulatedAp>();
  /** The access point that the controller runs on. Set by start. */
  own: SimulatedAp | undefined;
  lab: Lab;
  controller: ControllerState;
  /** The saved profile, with its password. */
  saved: ImageSource | null = null;
  profileSavedAt: number | null = null;
  /** The profile with which the present upgrade was started: a Save meanwhile is for later. */
  upgradeSource: ImageSource | null = null;
  upgrade: Upgrade = NO_UPGRADE;
  /** Images of this upgrade that the controller has, and sizes that the server told. */
  readonly held = new Map<string, HeldImage>();
  readonly sizes = new Map<string, number>();
  /** Images for APs that join, of the version that the controller runs (SFTP mode). */
  readonly joinHeld = new Map<string, HeldImage>();
  /** The controller image on its way from the server. */
  controllerReceiving: Receiving | null = null;
  /** Images of families on their way from the server to the controller (SFTP mode). */
  readonly familyFetches = new Map<string, Receiving>();
  readonly knownHosts: KnownHosts;
  readonly servers: ProfileServers;
  readonly download: DownloadContext;
  /** Why an initiated AP waits, in words; the upgrade's driver knows. */
  waitsFor: (ap: SimulatedAp) => string = () => "";
  /** Called before the upgrade's and controller's rows are published. */
  beforePublish: () => void = () => undefined;
  /** Hands an AP to the writer. */
  markDirty: (ap: SimulatedAp) => void = () => undefined;
  stopped = false;
  /** Another whenever a behavior, or who exists, changed. */
  revision: number;
  #publishing: Cancel | undefined;
  #members: { of: readonly string[] | null; revision: number; aps: SimulatedAp[] } | undefined;

  readonly #rows: RowMakers;

  constructor(ports: SimulationPorts, lab: Lab, rows: RowMakers) {
    this.ports = ports;
    this.knownHosts = new KnownHosts({
      documents: ports.store.documents,
      wall: ports.wall,
      event: (event) => this.event(event),
      onChanged: () => this.publishSoon(),
      onFault: ports.onFault,
    });
    this.servers = new ProfileServers(ports);
    const { tftp, sftp, secrets, images } = ports;
    this.download = {
      ports: {
        tftp,
        sftp,
        secrets,
        images,
        ownServer: ports.ownServer,
        ownSftp: ports.ownSftp,
        labFaults: (id) => ports.bus.row("servers", id)?.labFaults ?? [],
        settings: () => ({ controllerIp: this.lab.controller.ip, transfer: this.lab.transfer }),
      },
      servers: this.servers,
      knownHosts: this.knownHosts,
    };
    this.#rows = rows;
    this.lab = lab;
    // Whoever watched the lab before this one sees a change.
    this.revision = (ports.bus.row("lab", "lab")?.revision ?? 0) + 1;
    const { running, backup, ownImageBytes } = lab.controller;
    this.controller = {
      version: running,
      backupVersion: backup,
      state: "up",
      backAt: null,
      ownImageBytes,
      bootedAt: ports.simulated.now(),
      reloadReason: "PowerOn",
      reloadFor: null,
      committed: true,
      joinDownloads: 0,
    };
  }

  addAp(
    who: Pick<SimulatedAp, "id" | "name" | "model" | "ip" | "ethernetMac" | "behavior">,
    state: ApState,
  ): SimulatedAp {
    const isController = who.name === this.lab.controller.ap;
    const family = familyOfModel(who.model) ?? null;
    const { behavior, facts } = this.#behaving(family, isController, who.behavior);
    // Field by field: copied by a spread, each of thousands would bring a description of its own shape (V8).
    const ap: SimulatedAp = {
      id: who.id,
      name: who.name,
      model: who.model,
      ip: who.ip,
      ethernetMac: who.ethernetMac,
      family,
      isController,
      standsBy: !isController && isControllerCapable(who.model),
      behavior,
      facts,
      state,
      timers: {},
      receiving: null,
      isMaster: false,
      bytes: 0,
      sizeBytes: null,
      apImageBytes: 0,
      controllerImageBytes: 0,
      failure: null,
    };
    this.aps.set(ap.id, ap);
    if (isController) this.own = ap;
    this.revision++;
    return ap;
  }

  /** It behaves so from now on. Its machine, and what it receives, are told by the caller. */
  setBehavior(ap: SimulatedAp, behavior: Behavior): void {
    Object.assign(ap, this.#behaving(ap.family, ap.isController, behavior));
    this.revision++;
    this.markDirty(ap);
  }

  #behaving(
    family: ImageFamily | null,
    isController: boolean,
    given: Behavior,
  ): Pick<SimulatedAp, "behavior" | "facts"> {
    const behavior = isController ? asHost(given) : given;
    const bootMs = (isController ? this.lab.controller.reloadSeconds : behavior.bootSeconds) * 1000;
    return { behavior, facts: { family, behavior, bootMs } };
  }

  /** It exists no more: whatever it was doing ends, and its row goes. */
  remove(ap: SimulatedAp): void {
    this.aps.delete(ap.id);
    this.revision++;
    for (const cancel of Object.values(ap.timers)) cancel?.();
    ap.timers = {};
    this.ports.bus.del("aps", ap.id);
  }

  /** Members of the present upgrade that still exist; the whole fleet when there is none. */
  members(): readonly SimulatedAp[] {
    const of = this.upgrade.id === "" ? null : this.upgrade.members;
    // Asked for with every row of the upgrade: made anew only when the upgrade or the fleet is another.
    if (this.#members?.of !== of || this.#members.revision !== this.revision) {
      const aps = of === null ? [...this.aps.values()] : of.flatMap((id) => this.aps.get(id) ?? []);
      this.#members = { of, revision: this.revision, aps };
    }
    return this.#members.aps;
  }

  // Where images come from

  /** As everybody may see it. */
  get profile(): Profile | null {
    return this.saved?.profile ?? null;
  }

  get upgradeProfile(): Profile | null {
    return this.upgradeSource?.profile ?? null;
  }

  /** Another profile, or none. A password that nobody needs any more is not kept. */
  save(source: ImageSource | null): void {
    this.saved = source;
    if (source?.sealedPassword || this.upgrade.running || this.upgradeSource === null) return;
    this.upgradeSource = { ...this.upgradeSource, sealedPassword: null };
  }

  /** An AP that joins asks by the saved profile, a running upgrade keeps to the one it began with. */
  sourceFor(purpose: Purpose): ImageSource | null {
    if (purpose === "join") return this.saved;
    return this.upgrade.running ? this.upgradeSource : (this.saved ?? this.upgradeSource);
  }

  /** Bytes of the controller's flash that an image on its way may take. */
  flashRoom(receiving: Receiving): number {
    let room = this.lab.controller.flashFreeBytes;
    for (const { sizeBytes } of [...this.held.values(), ...this.joinHeld.values()]) room -= sizeBytes;
    for (const other of [this.controllerReceiving, ...this.familyFetches.values()]) {
      if (other !== null && other !== receiving) room -= other.sizeBytes ?? other.bytes;
    }
    return room;
  }

  // Rows

  publish(ap: SimulatedAp): void {
    if (this.aps.get(ap.id) !== ap) return;
    const { bus } = this.ports;
    const row = this.#rows.ap(ap, this);
    if (bus.row("aps", ap.id) === undefined) bus.put("aps", ap.id, row);
    else bus.patch("aps", ap.id, row);
    this.publishSoon();
  }

  /** The upgrade's and the controller's rows, soon: counting the fleet at each change would be quadratic. */
  publishSoon(): void {
    if (this.stopped) return;
    this.#publishing ??= this.ports.wall.after(PUBLISH_EVERY_MS, () => {
      this.#publishing = undefined;
      this.publishNow();
    });
  }

  publishNow(): void {
    this.#publishing?.();
    this.#publishing = undefined;
    if (this.stopped) return;
    this.beforePublish();
    const { bus } = this.ports;
    const upgrade = this.#rows.upgrade(this);
    const { stageMarks, ...rest } = upgrade;
    const before = bus.row("upgrade", "upgrade");
    if (before === undefined) bus.put("upgrade", "upgrade", upgrade);
    else {
      const same = JSON.stringify([before.stageMarks, before.counters, before.readBack]);
      const now = JSON.stringify([stageMarks, rest.counters, rest.readBack]);
      const { counters, readBack, ...plain } = rest;
      bus.patch("upgrade", "upgrade", same === now ? plain : { ...plain, stageMarks, counters, readBack });
    }
    const controller = this.#rows.controller(this);
    if (bus.row("controller", "controller") === undefined)
      bus.put("controller", "controller", { ...controller, storeHealthy: true });
    else bus.patch("controller", "controller", controller);
    const lab = this.#rows.lab(this);
    if (bus.row("lab", "lab") === undefined) bus.put("lab", "lab", lab);
    else bus.patch("lab", "lab", lab);
  }

  // Speech

  event(event: NewEvent): void {
    this.ports.bus.event(event);
  }

  syslog(line: SyslogLine, of: { apId?: string; transferId?: string } = {}): void {
    const at = this.ports.simulated.now();
    const common = {
      at,
      severity: line.severity,
      text: `${syslogStamp(at)}: ${line.text}`,
      apId: of.apId ?? null,
      transferId: of.transferId ?? null,
      upgradeId: this.upgrade.running ? this.upgrade.id : null,
    };
    this.ports.log.append({ source: "syslog", ...common });
    if (line.install) this.ports.log.append({ source: "install", ...common });
  }

  /** @param state as it was when there was something to say: the machine may have moved on since. */
  console(ap: SimulatedAp, note: ConsoleNote, state = ap.state): void {
    this.consoleText(
      ap,
      consoleLines(note, {
        running: runningVersion(state),
        active: state.active,
        model: ap.model,
        controllerIp: this.lab.controller.ip,
      }),
    );
  }

  consoleText(ap: SimulatedAp, texts: readonly string[]): void {
    const at = this.ports.simulated.now();
    const stamp = consoleStamp(at);
    for (const text of texts) {
      this.ports.log.append({
        source: "console",
        at,
        severity: null,
        text: `${stamp} ${text}`,
        apId: ap.id,
        transferId: null,
        upgradeId: this.upgrade.running ? this.upgrade.id : null,
      });
    }
  }

  /** Everything that can end by itself is ended; nothing is published any more. */
  stop(): void {
    this.#publishing?.();
    this.#publishing = undefined;
    this.stopped = true;
    for (const ap of this.aps.values()) {
      for (const cancel of Object.values(ap.timers)) cancel?.();
      ap.timers = {};
    }
  }
}
