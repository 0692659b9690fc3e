/** The access points of the lab. Every change of one is a method here; the observer learns of what is to be stored. */
import { familyOfModel, type ImageFamily, isControllerCapable } from "@/lib/contracts/families";
import type { JoinRecord } from "@/lib/contracts/joins";
import type { Behavior } from "@/lib/contracts/lab";
import { type ImageKind, type ImageProgress, recordBytes } from "@/lib/contracts/predownload";
import type { ApState, ApTimer } from "@/lib/fleet/ap-state";
import { kindOf, withProgress } from "@/lib/fleet/ap-transfer";
import { asHost } from "@/lib/fleet/behaviors";
import type { ConsoleDialect } from "@/lib/fleet/console-dialect";
import type { Cancel } from "@/lib/kit/clock";
import type { LabState } from "./lab-state";
import type { ApFields, ApIdentity, LastFailure, Receiving, SimulatedAp } from "./simulated-ap";

export type FleetObserver = {
  /** What is stored of this access point has changed. */
  apChanged(ap: SimulatedAp): void;
};

export class FleetState {
  readonly #lab: LabState;
  readonly #observer: FleetObserver;
  readonly #aps = new Map<string, ApFields>();
  #host: SimulatedAp | undefined;
  #revision: number;

  /** @param revision larger than that of any lab whose rows may still be on a page */
  constructor(lab: LabState, observer: FleetObserver, revision: number) {
    this.#lab = lab;
    this.#observer = observer;
    this.#revision = revision;
  }

  get size(): number {
    return this.#aps.size;
  }
  /** The access point that the controller runs on; undefined until it was added. */
  get host(): SimulatedAp | undefined {
    return this.#host;
  }
  /** Changes whenever an access point was added or removed, or has another behavior. */
  get revision(): number {
    return this.#revision;
  }

  all(): IterableIterator<SimulatedAp> {
    return this.#aps.values();
  }
  ids(): IterableIterator<string> {
    return this.#aps.keys();
  }
  get(id: string): SimulatedAp | undefined {
    return this.#aps.get(id);
  }
  /** Whether this object is still the access point of its id. */
  includes(ap: SimulatedAp): boolean {
    return this.#aps.get(ap.id) === ap;
  }

  add(identity: ApIdentity, state: ApState, joins: JoinRecord): SimulatedAp {
    const isController = identity.name === this.#lab.controller.ap;
    const family = familyOfModel(identity.model) ?? null;
    const { behavior, facts } = this.#behaviorAndFacts(
      family,
      isController,
      identity.behavior,
      identity.dialect,
    );
    // Field by field: with a spread each of thousands could get a hidden class of its own in V8.
    const ap: ApFields = {
      id: identity.id,
      name: identity.name,
      model: identity.model,
      ip: identity.ip,
      ethernetMac: identity.ethernetMac,
      family,
      isController,
      dialect: identity.dialect,
      isStandby: !isController && isControllerCapable(identity.model),
      behavior,
      facts,
      state,
      receiving: null,
      failure: null,
      joins,
      timers: {},
    };
    this.#aps.set(ap.id, ap);
    if (isController) this.#host = ap;
    this.#revision++;
    return ap;
  }

  remove(ap: SimulatedAp): void {
    this.#aps.delete(ap.id);
    this.#revision++;
    this.#cancelTimers(ap);
  }

  /** The access point's machine and its transfer are told by the caller. */
  setBehavior(ap: SimulatedAp, behavior: Behavior): void {
    const changed = this.#behaviorAndFacts(ap.family, ap.isController, behavior, ap.dialect);
    const fields: ApFields = ap;
    fields.behavior = changed.behavior;
    fields.facts = changed.facts;
    this.#revision++;
    this.#observer.apChanged(ap);
  }

  /** The state that the access point's machine answered. */
  setState(ap: SimulatedAp, state: ApState): void {
    const fields: ApFields = ap;
    fields.state = state;
    this.#observer.apChanged(ap);
  }

  /** Moves one of the two images in the access point's record. */
  setProgress(ap: SimulatedAp, kind: ImageKind, progress: ImageProgress): void {
    if (progress !== ap.state.predownload[kind]) this.setState(ap, withProgress(ap.state, kind, progress));
  }

  /** A transfer to the access point is about to start: the record's bytes are those of this one. */
  resetBytes(ap: SimulatedAp, purpose: Receiving["purpose"]): void {
    this.#recordBytes(ap, purpose, 0, null);
  }

  startReceiving(ap: SimulatedAp, receiving: Receiving): void {
    const fields: ApFields = ap;
    fields.receiving = receiving;
  }

  /** The transfer ended with these bytes. */
  endReceiving(ap: SimulatedAp, { purpose }: Receiving, bytes: number, sizeBytes: number | null): void {
    const fields: ApFields = ap;
    fields.receiving = null;
    this.#recordBytes(ap, purpose, bytes, sizeBytes);
  }

  setFailure(ap: SimulatedAp, failure: LastFailure | null): void {
    const fields: ApFields = ap;
    fields.failure = failure;
    this.#observer.apChanged(ap);
  }

  setJoins(ap: SimulatedAp, joins: JoinRecord): void {
    if (joins === ap.joins) return;
    const fields: ApFields = ap;
    fields.joins = joins;
    this.#observer.apChanged(ap);
  }

  /** @param cancel undefined: the timer has fired */
  setTimer(ap: SimulatedAp, timer: ApTimer, cancel: Cancel | undefined): void {
    ap.timers[timer] = cancel;
  }
  cancelTimer(ap: SimulatedAp, timer: ApTimer): void {
    ap.timers[timer]?.();
    ap.timers[timer] = undefined;
  }

  stop(): void {
    for (const ap of this.#aps.values()) this.#cancelTimers(ap);
  }

  #recordBytes(
    ap: SimulatedAp,
    purpose: Receiving["purpose"],
    bytes: number,
    sizeBytes: number | null,
  ): void {
    const kind = kindOf(purpose);
    this.setProgress(ap, kind, recordBytes(ap.state.predownload[kind], bytes, sizeBytes));
  }

  #cancelTimers(ap: ApFields): void {
    for (const cancel of Object.values(ap.timers)) cancel?.();
    ap.timers = {};
  }

  #behaviorAndFacts(
    family: ImageFamily | null,
    isController: boolean,
    wanted: Behavior,
    dialect: ConsoleDialect | null,
  ): Pick<SimulatedAp, "behavior" | "facts"> {
    const behavior = isController ? asHost(wanted) : wanted;
    const bootSeconds = isController ? this.#lab.controller.reloadSeconds : behavior.bootSeconds;
    return { behavior, facts: { family, behavior, bootMs: bootSeconds * 1000, dialect } };
  }
}
