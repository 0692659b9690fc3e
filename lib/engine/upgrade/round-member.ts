/**
 * Adapts an access point to a round of image downloads: what the plan reads and writes of it, and the progress with which
 * it enters the round.
 */
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import type { Fault } from "@/lib/contracts/fault";
import {
  awaitJoin,
  disjoin,
  fail,
  findComplete,
  type ImageKind,
  type ImageProgress,
  NOT_JOINED,
  queue,
} from "@/lib/contracts/predownload";
import type { RoundMember } from "@/lib/controller/round-members";
import { hasVersion, joinObstacle } from "@/lib/fleet/ap-state";
import type { SimulatedAp } from "../simulation/simulated-ap";

/**
 * The progress with which an access point enters a round, or resumes it after the program has restarted. The first line
 * that applies:
 *
 * | the access point | its progress |
 * | --- | --- |
 * | holds the image | complete |
 * | has an outcome (unsupported, failed) | stays |
 * | was disjoined in this round | failed once it is joined again, else stays |
 * | is joined | queued |
 * | is on its way, in a round of AP images or one that it had entered before the restart | awaiting-join |
 * | is not, or Network Upgrade begins | disjoined |
 *
 * @param target the version that the round downloads; null while unknown
 */
export function firstProgress(ap: SimulatedAp, kind: ImageKind, target: string | null): ImageProgress {
  const progress = ap.state.predownload[kind];
  const isJoined = ap.state.capwap === "Run";
  if (target !== null && holdsImage(ap, kind, target)) return findComplete(progress, target);
  if (progress.state === "unsupported" || progress.state === "failed") return progress;
  if (progress.state === "disjoined")
    return isJoined ? fail(progress, progress.fault ?? NOT_JOINED) : progress;
  if (isJoined) return queue(progress);
  // Network Upgrade begins without those that are about to join, but waits for one that leaves it for a while.
  const isWaitedFor = kind === "apImage" || hasEntered(progress);
  const obstacle = joinObstacle(ap.state) ?? (isWaitedFor ? null : NOT_JOINED);
  return obstacle === null ? awaitJoin(progress) : disjoin(progress, obstacle);
}

/** What a round has written stays when the program ends; a complete one here is of an earlier version. */
const hasEntered = ({ state }: ImageProgress): boolean => state !== "none" && state !== "complete";

function holdsImage(ap: SimulatedAp, kind: ImageKind, version: string): boolean {
  const progress = ap.state.predownload[kind];
  return kind === "apImage"
    ? hasVersion(ap.state, version)
    : progress.state === "complete" && progress.version === version;
}

/** A class rather than an object literal, so that thousands of members share one hidden class in V8. */
export class ApRoundMember implements RoundMember {
  readonly #ap: SimulatedAp;
  readonly #kind: ImageKind;
  readonly #writeProgress: (progress: ImageProgress) => void;

  constructor(ap: SimulatedAp, kind: ImageKind, writeProgress: (progress: ImageProgress) => void) {
    this.#ap = ap;
    this.#kind = kind;
    this.#writeProgress = writeProgress;
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
  get joinObstacle(): Fault | null {
    return joinObstacle(this.#ap.state);
  }
  get progress(): ImageProgress {
    return this.#ap.state.predownload[this.#kind];
  }
  set progress(progress: ImageProgress) {
    this.#writeProgress(progress);
  }
}
