/**
 * The controller's reload: by Activate, by a rollback, by `reload` or by `reset-all`. It ends when the access point under
 * it has booted.
 */
import type { ImageFamily } from "@/lib/contracts/families";
import { fault } from "@/lib/contracts/fault";
import { type ReloadReason, reloadRequested } from "@/lib/controller/syslog-lines";
import { type ApEvent, primaryVersion } from "@/lib/fleet/ap-state";
import { syslogStamp } from "@/lib/kit/time-text";
import type { ControllerFetches } from "../image-download/controller-fetches";
import type { SimulatedAp } from "../simulation/simulated-ap";
import type { SimulationState } from "../simulation/simulation-state";
import { Alarm } from "./alarm";

/** What reloads with the controller: every access point into a version, nobody, or every access point as it is. */
export type ReloadScope =
  | { what: "activate" | "rollback"; into: string }
  | { what: "controller" }
  | { what: "everybody" };

const REASONS: Record<ReloadScope["what"], ReloadReason> = {
  activate: "Image Install",
  rollback: "Image Install",
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
  readonly #end: Alarm;

  constructor(simulation: SimulationState, ports: ControllerReloadPorts) {
    this.#simulation = simulation;
    this.#ports = ports;
    this.#end = new Alarm(simulation.ports, () => this.#ended());
  }

  /** @param by who asked for it, as in the syslog; null when a reload that was cut short is begun again */
  begin(scope: ReloadScope, by: string | null): void {
    const simulation = this.#simulation;
    const { fleet, lab, controller, output, ports } = simulation;
    const into = "into" in scope ? scope.into : null;
    // Armed before the access points' timers, so that the controller is up when its own access point looks for it.
    this.#end.set(lab.controller.reloadSeconds * 1000);
    this.#ports.fetches.stop("join", fault("aborted", "The controller reloads."));
    simulation.images.removeHeldForJoin();
    controller.beginReload(REASONS[scope.what], into, this.#end.wallAt ?? ports.wall.now());
    this.#ports.save();
    for (const ap of fleet.all()) this.#ports.dispatch(ap, this.#eventFor(ap, scope));
    const line = reloadRequested(by ?? "the controller", REASONS[scope.what]);
    if (by !== null) output.syslog(line);
    if (!lab.controller.keepsSessions) ports.onReload(`${syslogStamp(ports.simulated.now())}: ${line.text}`);
  }

  #eventFor(ap: SimulatedAp, scope: ReloadScope): ApEvent {
    if ("into" in scope) {
      const reason = scope.what === "activate" ? "by Activate" : "by the rollback";
      return { type: "controller-reloads", activate: scope.into, reason };
    }
    const reboots =
      ap === this.#simulation.fleet.host || (scope.what === "everybody" && ap.state.capwap === "Run");
    return reboots
      ? { type: "reset", reason: "by the reload command" }
      : { type: "controller-reloads", activate: null };
  }

  /** The clock runs at another speed, so the reload ends at another wall time. */
  clockChanged(): void {
    const { wallAt } = this.#end;
    if (wallAt !== null) this.#simulation.controller.expectBackAt(wallAt);
  }

  stop(): void {
    this.#end.cancel();
  }

  #ended(): void {
    const simulation = this.#simulation;
    const { controller, images, ports } = simulation;
    const { host } = simulation.fleet;
    // The access point under it is still booting: what it boots is what the controller runs.
    const version = host === undefined ? controller.version : primaryVersion(host.state);
    const family: ImageFamily | null = host?.family ?? null;
    const imageBytes = family === null ? undefined : images.held.get(family)?.sizeBytes;
    controller.endReload({ version, imageBytes }, ports.simulated.now());
    this.#ports.save();
    simulation.event({ type: "controller.reloaded", data: { version } });
    this.#ports.onBack(version);
    // Rows and facts must show the same moment to whoever signs in now.
    simulation.rows.publishNow();
    ports.onReload(null);
  }
}
