/** The part of *Why?* for faults of the access point itself: what the sender saw, and what happens to the access point. */
import type { Fault } from "@/lib/contracts/fault";
import type { FaultCode } from "@/lib/contracts/fault-codes";
import type { Method } from "@/lib/contracts/predownload";

/** One cause in the chain, by who noticed it. */
export type Link = { source: "server" | "controller" | "access point"; text: string };
export type ApFailure = {
  fault: Fault;
  image: string;
  path: string;
  /** Whether it failed in a download at join, not in a predownload. */
  atJoin: boolean;
  /** How the bytes that did arrive were sent; null when none arrived. */
  over: Method | null;
  /** Whether the access point is currently without a controller. */
  away: boolean;
  /** Wall milliseconds of the next retry; null when none is planned. */
  /** Simulated milliseconds; null without a retry. */
  nextRetryAt: number | null;
  /** How fast the controller's clock runs; 1 when absent. */
  clockFactor?: number;
};

/** How far the sender got. It shows that the sender is not the cause. */
const SENT_UNTIL: Partial<Record<FaultCode, string>> = {
  "image-damaged": "to the last byte",
  "timed-out": "until the access point stopped accepting data",
  "ap-rebooted": "until the access point disconnected",
  "ap-lost": "until the access point disconnected",
};

/**
 * The causes: the sender first, then the access point.
 * @param request the request for the image, as the server saw it
 */
export function apFaultChain(f: ApFailure, request: string): Link[] {
  const cause: Link = { source: "access point", text: f.fault.message };
  const until = SENT_UNTIL[f.fault.code];
  if (f.over === null || until === undefined) return [cause];
  const sender: Link =
    f.over === "CAPWAP"
      ? { source: "controller", text: `${f.image} was sent over CAPWAP ${until}` }
      : { source: "server", text: `${request} -> sent ${until}` };
  return [sender, cause];
}

/** What happens to the access point in the end; null when it is the same as after any other failure. */
export function apFaultOutcome(f: ApFailure): string | null {
  if (f.fault.code === "ap-kept-image")
    return "It still runs the old version and cannot join a controller with another one. It reboots and keeps retrying";
  if (f.atJoin) return null;
  if (f.fault.code === "flash-full")
    return "Unsupported: it keeps its current images, is not retried, and cannot join after Activate";
  if (f.away) return "It is missing from the predownload list. It counts as failed unless it rejoins in time";
  if (f.fault.code === "ap-lost" && f.nextRetryAt === null)
    return "Predownload failed. The upgrade continued without it";
  return f.nextRetryAt === null ? "Predownload failed. No retries are left" : null;
}
