/** The controller's reload: by Activate, by `reload` or by `reset-all`. It ends when the access point under it has booted. */
import type { ImageFamily } from "@/lib/contracts/families";
import { fault } from "@/lib/contracts/fault";
import { type ApEvent, primaryVersion } from "@/lib/fleet/ap-state";
import type { Cancel } from "@/lib/kit/clock";
import type { ControllerFetches } from "../image-download/controller-fetches";
import type { SimulatedAp } from "../simulation/simulated-ap";
import type { SimulationState } from "../simulation/simulation-state";

/** What reloads with the controller: every access point into the new version, nobody, or every access point as it is. */
export type ReloadScope = "activate" | "controller" | "everybody";
/** As after `Last reload reason:`. */
const REASONS: Record<ReloadScope, string> = {
  activate: "Image Install",
  controller: "Reload Command",
  everybody: "Reload Command",
};

export type ControllerReloadPorts = {
  dispatch(ap: SimulatedAp, event: ApEvent): void;
  fetches: ControllerFetches;
  save(): void;
  /** The controller is up again with this version. */
  onBack(version: string): void;
};

export class ControllerReload {
  readonly #simulation: SimulationState;
  readonly #ports: ControllerReloadPorts;
  /** `dueAt`: simulated milliseconds. */
  #underWay: { dueAt: number; cancel: Cancel } | null = null;

  constructor(simulation: SimulationState, ports: ControllerReloadPorts) {
    this.#simulation = simulation;
    this.#ports = ports;
  }

  begin(scope: ReloadScope): void {
    const simulation = this.#simulation;
    const { fleet, lab, ports } = simulation;
    const delayMs = lab.controller.reloadSeconds * 1000;
    // Armed before the access points' timers, so that the controller is up when its own access point looks for it.
    const dueAt = ports.simulated.now() + delayMs;
    this.#underWay = { dueAt, cancel: ports.simulated.after(delayMs, () => this.#end()) };
    this.#ports.fetches.stop("join", fault("aborted", "The controller reloads."));
    simulation.images.removeHeldForJoin();
    simulation.controller.beginReload(REASONS[scope], this.#wallOf(dueAt));
    this.#ports.save();
    const activate = scope === "activate" ? simulation.upgrade.targetVersion : null;
    for (const ap of fleet.all()) {
      const reboots = ap === fleet.host || (scope === "everybody" && ap.state.capwap === "Run");
      this.#ports.dispatch(
        ap,
        reboots && scope !== "activate"
          ? { type: "reset", reason: "by the reload command" }
          : { type: "controller-reloads", activate },
      );
    }
  }

  /** The clock runs at another speed, so the reload ends at another wall time. */
  clockChanged(): void {
    if (this.#underWay) this.#simulation.controller.expectBackAt(this.#wallOf(this.#underWay.dueAt));
  }

  stop(): void {
    this.#underWay?.cancel();
  }

  #end(): void {
    const simulation = this.#simulation;
    const { controller, images } = simulation;
    const { host } = simulation.fleet;
    this.#underWay = null;
    // The access point under it is still booting: what it boots is what the controller runs.
    const version = host === undefined ? controller.version : primaryVersion(host.state);
    const family: ImageFamily | null = host?.family ?? null;
    const imageBytes = family === null ? undefined : images.held.get(family)?.sizeBytes;
    // Only what was activated has to be committed; an image that was swapped in has run before.
    const awaitsCommit = controller.reloadFor === REASONS.activate;
    controller.endReload({ version, imageBytes }, awaitsCommit, simulation.ports.simulated.now());
    this.#ports.save();
    simulation.event({ type: "controller.reloaded", data: { version } });
    this.#ports.onBack(version);
    simulation.rows.publishSoon();
  }

  #wallOf(simulatedAt: number): number {
    const { simulated, wall } = this.#simulation.ports;
    return wall.now() + (simulatedAt - simulated.now()) / simulated.factor;
  }
}
