/** *Why?* where the access point itself is the cause: what whoever sent the image saw of it, and what becomes of it. */
import type { Fault, FaultCode } from "@/lib/contracts/fault";

export type Link = { source: "server" | "controller" | "access point"; text: string };
export type ApFailure = {
  fault: Fault;
  image: string;
  path: string;
  /** Failed while it joined, not in a predownload. */
  atJoin: boolean;
  /** How the image came as far as it came; null when nothing was on its way. */
  over: "TFTP" | "CAPWAP" | null;
  /** It has lost its controller at present. */
  away: boolean;
  /** Wall milliseconds of the next try; null when none is planned. */
  nextRetryAt: number | null;
};

/** How far the sending went, which is what acquits the sender. */
const SENT_UNTIL: Partial<Record<FaultCode, string>> = {
  "image-damaged": "to the last byte",
  "timed-out": "until the access point took no more of it",
  "ap-rebooted": "until the access point was gone",
  "ap-lost": "until the access point was gone",
};

/** First the sender, then the access point. */
export function apFaultChain(f: ApFailure): Link[] {
  const said: Link = { source: "access point", text: f.fault.message };
  const until = SENT_UNTIL[f.fault.code];
  if (f.over === null || until === undefined) return [said];
  return [
    f.over === "TFTP"
      ? { source: "server", text: `RRQ ${f.path} -> sent ${until}` }
      : { source: "controller", text: `${f.image} was sent over CAPWAP ${until}` },
    said,
  ];
}

/** What becomes of it in the end; null: the same as after any other failure. */
export function apFaultOutcome(f: ApFailure): string | null {
  if (f.fault.code === "ap-kept-image")
    return "With that it cannot join a controller of another version; it reboots and tries again, for ever";
  if (f.atJoin) return null;
  if (f.fault.code === "flash-full")
    return "Unsupported: it stays without the image, is not tried again, and could not join after Activate";
  if (f.away)
    return "It has vanished from the predownload list and is still counted as failed, unless it comes back in time";
  if (f.fault.code === "ap-lost" && f.nextRetryAt === null)
    return "Predownload failed: the round went on without it";
  return f.nextRetryAt === null ? "Predownload failed; no retry is left" : null;
}
