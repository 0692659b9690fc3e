/** Publishes the simulation's rows: an access point's at once, those that count the fleet once for each batch of the bus. */
import { type ApRow, isSameImage } from "@/lib/contracts/aps";
import type { SimulatedController } from "@/lib/contracts/controller";
import type { LabRow } from "@/lib/contracts/lab";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import type { Cancel } from "@/lib/kit/clock";
import type { Bus } from "../bus";
import type { FleetState } from "./fleet-state";
import type { SimulatedAp } from "./simulated-ap";

/** How rows are made of the present state. */
export type RowSource = {
  ap(ap: SimulatedAp): ApRow;
  upgrade(): UpgradeRow;
  controller(): SimulatedController;
  lab(): LabRow;
  /** Brings up to date what counts the fleet; called before its rows are made. */
  beforePublish(): void;
};

export class RowPublisher {
  readonly #bus: Bus;
  readonly #fleet: FleetState;
  readonly #source: RowSource;
  readonly #unsubscribe: Cancel;
  #isDue = false;
  #stopped = false;

  constructor(bus: Bus, fleet: FleetState, source: RowSource) {
    this.#bus = bus;
    this.#fleet = fleet;
    this.#source = source;
    this.#unsubscribe = bus.beforeFlush(() => this.#isDue && this.publishNow());
  }

  publish(ap: SimulatedAp): void {
    if (!this.#fleet.includes(ap)) return;
    const row = this.#source.ap(ap);
    const before = this.#bus.row("aps", ap.id);
    if (before === undefined) this.#bus.put("aps", ap.id, row);
    else {
      // The bus compares by identity.
      if (isSameImage(before.apImage, row.apImage)) row.apImage = before.apImage;
      if (isSameImage(before.controllerImage, row.controllerImage))
        row.controllerImage = before.controllerImage;
      this.#bus.patch("aps", ap.id, row);
    }
    this.publishSoon();
  }

  remove(apId: string): void {
    this.#bus.del("aps", apId);
  }

  /** The rows that count the fleet, with the next batch: to count it at each change would be quadratic. */
  publishSoon(): void {
    if (this.#stopped) return;
    this.#isDue = true;
    this.#bus.flushSoon();
  }

  publishNow(): void {
    if (this.#stopped) return;
    this.#isDue = false;
    this.#source.beforePublish();
    this.#publishUpgrade(this.#source.upgrade());
    const controller = this.#source.controller();
    if (this.#bus.row("controller", "controller") === undefined)
      this.#bus.put("controller", "controller", {
        ...controller,
        storeFault: null,
        openFilesFault: null,
      });
    else this.#bus.patch("controller", "controller", controller);
    const lab = this.#source.lab();
    if (this.#bus.row("lab", "lab") === undefined) this.#bus.put("lab", "lab", lab);
    else this.#bus.patch("lab", "lab", lab);
  }

  /** Nothing is published any more. */
  stop(): void {
    this.#unsubscribe();
    this.#stopped = true;
  }

  /** Parts that are objects are left out while they are equal: the bus compares by identity. */
  #publishUpgrade(upgrade: UpgradeRow): void {
    const before = this.#bus.row("upgrade", "upgrade");
    if (before === undefined) {
      this.#bus.put("upgrade", "upgrade", upgrade);
      return;
    }
    const { stageMarks, counters, readBack, queue, outage, uncommitted, prediction, causes, ...plain } =
      upgrade;
    const isSame =
      JSON.stringify([
        before.stageMarks,
        before.counters,
        before.readBack,
        before.queue,
        before.outage,
        before.uncommitted,
        before.prediction,
        before.causes,
      ]) === JSON.stringify([stageMarks, counters, readBack, queue, outage, uncommitted, prediction, causes]);
    this.#bus.patch("upgrade", "upgrade", isSame ? plain : upgrade);
  }
}
