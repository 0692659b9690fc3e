/**
 * How long a run still takes until it can be activated, if nothing fails any more: what is left on the wire by the
 * measured rate, what is left over CAPWAP by each access point's link, verification, batches and planned retries. The
 * answer is the longest way through these, not their sum, because most of them happen at the same time.
 */
import { CONTROLLER_IMAGE, type ImageFamily } from "@/lib/contracts/families";
import { type ImageProgress, isSettled } from "@/lib/contracts/predownload";
import { isParallel } from "@/lib/contracts/profile";
import { batchStartsAt } from "@/lib/contracts/waiting";
import { VERIFY_MS } from "@/lib/fleet/ap-download";
import { transferMs } from "@/lib/wire/capwap/image-data";
import { fetchKey } from "../image-download/controller-fetches";
import { capwapLink } from "../simulation/ap-link";
import type { SimulatedAp } from "../simulation/simulated-ap";
import type { SimulationState } from "../simulation/simulation-state";

/**
 * @param wireRate bytes per second of wall time of one fetch from the server; null while unknown
 * @returns wall milliseconds; null when a size or the rate is not known yet
 */
export function remainingMs(simulation: SimulationState, wireRate: number | null): number | null {
  const { upgrade, images } = simulation;
  const controllerSize = images.sizes.get(CONTROLLER_IMAGE);
  if (controllerSize === undefined) return null;
  const fetch = images.controllerFetch;
  const isControllerImageThere = upgrade.controllerBytes !== null;
  const controllerLeft = isControllerImageThere ? 0 : controllerSize - (fetch?.bytes ?? 0);
  const fetchedIn = onWire(controllerLeft, wireRate);
  if (fetchedIn === null) return null;
  const isNetworkRound = upgrade.state === "controller-predownload-in-progress";
  const apRoundEnds = isNetworkRound ? 0 : apRoundMs(simulation, wireRate, fetchedIn);
  return apRoundEnds === null
    ? null
    : networkRoundMs(simulation, controllerSize, apRoundEnds, isNetworkRound);
}

const onWire = (bytes: number, rate: number | null): number | null =>
  bytes <= 0 ? 0 : rate === null || rate <= 0 ? null : (bytes * 1000) / rate;

/** When the last member has its own image; null when a size is missing. */
function apRoundMs(simulation: SimulationState, wireRate: number | null, from: number): number | null {
  const waiting = simulation.members().filter((ap) => !isOver(ap, simulation));
  const available = fetchTimes(simulation, waiting, wireRate, from);
  if (available === null) return null;
  const everyApFetches = simulation.lab.startPolicy.everyApFetches;
  let end = from;
  waiting.forEach((ap, i) => {
    if (ap.family === null) return;
    const { apImage } = ap.state.predownload;
    const sizeBytes = simulation.images.sizes.get(ap.family) ?? 0;
    const there = available.get(ap.family) ?? from;
    const start = Math.max(from, startMs(simulation, ap, apImage, i, from));
    const isFetcher = everyApFetches || apImage.isMaster;
    const begun = begunMs(simulation, ap, wireRate, apImage.method === "CAPWAP");
    const arrives =
      begun ??
      (isFetcher ? Math.max(start, there) : Math.max(start, there) + overCapwap(simulation, ap, sizeBytes));
    end = Math.max(end, arrives + verifyMs(simulation, ap, apImage));
  });
  return end;
}

/** Whether nothing is left to be waited for: it has its image, will not get it, or is not there. */
function isOver(ap: SimulatedAp, { upgrade }: SimulationState): boolean {
  const { apImage } = ap.state.predownload;
  const { part1, part2 } = ap.state;
  const isHere =
    apImage.state === "none" && (part1 === upgrade.targetVersion || part2 === upgrade.targetVersion);
  return ap.family === null || isSettled(apImage) || apImage.state === "awaiting-join" || isHere;
}

/** When each family's image is on the controller. One fetch follows the other unless they run in parallel. */
function fetchTimes(
  simulation: SimulationState,
  waiting: readonly SimulatedAp[],
  wireRate: number | null,
  from: number,
): Map<ImageFamily, number> | null {
  const { images, upgradeState, lab } = simulation;
  const isOneByOne = !isParallel(upgradeState.profile) && !lab.startPolicy.everyApFetches;
  const left = new Map<ImageFamily, number>();
  for (const ap of waiting) {
    const { family } = ap;
    if (family === null || left.get(family) === 0) continue;
    const sizeBytes = images.sizes.get(family);
    if (sizeBytes === undefined) continue;
    if (images.held.has(family)) left.set(family, 0);
    else {
      const { apImage } = ap.state.predownload;
      const isFetching = apImage.isMaster && ap.receiving !== null;
      const fetch = isFetching ? ap.receiving : images.familyFetches.get(fetchKey("upgrade", family));
      left.set(family, Math.min(left.get(family) ?? sizeBytes, sizeBytes - (fetch?.bytes ?? 0)));
    }
  }
  const times = new Map<ImageFamily, number>();
  let free = from;
  // What is under way ends first.
  const inOrder = [...left].toSorted(
    ([a, x], [b, y]) => shareLeft(simulation, a, x) - shareLeft(simulation, b, y),
  );
  for (const [family, bytes] of inOrder) {
    const ms = onWire(bytes, wireRate);
    if (ms === null) return null;
    const there = (isOneByOne ? free : from) + ms;
    times.set(family, there);
    if (bytes > 0) free = there;
  }
  return times;
}

const shareLeft = ({ images }: SimulationState, family: ImageFamily, bytes: number): number =>
  bytes / (images.sizes.get(family) ?? 1);

/**
 * When its turn comes.
 * @param place its place among those who wait, for a round that has not begun
 */
function startMs(
  simulation: SimulationState,
  ap: SimulatedAp,
  progress: ImageProgress,
  place: number,
  from: number,
): number {
  const { simulated } = simulation.ports;
  const inMs = (at: number) => (at - simulated.now()) / simulated.factor;
  if (progress.nextRetryAt !== null) return inMs(progress.nextRetryAt);
  if (progress.state === "none") return from + batchOffsetMs(simulation, place);
  const batch = progress.state === "queued" ? simulation.waitOf(ap).batch : null;
  const { queue } = simulation;
  return batch === null || queue === null ? 0 : inMs(batchStartsAt(queue, batch));
}

function batchOffsetMs({ lab, ports }: SimulationState, place: number): number {
  const { batchSize, batchIntervalSeconds } = lab.startPolicy;
  return (Math.floor(place / batchSize) * batchIntervalSeconds * 1000) / ports.simulated.factor;
}

/** What is left of the transfer under way; null when there is none, and 0 when everything has arrived. */
function begunMs(
  simulation: SimulationState,
  ap: SimulatedAp,
  wireRate: number | null,
  isOverCapwap: boolean,
): number | null {
  const { receiving } = ap;
  if (receiving === null) return ap.state.predownload.apImage.state === "verifying" ? 0 : null;
  if (receiving.awaits !== "" || receiving.sizeBytes === null) return null;
  const left = receiving.sizeBytes - receiving.bytes;
  return isOverCapwap ? overCapwap(simulation, ap, left) : onWire(left, receiving.rate || wireRate);
}

const overCapwap = ({ ports }: SimulationState, ap: SimulatedAp, bytes: number): number =>
  transferMs(bytes, capwapLink(ap.behavior)) / ports.simulated.factor;

/** Of a verification under way, half is left on average. */
const verifyMs = ({ ports }: SimulationState, ap: SimulatedAp, { state }: ImageProgress): number =>
  (VERIFY_MS * ap.behavior.flashSlowness * (state === "verifying" ? 0.5 : 1)) / ports.simulated.factor;

/** When the last EWC-capable member has the controller image. */
function networkRoundMs(
  simulation: SimulationState,
  controllerSize: number,
  from: number,
  hasBegun: boolean,
): number {
  let end = from;
  let place = 0;
  for (const ap of simulation.members()) {
    const { controllerImage } = ap.state.predownload;
    if (!ap.isStandby || isSettled(controllerImage)) continue;
    // Network Upgrade does not wait for one that is not joined.
    if (ap.state.capwap !== "Run") continue;
    const start = hasBegun
      ? startMs(simulation, ap, controllerImage, place, from)
      : from + batchOffsetMs(simulation, place);
    place++;
    const isMoving = hasBegun && ap.receiving?.purpose === "controller";
    const left = controllerSize - (isMoving ? (ap.receiving?.bytes ?? 0) : 0);
    // The controller verified this image when it fetched it.
    end = Math.max(end, Math.max(from, start) + overCapwap(simulation, ap, left));
  }
  return end;
}
