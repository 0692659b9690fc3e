/** The first thing that the page of an access point says: what it does now, and why. */
import type { Tone } from "@/components/ui/tone";
import { type ApRow, isMoving } from "@/lib/contracts/aps";

export type ApNow = { what: string; why: string; tone: Tone };

export type NowFacts = {
  /** What it does or waits for, with countdown or percent; empty when it is idle. */
  activity: string;
  /** The version that the controller runs; null while unknown. */
  controllerVersion: string | null;
  /** The newest entry of its history; null without one. */
  lastEvent: string | null;
  /** Whether an upgrade is running. */
  isUpgrading: boolean;
};

/** The first rule that applies. */
export function apNow(row: ApRow, facts: NowFacts): ApNow {
  const { activity } = facts;
  const what = activity || `In service with ${row.primaryVersion}`;
  if (isMoving(row.controllerImage) && !row.isController)
    return {
      what,
      why: "It can host the controller, so it also gets the controller image.",
      tone: "accent",
    };
  if (!row.joined) return { what: activity || "Not joined", why: awayReason(row, facts), tone: "warn" };
  if (isMoving(row.apImage)) return { what, why: transferReason(row, facts), tone: "accent" };
  if (row.nextRetryAt !== null || row.retrying)
    return { what: activity || "Retrying", why: row.fault?.message ?? "The last try failed.", tone: "warn" };
  if (activity !== "") return { what, why: waitReason(row), tone: "info" };
  if (row.status === "Failed" || row.status === "Unsupported")
    return {
      what: row.status === "Failed" ? "Predownload failed" : "Predownload not supported",
      why: row.fault?.message ?? "",
      tone: "fail",
    };
  if (row.status === "Complete" && row.controllerImage.state === "failed")
    return {
      what: `Holds ${row.predownloadVersion}, but not the controller image`,
      why: row.fault?.message ?? "",
      tone: "warn",
    };
  if (row.status === "Complete")
    return {
      what: `In service, and holds ${row.predownloadVersion}`,
      why: "It boots this version when the upgrade is activated.",
      tone: "ok",
    };
  return { what, why: "No download is scheduled.", tone: "ok" };
}

function awayReason(row: ApRow, { controllerVersion, lastEvent }: NowFacts): string {
  if (row.capwapState === "Image Data") {
    const differs = controllerVersion === null ? "another version" : controllerVersion;
    return row.fault === null
      ? `It runs ${row.primaryVersion} and the controller runs ${differs}, so it downloads its image before it joins.`
      : row.fault.message;
  }
  return row.fault?.message ?? lastEvent ?? "It has not joined the controller.";
}

function transferReason(row: ApRow, { isUpgrading }: NowFacts): string {
  if (!isUpgrading) return "An operator started the predownload of this access point.";
  if (row.isImageMaster)
    return `It is the image master of ${row.family}: the other access points of the family receive the image after it.`;
  return row.method === "CAPWAP"
    ? "It receives the image from the controller."
    : "It fetches the image itself.";
}

function waitReason(row: ApRow): string {
  if (row.waitsForBatch !== null) return "The start policy starts only one batch at a time.";
  if (row.waitsForAp !== null)
    return "Only the image master fetches the image of its family from the server.";
  return "It takes part in the running upgrade.";
}
