/** The rows of access points and of the controller, derived from the simulation's state. */
import { type ApRow, type ImageRow, imageRow } from "@/lib/contracts/aps";
import type { SimulatedController } from "@/lib/contracts/controller";
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import { DEFAULT_MODE } from "@/lib/contracts/modes/download-mode";
import { type ImageKind, isRetrying, statusOf } from "@/lib/contracts/predownload";
import { NO_WAIT } from "@/lib/contracts/waiting";
import { modeRules } from "@/lib/controller/modes/all-rules";
import { primaryVersion, secondaryVersion } from "@/lib/fleet/ap-state";
import { kindOf, transferOf } from "@/lib/fleet/ap-transfer";
import { secondsLeft } from "@/lib/kit/rate-window";
import type { Receiving, SimulatedAp } from "./simulated-ap";
import type { SimulationState } from "./simulation-state";
import { suggestedProfiles } from "./suggested-profile";

export function apRow(ap: SimulatedAp, simulation: SimulationState): ApRow {
  const { state } = ap;
  const { apImage } = state.predownload;
  const wait = state.capwap === "Run" && transferOf(state) === null ? simulation.waitOf(ap) : NO_WAIT;
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
    activity: wait.activity || activity(ap),
    waitsForBatch: wait.batch,
    waitsForAp: wait.apId,
    apImage: imageOf(ap, "apImage"),
    controllerImage: ap.isController ? hostImage(ap, simulation) : imageOf(ap, "controllerImage"),
    rate: ap.receiving?.rate ?? (ap.isController ? simulation.images.controllerFetch?.rate : undefined) ?? 0,
    predownloadVersion: apImage.version,
    nextRetryAt: apImage.nextRetryAt,
    retryCount: apImage.retryCount,
    method:
      state.join !== null && state.join.route !== "none"
        ? state.join.route === "capwap"
          ? "CAPWAP"
          : modeRules[simulation.profile.profile?.mode ?? DEFAULT_MODE].delivery.method
        : apImage.method,
    // An access point that cannot join cannot use its predownloaded image either.
    fault: state.joinFault ?? apImage.fault ?? state.predownload.controllerImage.fault,
  };
}

/** One of the two images, with the bytes of the transfer under way if that one moves. */
function imageOf(ap: SimulatedAp, kind: ImageKind): ImageRow {
  const { receiving } = ap;
  if (receiving !== null && kindOf(receiving.purpose) === kind) return movingImage(ap, receiving);
  const { state, bytes, sizeBytes } = ap.state.predownload[kind];
  return imageRow(state, bytes, sizeBytes);
}

/** The image that this transfer brings. */
export function movingImage(ap: SimulatedAp, receiving: Receiving): ImageRow {
  const { bytes, sizeBytes, rate } = receiving;
  const step = transferOf(ap.state)?.step ?? "receiving";
  return imageRow(step, bytes, sizeBytes, secondsLeft(sizeBytes === null ? null : sizeBytes - bytes, rate));
}

/** The controller's own access point has the controller image as soon as the controller has fetched it. */
function hostImage(ap: SimulatedAp, { images }: SimulationState): ImageRow {
  const { controllerFetch } = images;
  if (controllerFetch !== null) return movingImage(ap, controllerFetch);
  const held = images.held.get(CONTROLLER_IMAGE);
  return held === undefined
    ? imageRow("none", 0, null)
    : imageRow("complete", held.sizeBytes, held.sizeBytes);
}

function activity(ap: SimulatedAp): string {
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
    case "Idle":
      return "";
    case "Reset":
      return "Rebooting";
    case "Discovery":
      return "Discovering the controller";
    case "Sulking":
      return "Waiting before the next discovery";
    default:
      return "Joining";
  }
}

export function controllerRow(simulation: SimulationState): SimulatedController {
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
    clockOrigin: simulation.ports.simulated.origin,
    profile: simulation.profile.profile,
    profileSavedAt: simulation.profile.savedAt,
    suggestions: suggestedProfiles(simulation),
    releaseCheck: simulation.releaseChecks.last,
    knownHosts: simulation.knownHosts.all(),
    apCount: fleet.size,
    joinedCount,
  };
}
