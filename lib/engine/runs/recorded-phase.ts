/** What the recording of a run says of an access point, derived from its row. */
import { type ApRow, type ImageRow, isMoving } from "@/lib/contracts/aps";
import type { ProgressState } from "@/lib/contracts/predownload";
import type { RunPhase } from "@/lib/contracts/run-phases";

/** What was recorded of it before, and whether the run was activated. */
export type PhaseBefore = {
  phase: RunPhase;
  isActivated: boolean;
  /** It has left the controller since Activate. */
  hasLeft: boolean;
};

const BEFORE_TRANSFER: Partial<Record<ProgressState, RunPhase>> = {
  queued: "queued",
  "awaiting-join": "waiting",
  initiated: "waiting",
  retrying: "retrying",
  failed: "failed",
};

/** The phase of an access point; the first rule that applies. */
export function phaseOf(row: ApRow, before: PhaseBefore): RunPhase {
  const { apImage, controllerImage } = row;
  if (isMoving(controllerImage)) return "controller-image";
  if (isMoving(apImage)) return transferPhase(row);
  if (!row.joined) {
    if (row.capwapState === "Reset") return "rebooting";
    return apImage.state === "disjoined" ? "lost" : "joining";
  }
  if (apImage.state === "complete" || apImage.state === "none") {
    // Network Upgrade copies the controller image to those that have their own.
    const ofController = BEFORE_TRANSFER[controllerImage.state];
    if (ofController !== undefined) return ofController;
  }
  switch (apImage.state) {
    case "complete":
    case "unsupported":
      return apImage.state;
    case "disjoined":
      return "lost";
    case "none":
      // Activate resets the records of the whole fleet; each access point keeps its phase until it reboots.
      if (!before.isActivated) return "idle";
      return before.hasLeft ? "joined" : before.phase;
    default:
      return BEFORE_TRANSFER[apImage.state] ?? "idle";
  }
}

function transferPhase(row: ApRow): RunPhase {
  if (row.apImage.state === "verifying" || row.apImage.state === "stalled") return row.apImage.state;
  return row.method === "CAPWAP" ? "receiving" : "fetching";
}

/** The image that a phase is about. */
export const imageOfPhase = (row: ApRow, phase: RunPhase): ImageRow =>
  phase === "controller-image" ? row.controllerImage : row.apImage;

/** What is particular about the phase: how it fetches, what it waits for, why it failed, with which version it joined. */
export function noteOf(row: ApRow, phase: RunPhase): string {
  switch (phase) {
    case "fetching":
      return row.method;
    case "queued":
    case "waiting":
      return row.activity;
    case "retrying":
    case "failed":
    case "unsupported":
    case "lost":
      return row.fault?.message ?? "";
    case "complete":
      return row.predownloadVersion;
    case "joined":
      return row.primaryVersion;
    default:
      return "";
  }
}
