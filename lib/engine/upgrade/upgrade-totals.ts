/**
 * Counters, bytes, work and the next retry of an upgrade, from the records of its members. They are needed several times
 * a second, so one pass over the fleet counts everything.
 *
 * The work of a run is measured in bytes: those of each image that is fetched, distributed or copied in Network Upgrade,
 * as they arrive, and a share of each image for its verification. What will not happen any more (an access point has the
 * image, is not supported, or failed for good) counts as done.
 */
import { CONTROLLER_IMAGE, type ImageFamily } from "@/lib/contracts/families";
import { type ImageProgress, isRetrying, isSettled } from "@/lib/contracts/predownload";
import type { UpgradeCounters } from "@/lib/contracts/upgrade";
import { isFetchedByController } from "@/lib/controller/modes/all-rules";
import type { Purpose } from "@/lib/fleet/ap-state";
import { fetchKey } from "../image-download/controller-fetches";
import type { Receiving } from "../simulation/simulated-ap";
import type { SimulationState } from "../simulation/simulation-state";

export type UpgradeTotals = {
  counters: UpgradeCounters;
  /** Bytes that have arrived, and bytes that will have at the end. */
  moved: number;
  toMove: number;
  /** Bytes per second of wall time. */
  rate: number;
  /** 0 to 1: how much of the work of the run is done. Falls when a transfer starts again. */
  share: number;
  /** Mean bytes per second of wall time of one fetch from the server; null when none is under way. */
  wireRate: number | null;
  /** Milliseconds of the controller's clock; null when no retry is planned. */
  nextRetryAt: number | null;
};

export function totalsOf(simulation: SimulationState): UpgradeTotals {
  const { upgrade, images } = simulation;
  const isUpgrade = upgrade.id !== "";
  const members = simulation.members();
  const total = isUpgrade ? upgrade.members.length : members.length;
  const bytes = new ByteTotals();
  const work = new WorkTotals(simulation);
  const fetched = new Set<ImageFamily>();
  const controllerSize = images.sizes.get(CONTROLLER_IMAGE);
  const isNetworkRoundOver = upgrade.networkRound !== null;
  const c: UpgradeCounters = {
    total,
    none: 0,
    initiated: 0,
    predownloading: 0,
    predownloadingController: 0,
    completed: 0,
    completedController: images.held.has(CONTROLLER_IMAGE) ? 1 : 0,
    unsupported: 0,
    // An access point that was removed did not get its image.
    failed: total - members.length,
    retrying: 0,
  };
  let nextRetryAt: number | null = null;
  if (isUpgrade) {
    const arrived = images.controllerFetch?.bytes ?? upgrade.controllerBytes ?? 0;
    bytes.add(arrived, controllerSize);
    bytes.fetching(images.controllerFetch);
    work.add(CONTROLLER_IMAGE, arrived, upgrade.controllerBytes !== null);
  }
  for (const ap of members) {
    const { apImage, controllerImage } = ap.state.predownload;
    countApImage(c, apImage);
    countControllerImage(c, controllerImage, upgrade.targetVersion);
    const retryAt = apImage.nextRetryAt;
    if (retryAt !== null && (nextRetryAt === null || retryAt < nextRetryAt)) nextRetryAt = retryAt;
    if (!isUpgrade) continue;
    const { receiving, family } = ap;
    const purpose = receiving === null ? null : receiving.purpose;
    if (receiving !== null && purpose !== "join") {
      if (purpose === "predownload" && apImage.method !== "CAPWAP") bytes.fetching(receiving);
      else bytes.rate += receiving.rate;
    }
    const inFlight = bytesInFlight(receiving, "predownload", apImage);
    const moved = inFlight ?? apImage.wholeBytes;
    work.add(family ?? "", inFlight ?? 0, isSettled(apImage));
    if (moved > 0 || (family !== null && getsImage(apImage))) {
      bytes.add(moved, family === null ? undefined : images.sizes.get(family));
      if (family !== null) fetched.add(family);
    }
    if (!ap.isStandby) continue;
    const copied = bytesInFlight(receiving, "controller", controllerImage);
    if (!isNetworkRoundOver)
      work.add(CONTROLLER_IMAGE, copied ?? 0, isSettled(controllerImage), ALREADY_VERIFIED);
    const { wholeBytes } = controllerImage;
    if (!isNetworkRoundOver || wholeBytes > 0) bytes.add(copied ?? wholeBytes, controllerSize);
  }
  // Where only the controller fetches, every image goes over the wire to it first.
  if (isFetchedByController(simulation.upgradeState.profile)) {
    for (const image of fetched) {
      const fetch = images.familyFetches.get(fetchKey("upgrade", image));
      const arrived = fetch?.bytes ?? images.held.get(image)?.sizeBytes ?? 0;
      bytes.add(arrived, images.sizes.get(image));
      bytes.fetching(fetch ?? null);
      work.add(image, arrived, images.held.has(image));
    }
  }
  const { moved, toMove, rate, wireRate } = bytes;
  return { counters: c, moved, toMove, rate, wireRate, share: work.share, nextRetryAt };
}

class ByteTotals {
  moved = 0;
  toMove = 0;
  rate = 0;
  #wireRate = 0;
  #fetches = 0;

  get wireRate(): number | null {
    return this.#fetches === 0 ? null : this.#wireRate / this.#fetches;
  }

  add(moved: number, size: number | undefined): void {
    this.moved += moved;
    this.toMove += Math.max(moved, size ?? 0);
  }

  /** An image on its way from the server. */
  fetching(fetch: Pick<Receiving, "rate"> | null): void {
    if (fetch === null || fetch.rate <= 0) return;
    this.rate += fetch.rate;
    this.#wireRate += fetch.rate;
    this.#fetches++;
  }
}

/** Bytes of this image that arrived but are not counted as whole yet; null when no transfer is under way. */
function bytesInFlight(
  receiving: Receiving | null,
  purpose: Purpose,
  progress: ImageProgress,
): number | null {
  if (receiving?.purpose === purpose) return receiving.bytes;
  return progress.state === "verifying" ? progress.bytes : null;
}

/** The share of an image's size that stands for its verification. */
const VERIFICATION = 0.1;
/** The controller verified its own image when it fetched it; copies of it are not verified again. */
const ALREADY_VERIFIED = 0;

class WorkTotals {
  #done = 0;
  #total = 0;
  readonly #sizes: ReadonlyMap<string, number>;
  readonly #typicalSize: number;

  constructor({ images: { sizes } }: SimulationState) {
    this.#sizes = sizes;
    let sum = 0;
    for (const size of sizes.values()) sum += size;
    this.#typicalSize = sizes.size === 0 ? 1 : sum / sizes.size;
  }

  get share(): number {
    return this.#total === 0 ? 0 : this.#done / this.#total;
  }

  /** @param arrived bytes so far */
  add(image: string, arrived: number, isDone: boolean, verification = VERIFICATION): void {
    // A server need not tell the size of an image in advance.
    const size = this.#sizes.get(image) ?? this.#typicalSize;
    const whole = size * (1 + verification);
    this.#total += whole;
    this.#done += isDone ? whole : Math.min(arrived, size);
  }
}

function countApImage(c: UpgradeCounters, apImage: ImageProgress): void {
  switch (apImage.state) {
    case "none":
      c.none++;
      break;
    case "queued":
    case "awaiting-join":
      if (isRetrying(apImage)) c.retrying++;
      else c.none++;
      break;
    case "initiated":
      c.initiated++;
      break;
    case "requested":
    case "receiving":
    case "stalled":
    case "verifying":
      c.predownloading++;
      break;
    case "retrying":
      c.retrying++;
      break;
    case "complete":
      c.completed++;
      break;
    case "failed":
    case "disjoined":
      c.failed++;
      break;
    case "unsupported":
      c.unsupported++;
      break;
  }
}

function countControllerImage(
  c: UpgradeCounters,
  { state, version }: ImageProgress,
  target: string | null,
): void {
  if (state === "none") return;
  if (state === "complete") {
    if (version === target) c.completedController++;
  } else if (state === "requested" || state === "receiving" || state === "stalled" || state === "verifying")
    c.predownloadingController++;
}

/** One that had the image already, or will not get it, moves no bytes. */
const getsImage = ({ state, wholeBytes }: ImageProgress): boolean =>
  state !== "unsupported" &&
  state !== "failed" &&
  state !== "disjoined" &&
  !(state === "complete" && wholeBytes === 0);
