/** How an access point's reports change what the controller counts of its joins. Pure; the caller hands in the time. */
import type { Fault } from "@/lib/contracts/fault";
import { faultCodes } from "@/lib/contracts/fault-codes";
import { type JoinRecord, NO_JOINS } from "@/lib/contracts/joins";
import type { ApReport } from "./ap-state";

/** The record of an access point that boots now, or that was joined from the start. @param now simulated milliseconds */
export const newJoins = (now: number, isJoined: boolean): JoinRecord => ({
  ...NO_JOINS,
  bootedAt: now,
  joinedAt: isJoined ? now : null,
  joins: isJoined ? 1 : 0,
});

const earlier = (at: number | null, now: number): number | null => (at === null ? null : Math.min(at, now));

/** A stored record at the next start: with a fast clock the last run may have gone beyond the time with which this one begins. */
export const joinsNotAfter = (record: JoinRecord, now: number): JoinRecord => ({
  ...record,
  bootedAt: earlier(record.bootedAt, now),
  joinedAt: earlier(record.joinedAt, now),
});

const title = (fault: Fault): string => faultCodes[fault.code].title;

/** What the report says about the session that ended; null: no session or attempt ended. */
function endOf(
  report: ApReport,
  record: JoinRecord,
  isControllerUp: boolean,
): Partial<Pick<JoinRecord, "failures" | "lastFailurePhase" | "lastDisconnectReason">> | null {
  const failures = record.failures + 1;
  switch (report.what) {
    case "left":
      return isControllerUp
        ? { failures, lastFailurePhase: "Run", lastDisconnectReason: "Heart beat timer expiry" }
        : { lastDisconnectReason: "Controller reload" };
    case "rebooted":
      return { lastDisconnectReason: `AP reboot: ${report.reason.replace(/\.$/, "")}` };
    case "image-downloaded":
      return { lastDisconnectReason: "Image Download Success" };
    case "image-download-failed":
      return {
        failures,
        lastFailurePhase: "Image-Download",
        lastDisconnectReason: `Image Download Failed: ${title(report.fault)}`,
      };
    case "swap-ignored":
      return { failures, lastFailurePhase: "Join", lastDisconnectReason: title(report.fault) };
    default:
      return null;
  }
}

/**
 * The record after a report.
 * @param at simulated time; whether the access point is in Reset after the report, and whether the controller is up
 */
export function joinsAfter(
  record: JoinRecord,
  report: ApReport,
  at: { now: number; isBooting: boolean; isControllerUp: boolean },
): JoinRecord {
  if (report.what === "joined") return { ...record, joinedAt: at.now, joins: record.joins + 1 };
  const end = endOf(report, record, at.isControllerUp);
  if (end === null && !at.isBooting) return record;
  return { ...record, ...end, joinedAt: null, bootedAt: at.isBooting ? at.now : record.bootedAt };
}
