/**
 * Counters, bytes and the next retry of an upgrade, from the records of its members. They are needed several times a
 * second, so one pass over the fleet counts everything.
 */
import { CONTROLLER_IMAGE, type ImageFamily } from "@/lib/contracts/families";
import { type ImageProgress, isRetrying } from "@/lib/contracts/predownload";
import type { UpgradeCounters } from "@/lib/contracts/upgrade";
import { isFetchedByController } from "@/lib/controller/modes/all-rules";
import { fetchKey } from "../image-download/controller-fetches";
import type { SimulatedAp } from "../simulation/simulated-ap";
import type { SimulationState } from "../simulation/simulation-state";

export type UpgradeTotals = {
  counters: UpgradeCounters;
  /** Bytes that have arrived, and bytes that will have at the end. */
  moved: number;
  toMove: number;
  /** Bytes per second of wall time. */
  rate: number;
  /** Whether the server has announced the size of every image. */
  areSizesKnown: boolean;
  /** Wall milliseconds; null when no retry is planned. */
  nextRetryAt: number | null;
};

export function totalsOf(simulation: SimulationState): UpgradeTotals {
  const { upgrade, images } = simulation;
  const isUpgrade = upgrade.id !== "";
  const members = simulation.members();
  const total = isUpgrade ? upgrade.members.length : members.length;
  const bytes = new ByteTotals();
  const fetched = new Set<ImageFamily>();
  const controllerSize = images.sizes.get(CONTROLLER_IMAGE);
  const isNetworkRoundOver = upgrade.networkRound !== null;
  const c: UpgradeCounters = {
    total,
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
    bytes.add(images.controllerFetch?.bytes ?? upgrade.controllerBytes ?? 0, controllerSize);
    bytes.rate += images.controllerFetch?.rate ?? 0;
  }
  for (const ap of members) {
    const { apImage, controllerImage } = ap.state.predownload;
    countApImage(c, apImage);
    countControllerImage(c, controllerImage, upgrade.targetVersion);
    const retryAt = apImage.nextRetryAt;
    if (retryAt !== null && (nextRetryAt === null || retryAt < nextRetryAt)) nextRetryAt = retryAt;
    if (!isUpgrade) continue;
    if (addApImage(bytes, ap, images.sizes) && ap.family !== null) fetched.add(ap.family);
    if (ap.isStandby && !(isNetworkRoundOver && controllerImage.wholeBytes === 0))
      bytes.add(receivedNow(ap, "controller") ?? controllerImage.wholeBytes, controllerSize);
  }
  // Where only the controller fetches, every image goes over the wire to it first.
  if (isFetchedByController(simulation.upgradeState.profile)) {
    for (const image of fetched) {
      const fetch = images.familyFetches.get(fetchKey("upgrade", image));
      bytes.add(fetch?.bytes ?? images.held.get(image)?.sizeBytes ?? 0, images.sizes.get(image));
      bytes.rate += fetch?.rate ?? 0;
    }
  }
  const { moved, toMove, rate, areSizesKnown } = bytes;
  return { counters: c, moved, toMove, rate, areSizesKnown, nextRetryAt };
}

class ByteTotals {
  moved = 0;
  toMove = 0;
  rate = 0;
  areSizesKnown = true;

  add(moved: number, size: number | undefined): void {
    this.moved += moved;
    this.toMove += Math.max(moved, size ?? 0);
    if (size === undefined) this.areSizesKnown = false;
  }
}

function countApImage(c: UpgradeCounters, apImage: ImageProgress): void {
  switch (apImage.state) {
    case "none":
      break;
    case "queued":
    case "awaiting-join":
      if (isRetrying(apImage)) c.retrying++;
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

/** @returns whether this access point gets its image in the upgrade */
function addApImage(bytes: ByteTotals, ap: SimulatedAp, sizes: ReadonlyMap<string, number>): boolean {
  const { state, wholeBytes } = ap.state.predownload.apImage;
  if (ap.receiving !== null && ap.receiving.purpose !== "join") bytes.rate += ap.receiving.rate;
  const moved = receivedNow(ap, "predownload") ?? wholeBytes;
  // One that had the image already, or does not get it, moves no bytes.
  const isWithout =
    ap.family === null ||
    (state === "complete" && wholeBytes === 0) ||
    state === "unsupported" ||
    state === "failed" ||
    state === "disjoined";
  if (isWithout && moved === 0) return false;
  bytes.add(moved, ap.family === null ? undefined : sizes.get(ap.family));
  return true;
}

const receivedNow = ({ receiving }: SimulatedAp, purpose: "predownload" | "controller"): number | null =>
  receiving?.purpose === purpose ? receiving.bytes : null;
