/** The simulation's state as the console's rows: nothing is guessed, everything is counted from what the machines say. */
import type { ApRow } from "@/lib/contracts/aps";
import type { ControllerRow } from "@/lib/contracts/controller";
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import {
  hasFailed,
  type ImageProgress,
  isRetrying,
  type PredownloadRecord,
  statusOf,
  transferStepOf,
} from "@/lib/contracts/predownload";
import type { Profile, SftpProfile } from "@/lib/contracts/profile";
import { foldImagePath } from "@/lib/contracts/profile-fields";
import type { UpgradeCounters, UpgradeRow } from "@/lib/contracts/upgrade";
import { compareVersions, NO_VERSION } from "@/lib/contracts/versions";
import { isFetchedByController } from "@/lib/controller/modes/all-rules";
import { statusLine } from "@/lib/controller/status-line";
import { isReady, mayCancel, stageMarks } from "@/lib/controller/upgrade-machine";
import { primaryVersion, secondaryVersion } from "@/lib/fleet/ap-state";
import { transferOf } from "@/lib/fleet/ap-transfer";
import { secondsLeft } from "@/lib/kit/rate-window";
import { fetchKey } from "../image-download/controller-fetches";
import type { SimulatedAp } from "./simulated-ap";
import type { SimulationState } from "./simulation-state";

export function apRow(ap: SimulatedAp, simulation: SimulationState): ApRow {
  const { state, receiving } = ap;
  const { apImage } = state.predownload;
  const { bytes, sizeBytes } = receiving ?? lastTransfer(state.predownload);
  const rate = receiving?.rate ?? 0;
  return {
    id: ap.id,
    name: ap.name,
    model: ap.model,
    family: ap.family,
    ip: ap.ip,
    ethernetMac: ap.ethernetMac,
    isController: ap.isController,
    capwapState: state.capwap,
    joined: state.capwap === "Run",
    primaryVersion: primaryVersion(state),
    backupVersion: secondaryVersion(state),
    status: statusOf(apImage),
    retrying: isRetrying(apImage),
    isImageMaster: apImage.isMaster,
    activity: activity(ap, simulation),
    bytes,
    sizeBytes,
    rate,
    etaSeconds: secondsLeft(sizeBytes === null ? null : sizeBytes - bytes, rate),
    predownloadVersion: apImage.version,
    nextRetryAt: apImage.nextRetryAt,
    retryCount: apImage.retryCount,
    method:
      state.join !== null && state.join.route !== "none"
        ? state.join.route === "capwap"
          ? "CAPWAP"
          : "TFTP"
        : apImage.method,
    // An access point that cannot join cannot use its predownloaded image either.
    fault: state.joinFault ?? apImage.fault,
  };
}

/** After Network Upgrade the controller image is the one that was transferred last. */
const lastTransfer = ({ apImage, controllerImage }: PredownloadRecord): ImageProgress =>
  controllerImage.bytes > 0 ? controllerImage : apImage;

function activity(ap: SimulatedAp, simulation: SimulationState): string {
  const { join, capwap, connectionLoss, predownload } = ap.state;
  const transfer = transferOf(ap.state);
  if (transfer !== null) {
    if (ap.receiving?.awaits) return ap.receiving.awaits;
    if (transfer.step === "verifying") return "Verifying the image";
    if (transfer.purpose === "controller") return "Receiving the controller image";
    const image = join?.image ?? ap.family ?? "the image";
    if (transfer.step === "stalled") return `Waiting for the rest of ${image}`;
    if (join !== null && (join.route === "none" || join.fault !== null)) return `Waiting for ${image}`;
    const isSent = join === null ? predownload.apImage.method === "CAPWAP" : join.route === "capwap";
    return isSent ? `Receiving ${image}` : `Fetching ${image}`;
  }
  if (connectionLoss !== "none") return "Lost CAPWAP";
  switch (capwap) {
    case "Run":
      return predownload.apImage.state === "initiated" ? simulation.describeWait(ap) : "";
    case "Reset":
      return "Rebooting";
    case "Discovery":
      return "Looking for the controller";
    case "Sulking":
      return "Waits before it looks for the controller again";
    case "Idle":
      return "";
    default:
      return "Joining";
  }
}

export function countersOf(simulation: SimulationState): UpgradeCounters {
  const { upgrade } = simulation;
  const members = simulation.members();
  const total = upgrade.id === "" ? members.length : upgrade.members.length;
  const c: UpgradeCounters = {
    total,
    initiated: 0,
    predownloading: 0,
    predownloadingController: 0,
    completed: 0,
    completedController: simulation.images.held.has(CONTROLLER_IMAGE) ? 1 : 0,
    unsupported: 0,
    // An AP that is no longer in the fleet did not get its image.
    failed: total - members.length,
    retrying: 0,
  };
  for (const { state } of members) {
    const { apImage, controllerImage } = state.predownload;
    if (transferStepOf(controllerImage) !== null) c.predownloadingController++;
    if (controllerImage.state === "complete" && controllerImage.version === upgrade.targetVersion)
      c.completedController++;
    switch (statusOf(apImage)) {
      case "Initiated":
        c.initiated++;
        break;
      case "Predownloading":
        c.predownloading++;
        break;
      case "Complete":
        c.completed++;
        break;
      case "Unsupported":
        c.unsupported++;
        break;
      case "Failed":
        if (isRetrying(apImage)) c.retrying++;
        else c.failed++;
        break;
      case "None":
        break;
    }
  }
  return c;
}

/** Bytes of this upgrade that arrived and that are to arrive, and the rate; `known`: every size was told by the server. */
function amounts(simulation: SimulationState): {
  moved: number;
  toMove: number;
  rate: number;
  known: boolean;
} {
  const { upgrade } = simulation;
  const { sizes, controllerFetch } = simulation.images;
  const sum = { moved: 0, toMove: 0, rate: 0, known: true };
  const add = (moved: number, size: number | undefined) => {
    sum.moved += moved;
    sum.toMove += Math.max(moved, size ?? 0);
    if (size === undefined) sum.known = false;
  };
  if (upgrade.id === "") return sum;
  const controllerSize = sizes.get(CONTROLLER_IMAGE);
  add(controllerFetch?.bytes ?? upgrade.controllerBytes ?? 0, controllerSize);
  sum.rate += controllerFetch?.rate ?? 0;
  const fetched = new Set<string>();
  for (const ap of simulation.members()) {
    const { receiving } = ap;
    const { apImage, controllerImage } = ap.state.predownload;
    if (receiving !== null && receiving.purpose !== "join") sum.rate += receiving.rate;
    const hadImage = apImage.state === "complete" && apImage.wholeBytes === 0;
    const without = hadImage || apImage.state === "unsupported" || hasFailed(apImage) || ap.family === null;
    const now = receiving?.purpose === "predownload" ? receiving.bytes : apImage.wholeBytes;
    if (!without || now > 0) {
      add(now, sizes.get(ap.family ?? ""));
      if (ap.family !== null) fetched.add(ap.family);
    }
    if (ap.isStandby && !(upgrade.networkRound !== null && controllerImage.wholeBytes === 0)) {
      add(receiving?.purpose === "controller" ? receiving.bytes : controllerImage.wholeBytes, controllerSize);
    }
  }
  // Where only the controller fetches, every image comes over the wire to it first.
  for (const image of isFetchedByController(simulation.upgradeState.profile) ? fetched : []) {
    const receiving = simulation.images.familyFetches.get(fetchKey("upgrade", image));
    add(receiving?.bytes ?? simulation.images.held.get(image)?.sizeBytes ?? 0, sizes.get(image));
    sum.rate += receiving?.rate ?? 0;
  }
  return sum;
}

export function upgradeRow(simulation: SimulationState): UpgradeRow {
  const { upgrade, ports, controller } = simulation;
  const now = ports.wall.now();
  const counters = upgrade.finalCounters ?? countersOf(simulation);
  const { moved, toMove, rate, known } = amounts(simulation);
  const activated = upgrade.activatedAt !== null;
  return {
    id: upgrade.id,
    state: upgrade.state,
    stageMarks: stageMarks(upgrade),
    status: statusLine({
      upgrade,
      counters,
      runningVersion: controller.version,
      nextRetryAt: earliestRetry(simulation),
      controllerBackAt: controller.backAt,
      now,
    }),
    running: upgrade.running,
    canActivate: isReady(upgrade),
    canCancel: upgrade.running && mayCancel(upgrade) === null,
    counters,
    bytesMoved: moved,
    bytesToMove: toMove,
    rate,
    startedAt: upgrade.startedAt,
    endedAt: upgrade.endedAt,
    estimatedEndAt:
      upgrade.running && !activated && known ? estimateEnd(now, upgrade.startedAt, moved, toMove) : null,
    startedBy: upgrade.startedBy,
    mode: upgrade.id === "" ? null : (simulation.upgradeState.profile?.mode ?? null),
    fromVersion: upgrade.fromVersion,
    targetVersion: upgrade.targetVersion,
    readBack: upgrade.readBack,
    fault: upgrade.fault,
  };
}

/** From the mean rate since the start; null until there is something to reckon with. */
function estimateEnd(now: number, startedAt: number | null, moved: number, toMove: number): number | null {
  const elapsed = startedAt === null ? 0 : now - startedAt;
  if (elapsed < 2000 || moved === 0) return null;
  return now + ((toMove - moved) * elapsed) / moved;
}

function earliestRetry(simulation: SimulationState): number | null {
  let earliest: number | null = null;
  for (const { state } of simulation.members()) {
    const at = state.predownload.apImage.nextRetryAt;
    if (at !== null && (earliest === null || at < earliest)) earliest = at;
  }
  return earliest;
}

export function controllerRow(simulation: SimulationState): Omit<ControllerRow, "storeHealthy"> {
  const { lab, controller, fleet } = simulation;
  let joinedCount = 0;
  for (const { state } of fleet.all()) if (state.capwap === "Run") joinedCount++;
  return {
    name: lab.controller.name,
    ip: lab.controller.ip,
    model: simulation.fleet.host?.model ?? "",
    version: controller.version,
    backupVersion: controller.backupVersion,
    state: controller.isUp ? "up" : "reloading",
    backAt: controller.backAt,
    clockFactor: simulation.ports.simulated.factor,
    profile: simulation.profile.profile,
    profileSavedAt: simulation.profile.savedAt,
    suggestedProfile: suggestedProfile(simulation),
    suggestedSftp: suggestedSftp(simulation),
    knownHosts: simulation.knownHosts.all(),
    apCount: fleet.size,
    joinedCount,
  };
}

/** Our own server and the newest image set. */
function suggestedProfile(simulation: SimulationState): Profile | null {
  const own = simulation.ports.ownServer("tftp");
  const place = own && suggestedPlace(simulation, own.address);
  return place && kept(simulation, { mode: "tftp", ...place, servicePort: null, parallelMode: false });
}

function suggestedSftp(simulation: SimulationState): SftpProfile | null {
  const own = simulation.ports.ownSftp();
  const [userName] = own?.usersWithGeneratedPassword() ?? [];
  const place = own && suggestedPlace(simulation, own.address);
  if (!place || userName === undefined) return null;
  const rest = { servicePort: null, parallelMode: false, userName, passwordStored: true };
  return kept(simulation, { mode: "sftp", ...place, ...rest });
}

function suggestedPlace(
  simulation: SimulationState,
  address: string,
): Pick<Profile, "imageServer" | "imagePath"> | null {
  const sets = simulation.ports.images.sets().filter((s) => s.files.some((f) => f.kind === "ap-image"));
  const newest = sets.toSorted(
    (a, b) =>
      compareVersions(b.version ?? NO_VERSION, a.version ?? NO_VERSION) || b.importedAt - a.importedAt,
  )[0];
  if (newest === undefined) return null;
  const imageServer = address === "0.0.0.0" ? "127.0.0.1" : address === "::" ? "::1" : address;
  return { imageServer, imagePath: foldImagePath(newest.name) };
}

/** A proposal is the same object while it is the same, so that the row does not seem to change. */
const proposals = new WeakMap<SimulationState, Map<string, Profile>>();
function kept<P extends Profile>(simulation: SimulationState, proposal: P): P {
  const mine = proposals.get(simulation) ?? new Map<string, Profile>();
  proposals.set(simulation, mine);
  const key = JSON.stringify(proposal);
  const before = mine.get(key);
  if (before !== undefined) return before as P;
  for (const [old, { mode }] of mine) if (mode === proposal.mode) mine.delete(old);
  mine.set(key, proposal);
  return proposal;
}
