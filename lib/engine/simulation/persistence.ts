/**
 * Writes the simulation to the store. Access points are written at most twice a second. A change of the upgrade is written
 * at once, but after the access points that it is about: whichever writes survive a kill, no document claims more than
 * the records beside it show. How it is read back is in `stored-documents.ts`.
 */
import type { Lab } from "@/lib/contracts/lab";
import { speedBeforeRehearsal } from "@/lib/controller/rehearsal";
import type { Cancel } from "@/lib/kit/clock";
import type { FleetObserver } from "./fleet-state";
import type { SimulatedAp } from "./simulated-ap";
import type { SimulationState } from "./simulation-state";
import { toStored } from "./stored-ap";
import { documentsOf, NEXT_LAB } from "./stored-documents";

const WRITE_EVERY_MS = 500;

export class Persistence implements FleetObserver {
  readonly #simulation: SimulationState;
  readonly #dirty = new Set<SimulatedAp>();
  #timer: Cancel | undefined;
  /** Writes run one after another. */
  #chain: Promise<void> = Promise.resolve();
  /** What the last write in the chain will write, while it waits for its turn: another like it would write nothing more. */
  #waiting: "access-points" | "everything" | null = null;

  constructor(simulation: SimulationState) {
    this.#simulation = simulation;
  }

  apChanged(ap: SimulatedAp): void {
    this.#dirty.add(ap);
    this.#timer ??= this.#simulation.ports.wall.after(WRITE_EVERY_MS, () => {
      this.#timer = undefined;
      if (this.#waiting === null) this.#queueAccessPoints();
    });
  }

  /** Writes the changed access points, then the documents. */
  save(): void {
    if (this.#waiting === "everything") return;
    this.#queue(async () => {
      this.#waiting = null;
      const { documents } = this.#simulation.ports.store;
      const { profile, controller, upgrade } = documentsOf(this.#simulation);
      await this.#writeDirty();
      if (profile !== undefined) await documents.keep("profile", profile);
      await documents.keep("controller", controller);
      await documents.keep("upgrade", upgrade);
    });
    this.#waiting = "everything";
  }

  saveLab(): void {
    const lab = this.#labDocument();
    this.#queue(() => this.#simulation.ports.store.documents.keep("lab", lab));
  }

  /** Removes access points that left the lab. */
  remove(aps: readonly SimulatedAp[]): void {
    for (const ap of aps) this.#dirty.delete(ap);
    const ids = aps.map((ap) => ap.id);
    this.#queue(() => this.#simulation.ports.store.aps.remove(ids));
  }

  /** First start: the access points are written before the lab document, whose presence says that the lab is complete. */
  async create(): Promise<void> {
    const lab = this.#labDocument();
    await this.#simulation.ports.store.aps.upsert([...this.#simulation.fleet.all()].map(toStored));
    this.#dirty.clear();
    await this.#simulation.ports.store.documents.keep("lab", lab);
  }

  /**
   * Replaces the stored lab; the profile and the known host keys stay. If it is cut off after any write, the next start
   * does it again, because the document that ordered it is removed last.
   */
  async replace(): Promise<void> {
    const { aps, documents } = this.#simulation.ports.store;
    const removed = (await aps.all()).filter(({ id }) => this.#simulation.fleet.get(id) === undefined);
    await aps.remove(removed.map(({ id }) => id));
    await documents.keep("upgrade", undefined);
    await documents.keep("controller", undefined);
    await this.create();
    await documents.keep(NEXT_LAB, undefined);
  }

  /** Resolves when everything that was asked for before is written. */
  async flushed(): Promise<void> {
    this.#queueAccessPoints();
    await this.#chain;
    await this.#simulation.knownHosts.flushed();
    await this.#simulation.releaseChecks.flushed();
  }

  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
  }

  async #writeDirty(): Promise<void> {
    if (this.#dirty.size === 0) return;
    const rows = [...this.#dirty].map(toStored);
    this.#dirty.clear();
    await this.#simulation.ports.store.aps.upsert(rows);
  }

  /** On a slow disk the next write is asked for before the last one has ended. */
  #queueAccessPoints(): void {
    this.#queue(async () => {
      this.#waiting = null;
      await this.#writeDirty();
    });
    this.#waiting = "access-points";
  }

  #queue(write: () => Promise<void>): void {
    this.#waiting = null;
    this.#chain = this.#chain
      .then(write)
      .catch((cause: unknown) => this.#simulation.ports.onFault("writing the fleet", cause));
  }

  /** Mixes are stored as the access points that were made of them. */
  #labDocument(): Lab {
    const { lab, ports, upgrade } = this.#simulation;
    const { factor } = ports.simulated;
    const clockFactor = speedBeforeRehearsal(upgrade, factor) ?? factor;
    return { ...lab.settings, aps: [], mixes: [], clockFactor };
  }
}
