/** *Why?*: the chain of causes behind an access point's failure, in words, and what to do about it (spec 31). */
import type { Fault, FaultCode } from "@/lib/contracts/fault";
import { clockTime, installError } from "./syslog-lines";

export type Failure = {
  fault: Fault;
  /** The image that was wanted. */
  image: string;
  /** As in the read request: `Wrong-Path/ap1g6`. */
  path: string;
  url: string;
  server: string;
  port: number;
  /** The fault is the AP's own, not the server's. */
  own: boolean;
  /** Failed while it joined, not in a predownload. */
  atJoin: boolean;
  /** The image master that fetched for this AP; null when the AP fetched for itself. */
  master: string | null;
  /** Paths in our repository that do hold the image, best first. */
  elsewhere: readonly string[];
  /** Wall milliseconds of the next try; null when none is planned. */
  nextRetryAt: number | null;
};
export type Link = { source: "server" | "controller" | "access point"; text: string };
export type Explanation = { why: Link[]; remedy: string | null };

/** Faults that the server or its file caused, as they look on the wire. */
const ON_THE_WIRE: Partial<Record<FaultCode, (f: Failure) => string>> = {
  "file-not-found": (f) => `RRQ ${f.path} -> ERROR 1 File not found`,
  "access-violation": (f) => `RRQ ${f.path} -> ERROR 2 Access violation`,
  "timed-out": (f) => `RRQ ${f.path} to ${f.server} port ${f.port} -> no answer`,
  "connection-refused": (f) => `RRQ ${f.path} to ${f.server} -> nothing listens on UDP port ${f.port}`,
  "network-unreachable": (f) => `RRQ ${f.path} -> there is no way to ${f.server}`,
  "server-gone": (f) => `RRQ ${f.path} -> the transfer began, then the server stopped answering`,
  busy: (f) => `RRQ ${f.path} -> the server is at its limit of transfers`,
  "peer-error": (f) => `RRQ ${f.path} -> ${f.fault.message}`,
  "protocol-error": (f) => `RRQ ${f.path} -> ${f.fault.message}`,
};

const CURES: Partial<Record<FaultCode, (f: Failure) => string>> = {
  "file-not-found": (f) =>
    `Look at the folder on the server: it must hold the unzipped bundle, with a file named ${f.image}. Then choose Save & Download again.`,
  "access-violation": (f) => `Give the server's user the right to read ${f.path}.`,
  "timed-out": (f) =>
    `Check that ${f.server} runs a TFTP server and that UDP port ${f.port} is open between it, the controller and the access points.`,
  "connection-refused": (f) => `Start the TFTP server on ${f.server}, or give the port that it listens on.`,
  "network-unreachable": (f) => `Check the address ${f.server} and the route to it.`,
  "server-gone": () => "Start the server again; then choose Save & Download again.",
  busy: () => "Raise the server's limit of transfers, or turn Parallel Mode off.",
};

export function explain(f: Failure): Explanation {
  const why: Link[] = [];
  if (f.own) {
    why.push({ source: "access point", text: f.fault.message });
  } else {
    const wire = ON_THE_WIRE[f.fault.code];
    if (wire !== undefined) why.push({ source: "server", text: wire(f) });
    else if (f.fault.code !== "not-found") why.push({ source: "server", text: f.fault.message });
    if (f.fault.code === "not-found") why.push({ source: "controller", text: f.fault.message });
    else why.push({ source: "controller", text: installError(f.url, f.fault) });
    if (f.master !== null) {
      why.push({
        source: "controller",
        text: `The image master ${f.master} could not fetch ${f.image}, so there is none to give to its family`,
      });
    }
  }
  why.push({ source: "access point", text: outcome(f) });
  return { why, remedy: cure(f) };
}

function outcome(f: Failure): string {
  if (f.atJoin) return "Disjoined Image Download Failed; it restarts CAPWAP and tries again, for ever";
  if (f.nextRetryAt !== null) return `Predownload failed; it tries again at ${clockTime(f.nextRetryAt)}`;
  return "Predownload failed";
}

function cure(f: Failure): string | null {
  const [best] = f.elsewhere;
  const isAboutTheFile = !f.own && (f.fault.code === "file-not-found" || f.fault.code === "wrong-version");
  if (isAboutTheFile && best !== undefined) {
    const folder = best.slice(0, best.lastIndexOf("/"));
    return `The image repository has it at ${best}: set Image Path to ${folder}, then choose Save & Download again.`;
  }
  return (f.own ? undefined : CURES[f.fault.code]?.(f)) ?? f.fault.remedy ?? null;
}
