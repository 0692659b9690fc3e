/** *Why?*: the chain of causes behind an access point's failure, in words, and what to do about it (spec 31). */
import { type Fault, type FaultCode, faultCodes } from "@/lib/contracts/fault";
import type { DownloadMode } from "@/lib/contracts/profile";
import { type ApFailure, apFaultChain, apFaultOutcome, type Link } from "./ap-fault-chain";
import { clockTime, installError } from "./syslog-lines";

/** What was asked of which server. */
export type Asked = {
  mode: DownloadMode;
  /** The image that was wanted. */
  image: string;
  /** As in the read request: `Wrong-Path/ap1g6`. */
  path: string;
  /** SFTP: who logs in. */
  userName: string | null;
  server: string;
  port: number;
  /** Paths in our repository that do hold the image, best first. */
  elsewhere: readonly string[];
  /** What Lab has made wrong with that server, a sentence for each fault; only our own has any. */
  labFaults?: readonly string[];
};
export type Failure = Asked &
  ApFailure & {
    url: string;
    /** The fault is the AP's own, not the server's. */
    own: boolean;
    /** The image master that fetched for this AP; null when the AP fetched for itself. */
    master: string | null;
  };
export type Explanation = { why: Link[]; remedy: string | null };

type Words<A> = Partial<Record<FaultCode, (f: A) => string>>;

/** Faults that the server or its file caused, as they look on the wire. */
const ON_THE_WIRE: Record<DownloadMode, Words<Asked & { fault: Fault }>> = {
  tftp: {
    "file-not-found": (f) => `RRQ ${f.path} -> ERROR 1 File not found`,
    "access-violation": (f) => `RRQ ${f.path} -> ERROR 2 Access violation`,
    "timed-out": (f) => `RRQ ${f.path} to ${f.server} port ${f.port} -> no answer`,
    "connection-refused": (f) => `RRQ ${f.path} to ${f.server} -> nothing listens on UDP port ${f.port}`,
    "network-unreachable": (f) => `RRQ ${f.path} -> there is no way to ${f.server}`,
    "server-gone": (f) => `RRQ ${f.path} -> the transfer began, then the server stopped answering`,
    busy: (f) => `RRQ ${f.path} -> the server is at its limit of transfers`,
  },
  sftp: {
    "file-not-found": (f) => `open "${f.path}" -> No such file`,
    "access-violation": (f) => `open "${f.path}" -> Permission denied`,
    "authentication-failed": (f) => `login of ${f.userName ?? "the user"} at ${at(f)} -> Permission denied`,
    "host-key-changed": (f) => `${at(f)} shows another host key than the pinned one`,
    "timed-out": (f) => `connect to ${at(f)} -> no answer`,
    "connection-refused": (f) => `connect to ${f.server} -> nothing listens on TCP port ${f.port}`,
    "network-unreachable": (f) => `connect to ${f.server} -> there is no way to it`,
    "server-gone": (f) => `read "${f.path}" -> the transfer began, then the server was gone`,
    "peer-error": (f) => `${at(f)} -> ${f.fault.message}`,
  },
};
const at = ({ server, port }: Asked): string => `${server} port ${port}`;

const CURES: Record<DownloadMode, Words<Asked>> = {
  tftp: {
    "file-not-found": (f) =>
      `Look at the folder on the server: it must hold the unzipped bundle, with a file named ${f.image}. Then choose Save & Download again.`,
    "access-violation": (f) =>
      `Give the server's user the right to read ${f.path}; then choose Save & Download again.`,
    "timed-out": (f) =>
      `Check that ${f.server} runs a TFTP server and that UDP port ${f.port} is open between it, the controller and the access points.`,
    "connection-refused": (f) => `Start the TFTP server on ${f.server}, or give the port that it listens on.`,
    "network-unreachable": (f) => `Check the address ${f.server} and the route to it.`,
    "server-gone": (f) =>
      `Look whether the TFTP server on ${f.server} still runs, and start it again; if it does run, something on the way cuts transfers off. Then choose Save & Download again.`,
    busy: () => "Raise the server's limit of transfers, or turn Parallel Mode off.",
  },
  sftp: {
    "file-not-found": (f) =>
      `Look at the folder on the server: it must hold the unzipped bundle, with a file named ${f.image}, below the home of ${f.userName ?? "the user"} or the root. Then choose Save & Download again.`,
    "access-violation": (f) =>
      `Give ${f.userName ?? "the user"} the right to read ${f.path} on the server; then choose Save & Download again.`,
    "authentication-failed": () =>
      "Check User Name and Password; the user must be allowed to log in with a password. Then choose Save & Download again.",
    "timed-out": (f) =>
      `Check that ${f.server} runs an SSH server that answers, and that TCP port ${f.port} is open between it and the controller.`,
    "connection-refused": (f) => `Start the SSH server on ${f.server}, or give the port that it listens on.`,
    "network-unreachable": (f) => `Check the address ${f.server} and the route to it.`,
    "server-gone": (f) =>
      `Look in the log of ${f.server} why it closed the connection, and start the SSH server again if it has ended. Then choose Save & Download again.`,
    "peer-error": (f) =>
      `Look at the log of ${f.server}: it may have no room for another connection, or shut the controller out after failed logins. Then choose Save & Download again.`,
  },
};

export function explain(f: Failure): Explanation {
  const why: Link[] = [];
  if (f.own) {
    why.push(...apFaultChain(f));
  } else {
    const wire = ON_THE_WIRE[f.mode][f.fault.code];
    if (wire !== undefined) why.push({ source: "server", text: wire(f) });
    else if (CONTROLLERS_OWN.has(f.fault.code)) why.push({ source: "controller", text: f.fault.message });
    else if (f.fault.code !== "not-found") why.push({ source: "server", text: f.fault.message });
    if (f.fault.code === "not-found") why.push({ source: "controller", text: f.fault.message });
    else why.push({ source: "controller", text: installError(f.url, f.fault) });
    if (f.master !== null) {
      why.push({
        source: "controller",
        text: `The image master ${f.master} could not fetch ${f.image}, so there is none to give to its family`,
      });
    } else if (f.mode === "sftp" && f.fault.code !== "not-found") {
      why.push({
        source: "controller",
        text: `In SFTP mode only the controller fetches; without ${f.image} it has none to forward`,
      });
    }
  }
  why.push({ source: "access point", text: outcome(f) });
  return { why, remedy: cure(f) };
}

/** Faults of the machine that fetches. */
const CONTROLLERS_OWN: ReadonlySet<FaultCode> = new Set<FaultCode>(["disk-full"]);

function outcome(f: Failure): string {
  const own = f.own ? apFaultOutcome(f) : null;
  if (own !== null) return own;
  if (f.atJoin) return "Disjoined Image Download Failed; it restarts CAPWAP and tries again, for ever";
  if (f.nextRetryAt !== null) return `Predownload failed; it tries again at ${clockTime(f.nextRetryAt)}`;
  return "Predownload failed";
}

function cure(f: Failure): string | null {
  const known = f.own ? undefined : cureOf(f.fault, f);
  return (known && withLab(known, f)) ?? f.fault.remedy ?? null;
}

function cureOf(why: Fault, asked: Asked): string | undefined {
  const [best] = asked.elsewhere;
  if ((why.code === "file-not-found" || why.code === "wrong-version") && best !== undefined) {
    const folder = best.slice(0, best.lastIndexOf("/"));
    return `The image repository has it at ${best}: set Image Path to ${folder}, then choose Save & Download again.`;
  }
  return CURES[asked.mode][why.code]?.(asked);
}

/** Where the server is ours and Lab has made it so, that is where the cure is. */
function withLab(remedy: string | undefined, { labFaults = [] }: Asked): string | undefined {
  if (labFaults.length === 0) return remedy;
  const lab = `Lab has set faults on this server: ${labFaults.join(" ")} Remove them in Lab.`;
  return remedy === undefined ? lab : `${remedy} ${lab}`;
}

/** What is wrong with what arrived says so itself; these say only what the wire said. */
const JUDGED: ReadonlySet<FaultCode> = new Set<FaultCode>([
  "size-mismatch",
  "image-damaged",
  "digest-mismatch",
  "wrong-family",
  "wrong-version",
]);

/** A fetch's fault as one sentence: the URL, what the field calls it, the peer's words; and what to do about it. */
export function wordFetchFault(why: Fault, asked: Asked & { url: string }): Fault {
  const { title } = faultCodes[why.code];
  const words = why.message.replace(/\.$/, "");
  const message = JUDGED.has(why.code)
    ? why.message
    : `${asked.url}: ${title}${words === title ? "" : ` (${words})`}.`;
  const remedy = withLab(cureOf(why, asked) ?? why.remedy, asked);
  return remedy === undefined ? { ...why, message } : { ...why, message, remedy };
}
