/** An access point as a member of a round: how the plan reads and writes its record, and the state it starts from. */
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import { fault } from "@/lib/contracts/fault";
import {
  awaitJoin,
  disjoin,
  fail,
  findComplete,
  type ImageKind,
  type ImageProgress,
  queue,
} from "@/lib/contracts/predownload";
import type { RoundMember } from "@/lib/controller/round-members";
import { hasVersion } from "@/lib/fleet/ap-state";
import type { SimulatedAp } from "../simulation/simulated-ap";

export const NOT_JOINED = fault("ap-lost", "The access point is not joined to the controller.");

/**
 * The progress with which an access point enters a round, or goes on with one after a restart of the program.
 * @param target the version that the round brings; null while unknown
 */
export function firstProgress(ap: SimulatedAp, kind: ImageKind, target: string | null): ImageProgress {
  const progress = ap.state.predownload[kind];
  const { capwap, connectionLoss, joinFailures, joinFault } = ap.state;
  const isJoined = capwap === "Run";
  if (target !== null && holdsImage(ap, kind, target)) return findComplete(progress, target);
  if (progress.state === "unsupported" || progress.state === "failed") return progress;
  if (progress.state === "disjoined")
    return isJoined ? fail(progress, progress.fault ?? NOT_JOINED) : progress;
  if (isJoined) return queue(progress);
  // An access point that is about to join is waited for; Network Upgrade does not wait.
  const willJoin = kind === "apImage" && connectionLoss === "none" && joinFailures === 0;
  return willJoin ? awaitJoin(progress) : disjoin(progress, joinFault ?? NOT_JOINED);
}

function holdsImage(ap: SimulatedAp, kind: ImageKind, version: string): boolean {
  const progress = ap.state.predownload[kind];
  return kind === "apImage"
    ? hasVersion(ap.state, version)
    : progress.state === "complete" && progress.version === version;
}

/** An access point as the plan sees it. A class: of thousands all have one hidden class of V8. */
export class ApRoundMember implements RoundMember {
  readonly #ap: SimulatedAp;
  readonly #kind: ImageKind;
  readonly #writeProgress: (progress: ImageProgress) => void;

  constructor(ap: SimulatedAp, kind: ImageKind, write: (progress: ImageProgress) => void) {
    this.#ap = ap;
    this.#kind = kind;
    this.#writeProgress = write;
  }

  get id(): string {
    return this.#ap.id;
  }
  get model(): string {
    return this.#ap.model;
  }
  get isController(): boolean {
    return this.#ap.isController;
  }
  get image(): string | null {
    return this.#kind === "apImage" ? this.#ap.family : CONTROLLER_IMAGE;
  }
  get isJoined(): boolean {
    return this.#ap.state.capwap === "Run";
  }
  get progress(): ImageProgress {
    return this.#ap.state.predownload[this.#kind];
  }
  set progress(progress: ImageProgress) {
    this.#writeProgress(progress);
  }
}
