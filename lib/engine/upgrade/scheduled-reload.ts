/** `reload in` and `reload at`: a reload of the controller at a later time of the simulated clock. */

import { fault } from "@/lib/contracts/fault";
import {
  type Requester,
  reloadScheduled,
  requester,
  scheduledReloadCanceled,
} from "@/lib/controller/syslog-lines";
import { longTime } from "@/lib/kit/time-text";
import { refuse } from "../refuse";
import type { SimulationState } from "../simulation/simulation-state";
import { Alarm } from "./alarm";

export type ScheduledReloadPorts = {
  /** Reloads the controller now, for whoever scheduled it. */
  reload(by: string): void;
  save(): void;
};

export class ReloadSchedule {
  readonly #simulation: SimulationState;
  readonly #ports: ScheduledReloadPorts;
  readonly #alarm: Alarm;

  constructor(simulation: SimulationState, ports: ScheduledReloadPorts) {
    this.#simulation = simulation;
    this.#ports = ports;
    this.#alarm = new Alarm(simulation.ports, () => this.#due());
  }

  /** Replaces a reload that was scheduled before. @param delayMs simulated milliseconds */
  schedule(delayMs: number, by: Requester): void {
    const { controller, output, ports } = this.#simulation;
    this.#alarm.set(delayMs);
    controller.scheduleReload({ at: this.#alarm.wallAt ?? ports.wall.now(), by: requester(by) });
    const now = ports.simulated.now();
    output.syslog(reloadScheduled(requester(by), longTime(now + delayMs), longTime(now)));
  }

  /** @throws FaultError when no reload is scheduled */
  cancel(): void {
    if (this.#simulation.controller.scheduledReload === null)
      refuse(fault("conflict", "No reload is scheduled."));
    this.#drop();
  }

  resume(): void {
    const { scheduledReload } = this.#simulation.controller;
    if (scheduledReload !== null) this.#alarm.setAt(scheduledReload.at);
  }

  clockChanged(): void {
    const { controller } = this.#simulation;
    const at = this.#alarm.wallAt;
    if (at === null || controller.scheduledReload === null) return;
    controller.scheduleReload({ ...controller.scheduledReload, at });
    this.#ports.save();
  }

  /** A reload has begun or the lab stops: nothing is scheduled any more. */
  stop(): void {
    this.#alarm.cancel();
  }

  #due(): void {
    const { controller, upgrade } = this.#simulation;
    const { scheduledReload } = controller;
    if (scheduledReload === null) return;
    // Images on their way would be lost.
    if (upgrade.running || !controller.isUp) this.#drop();
    else this.#ports.reload(scheduledReload.by);
  }

  #drop(): void {
    const { controller, output, ports } = this.#simulation;
    this.#alarm.cancel();
    controller.scheduleReload(null);
    output.syslog(scheduledReloadCanceled(longTime(ports.simulated.now())));
    this.#ports.save();
  }
}
