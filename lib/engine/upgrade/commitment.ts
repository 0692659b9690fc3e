/**
 * What follows Activate: the commit, or the way back to the committed version, by command or because nobody committed
 * before the timer ended.
 */
import { fault } from "@/lib/contracts/fault";
import { commitRefusal, rollBackRefusal } from "@/lib/controller/commitment";
import { autoAbortTimer, installStep, type Requester, requester } from "@/lib/controller/syslog-lines";
import type { UpgradeEvent } from "@/lib/controller/upgrade-machine";
import { refuse, refuseIf } from "../refuse";
import type { SimulationState } from "../simulation/simulation-state";
import { Alarm } from "./alarm";
import type { ReloadScope } from "./controller-reload";

/** Who asks for the reload when the timer ends. */
const TIMER = "rollback_timer";

export type CommitmentPorts = {
  apply(event: UpgradeEvent): void;
  beginReload(scope: ReloadScope, by: string): void;
  save(): void;
};

export class Commitment {
  readonly #simulation: SimulationState;
  readonly #ports: CommitmentPorts;
  readonly #timer: Alarm;

  constructor(simulation: SimulationState, ports: CommitmentPorts) {
    this.#simulation = simulation;
    this.#ports = ports;
    this.#timer = new Alarm(simulation.ports, () => this.#timerEnded());
  }

  /** Starts the timer, before a version is activated. @param minutes simulated minutes until the rollback */
  begin(minutes: number): void {
    const { controller, output } = this.#simulation;
    this.#timer.set(minutes * 60_000);
    controller.expectRollbackAt(this.#timer.wallAt);
    output.syslog(autoAbortTimer(minutes * 60));
  }

  /** @throws FaultError when everything is committed or the controller reloads */
  commit(by: string): string {
    const { controller, output } = this.#simulation;
    refuseIf(commitRefusal(controller));
    this.#refuseWhileReloading();
    output.syslog(installStep("Started", "commit"));
    this.#timer.cancel();
    controller.commit();
    output.syslog(installStep("Completed", "commit"));
    this.#simulation.event({ type: "controller.committed", data: { version: controller.version, by } });
    this.#ports.save();
    this.#simulation.rows.publishNow();
    return controller.version;
  }

  /**
   * Commits without a command, because the operator left the commit to the program. Does nothing when nothing can be
   * committed, or while the controller reloads.
   */
  commitAutomatically(): void {
    const { controller, upgrade } = this.#simulation;
    if (commitRefusal(controller) === null && controller.isUp) this.commit(upgrade.activatedBy ?? "");
  }

  /** The version stays uncommitted until it is committed or rolled back by command. @throws FaultError when no timer runs */
  stopTimer(): void {
    const { controller } = this.#simulation;
    if (controller.rollbackAt === null) refuse(fault("conflict", "The auto abort timer is not running."));
    this.#timer.cancel();
    controller.expectRollbackAt(null);
    this.#ports.save();
    this.#simulation.rows.publishNow();
  }

  /** Reloads the fleet into the committed version. @throws FaultError when there is nothing to roll back */
  rollBack(by: Requester): void {
    refuseIf(rollBackRefusal(this.#simulation.controller));
    this.#refuseWhileReloading();
    this.#rollBack(by.name, requester(by));
  }

  /** The controller is back from a reload, during which the timer may have ended. */
  controllerBack(): void {
    const { controller, ports } = this.#simulation;
    if (controller.rollbackAt === null) this.#timer.cancel();
    else if (controller.rollbackAt <= ports.wall.now()) this.#timerEnded();
  }

  /** After a restart of the program: sets the stored timer again, or makes the automatic commit that is still due. */
  resume(): void {
    const { controller, upgrade } = this.#simulation;
    if (controller.rollbackAt !== null) this.#timer.setAt(controller.rollbackAt);
    else if (!upgrade.running && upgrade.commitsAutomatically) this.commitAutomatically();
  }

  clockChanged(): void {
    if (this.#timer.wallAt !== null) this.#simulation.controller.expectRollbackAt(this.#timer.wallAt);
    this.#ports.save();
  }

  stop(): void {
    this.#timer.cancel();
  }

  #timerEnded(): void {
    const { controller, upgrade } = this.#simulation;
    // `controllerBack` looks at the timer again.
    if (!controller.isUp || controller.isCommitted) return;
    // The operator agreed to the commit when activating, so it is committed even while access points still fetch their image.
    if (upgrade.commitsAutomatically) this.commitAutomatically();
    else this.#rollBack(null, TIMER);
  }

  #rollBack(by: string | null, requestedBy: string): void {
    const { controller, images, output, ports, rows } = this.#simulation;
    const into = controller.committedVersion;
    this.#timer.cancel();
    controller.expectRollbackAt(null);
    output.syslog(installStep("Started", "rollback"));
    this.#ports.apply({ type: "rolled-back", at: ports.wall.now(), by, version: into });
    images.removeHeld();
    output.syslog(installStep("Completed", "rollback"));
    this.#ports.beginReload({ what: "rollback", into }, requestedBy);
    rows.publishNow();
  }

  #refuseWhileReloading(): void {
    if (!this.#simulation.controller.isUp)
      refuse(fault("conflict", "The controller is reloading.", "Wait until it is back."));
  }
}
