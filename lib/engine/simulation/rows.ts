/** The rows of access points and of the controller, derived from the simulation's state. */
import type { ApRow } from "@/lib/contracts/aps";
import type { ControllerRow } from "@/lib/contracts/controller";
import {
  type ImageProgress,
  isRetrying,
  type PredownloadRecord,
  statusOf,
} from "@/lib/contracts/predownload";
import { primaryVersion, secondaryVersion } from "@/lib/fleet/ap-state";
import { transferOf } from "@/lib/fleet/ap-transfer";
import { secondsLeft } from "@/lib/kit/rate-window";
import type { SimulatedAp } from "./simulated-ap";
import type { SimulationState } from "./simulation-state";
import { suggestedProfile, suggestedSftp } from "./suggested-profile";

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
    nextRetrySimulatedAt:
      apImage.nextRetryAt === null ? null : simulation.ports.simulated.toSimulated(apImage.nextRetryAt),
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
      return "Discovering the controller";
    case "Sulking":
      return "Waiting before the next discovery";
    case "Idle":
      return "";
    default:
      return "Joining";
  }
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
