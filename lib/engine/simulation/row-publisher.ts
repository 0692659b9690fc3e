/** Publishes the simulation's rows: an access point's at once, those that count the fleet at most five times a second. */
import type { ApRow } from "@/lib/contracts/aps";
import type { ControllerRow } from "@/lib/contracts/controller";
import type { LabRow } from "@/lib/contracts/lab";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import type { Cancel, Clock } from "@/lib/kit/clock";
import type { Bus } from "../bus";
import type { FleetState } from "./fleet-state";
import type { SimulatedAp } from "./simulated-ap";

/** The bus hands out batches every 250 ms; publishing twice as often would be wasted. */
const PUBLISH_EVERY_MS = 200;

/** How rows are made of the present state. */
export type RowSource = {
  ap(ap: SimulatedAp): ApRow;
  upgrade(): UpgradeRow;
  controller(): Omit<ControllerRow, "storeHealthy">;
  lab(): LabRow;
  /** Brings up to date what counts the fleet; called before its rows are made. */
  beforePublish(): void;
};

export class RowPublisher {
  readonly #bus: Bus;
  readonly #wall: Clock;
  readonly #fleet: FleetState;
  readonly #source: RowSource;
  #timer: Cancel | undefined;
  #stopped = false;

  constructor({ bus, wall }: { bus: Bus; wall: Clock }, fleet: FleetState, source: RowSource) {
    this.#bus = bus;
    this.#wall = wall;
    this.#fleet = fleet;
    this.#source = source;
  }

  publish(ap: SimulatedAp): void {
    if (!this.#fleet.includes(ap)) return;
    const row = this.#source.ap(ap);
    if (this.#bus.row("aps", ap.id) === undefined) this.#bus.put("aps", ap.id, row);
    else this.#bus.patch("aps", ap.id, row);
    this.publishSoon();
  }

  remove(apId: string): void {
    this.#bus.del("aps", apId);
  }

  /** The rows that count the fleet, soon: to count it at each change would be quadratic. */
  publishSoon(): void {
    if (this.#stopped) return;
    this.#timer ??= this.#wall.after(PUBLISH_EVERY_MS, () => {
      this.#timer = undefined;
      this.publishNow();
    });
  }

  publishNow(): void {
    this.#cancelTimer();
    if (this.#stopped) return;
    this.#source.beforePublish();
    this.#publishUpgrade(this.#source.upgrade());
    const controller = this.#source.controller();
    if (this.#bus.row("controller", "controller") === undefined)
      this.#bus.put("controller", "controller", { ...controller, storeHealthy: true });
    else this.#bus.patch("controller", "controller", controller);
    const lab = this.#source.lab();
    if (this.#bus.row("lab", "lab") === undefined) this.#bus.put("lab", "lab", lab);
    else this.#bus.patch("lab", "lab", lab);
  }

  /** Nothing is published any more. */
  stop(): void {
    this.#cancelTimer();
    this.#stopped = true;
  }

  /** Parts that are objects are left out while they are equal: the bus compares by identity. */
  #publishUpgrade(upgrade: UpgradeRow): void {
    const before = this.#bus.row("upgrade", "upgrade");
    if (before === undefined) {
      this.#bus.put("upgrade", "upgrade", upgrade);
      return;
    }
    const { stageMarks, counters, readBack, ...plain } = upgrade;
    const isSame =
      JSON.stringify([before.stageMarks, before.counters, before.readBack]) ===
      JSON.stringify([stageMarks, counters, readBack]);
    this.#bus.patch("upgrade", "upgrade", isSame ? plain : upgrade);
  }

  #cancelTimer(): void {
    this.#timer?.();
    this.#timer = undefined;
  }
}
