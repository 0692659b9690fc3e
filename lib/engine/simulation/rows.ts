/** The simulation's state as the console's rows: nothing is guessed, everything is counted from what the machines say. */
import type { ApRow } from "@/lib/contracts/aps";
import type { ControllerRow } from "@/lib/contracts/controller";
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import type { Profile, SftpProfile } from "@/lib/contracts/profile";
import { foldImagePath } from "@/lib/contracts/profile-fields";
import type { UpgradeCounters, UpgradeRow } from "@/lib/contracts/upgrade";
import { compareVersions, NO_VERSION } from "@/lib/contracts/versions";
import { isFetchedByController } from "@/lib/controller/modes/all-rules";
import { statusLine } from "@/lib/controller/status-line";
import { isReady, mayCancel, stageMarks } from "@/lib/controller/upgrade-machine";
import { primaryVersion, secondaryVersion } from "@/lib/fleet/ap-state";
import { secondsLeft } from "@/lib/kit/rate-window";
import { fetchKey } from "../image-download/controller-fetches";
import type { SimulatedAp, SimulationState } from "./simulation-state";

export function apRow(ap: SimulatedAp, simulation: SimulationState): ApRow {
  const { state, receiving } = ap;
  const { predownload, download } = state;
  const sizeBytes = receiving ? receiving.sizeBytes : ap.sizeBytes;
  const bytes = receiving ? receiving.bytes : ap.bytes;
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
    status: predownload.status,
    retrying: predownload.status === "Failed" && predownload.nextRetryAt !== null,
    isImageMaster: ap.isMaster,
    activity: activity(ap, simulation),
    bytes,
    sizeBytes,
    rate,
    etaSeconds: secondsLeft(sizeBytes === null ? null : sizeBytes - bytes, rate),
    predownloadVersion: predownload.version,
    nextRetryAt: predownload.nextRetryAt,
    retryCount: predownload.retryCount,
    method:
      download?.purpose === "join" && download.route !== "none"
        ? download.route === "capwap"
          ? "CAPWAP"
          : "TFTP"
        : predownload.method,
    // One that cannot join has nothing of a predownload.
    fault: state.joinFault ?? predownload.fault,
  };
}

function activity(ap: SimulatedAp, simulation: SimulationState): string {
  const { download, capwap, away, predownload } = ap.state;
  if (download !== null) {
    if (ap.receiving?.awaits) return ap.receiving.awaits;
    if (download.phase === "verifying") return "Verifying the image";
    if (download.purpose === "controller") return "Receiving the controller image";
    if (download.phase === "stalled") return `Waiting for the rest of ${download.image}`;
    if (download.route === "none" || download.fault !== null) return `Waiting for ${download.image}`;
    return download.route === "server" ? `Fetching ${download.image}` : `Receiving ${download.image}`;
  }
  if (away !== "no") return "Lost CAPWAP";
  switch (capwap) {
    case "Run":
      return predownload.status === "Initiated" ? simulation.waitsFor(ap) : "";
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
    completedController: simulation.held.has(CONTROLLER_IMAGE) ? 1 : 0,
    unsupported: 0,
    // An AP that is no longer in the fleet did not get its image.
    failed: total - members.length,
    retrying: 0,
  };
  for (const { state } of members) {
    if (state.download?.purpose === "controller") c.predownloadingController++;
    if (state.controllerImage !== null && state.controllerImage === upgrade.targetVersion)
      c.completedController++;
    switch (state.predownload.status) {
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
        if (state.predownload.nextRetryAt !== null) c.retrying++;
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
  const { upgrade, sizes, controllerReceiving } = simulation;
  const sum = { moved: 0, toMove: 0, rate: 0, known: true };
  const add = (moved: number, size: number | undefined) => {
    sum.moved += moved;
    sum.toMove += Math.max(moved, size ?? 0);
    if (size === undefined) sum.known = false;
  };
  if (upgrade.id === "") return sum;
  const controllerSize = sizes.get(CONTROLLER_IMAGE);
  add(controllerReceiving?.bytes ?? upgrade.controllerBytes ?? 0, controllerSize);
  sum.rate += controllerReceiving?.rate ?? 0;
  const fetched = new Set<string>();
  for (const ap of simulation.members()) {
    const { receiving, state } = ap;
    if (receiving !== null && receiving.purpose !== "join") sum.rate += receiving.rate;
    const already = state.predownload.status === "Complete" && ap.apImageBytes === 0;
    const without =
      already || state.predownload.status === "Unsupported" || hasFailed(ap) || ap.family === null;
    const now = receiving?.purpose === "predownload" ? receiving.bytes : ap.apImageBytes;
    if (!without || now > 0) {
      add(now, sizes.get(ap.family ?? ""));
      if (ap.family !== null) fetched.add(ap.family);
    }
    if (ap.standsBy && !(upgrade.networkRound !== null && ap.controllerImageBytes === 0)) {
      add(receiving?.purpose === "controller" ? receiving.bytes : ap.controllerImageBytes, controllerSize);
    }
  }
  // Where only the controller fetches, every image comes over the wire to it first.
  for (const image of isFetchedByController(simulation.upgradeProfile) ? fetched : []) {
    const receiving = simulation.familyFetches.get(fetchKey("upgrade", image));
    add(receiving?.bytes ?? simulation.held.get(image)?.sizeBytes ?? 0, sizes.get(image));
    sum.rate += receiving?.rate ?? 0;
  }
  return sum;
}
const hasFailed = ({ state: { predownload } }: SimulatedAp) =>
  predownload.status === "Failed" && predownload.nextRetryAt === null;

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
    mode: upgrade.id === "" ? null : (simulation.upgradeProfile?.mode ?? null),
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
    const at = state.predownload.nextRetryAt;
    if (at !== null && (earliest === null || at < earliest)) earliest = at;
  }
  return earliest;
}

export function controllerRow(simulation: SimulationState): Omit<ControllerRow, "storeHealthy"> {
  const { lab, controller, aps } = simulation;
  let joinedCount = 0;
  for (const { state } of aps.values()) if (state.capwap === "Run") joinedCount++;
  return {
    name: lab.controller.name,
    ip: lab.controller.ip,
    model: simulation.own?.model ?? "",
    version: controller.version,
    backupVersion: controller.backupVersion,
    state: controller.state,
    backAt: controller.backAt,
    clockFactor: simulation.ports.simulated.factor,
    profile: simulation.profile,
    profileSavedAt: simulation.profileSavedAt,
    suggestedProfile: suggestedProfile(simulation),
    suggestedSftp: suggestedSftp(simulation),
    knownHosts: simulation.knownHosts.all(),
    apCount: aps.size,
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
