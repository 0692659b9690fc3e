/** *Why?*: explains the failure of an access point as a chain of causes in words, and says what to do about it. */
import type { Cure } from "@/lib/contracts/cure";
import type { Fault } from "@/lib/contracts/fault";
import { type FaultCode, faultCodes } from "@/lib/contracts/fault-codes";
import { controllerTime } from "@/lib/kit/time-text";
import { type ApFailure, apFaultChain, apFaultOutcome, type Link } from "./ap-fault-chain";
import { cureOf, folderOf } from "./cures";
import type { ImageRequest } from "./image-request";
import { modeRules } from "./modes/all-rules";
import { installError } from "./syslog-lines";

/** A failed download of one access point. */
export type Failure = ImageRequest &
  ApFailure & {
    url: string;
    /** Whether the access point itself caused the fault, not the server. */
    own: boolean;
    /** The image master that fetched for this access point; null when it fetched for itself. */
    master: string | null;
  };
export type Explanation = { why: Link[]; remedy: string | null; cure: Cure | null };

/** The chain of causes, the first cause first, and the remedy. */
export function explain(f: Failure): Explanation {
  const why = f.own ? apFaultChain(f, modeRules[f.mode].request(f)) : fetchFaultChain(f);
  return {
    why: [...why, { source: "access point", text: outcomeOf(f) }],
    remedy: remedyOf(f),
    cure: f.own ? null : cureOf(f.fault, f),
  };
}

/** The causes when the image could not be fetched. */
function fetchFaultChain(f: Failure): Link[] {
  const { explainMissingImage } = modeRules[f.mode];
  const isNotRequested = f.fault.code === "not-found";
  const chain: Link[] = isNotRequested
    ? [{ source: "controller", text: f.fault.message }]
    : [firstCause(f), { source: "controller", text: installError(f.url, f.fault) }];
  if (f.master !== null) {
    chain.push({
      source: "controller",
      text: `The image master ${f.master} could not fetch ${f.image}, so the other access points of its family cannot get it`,
    });
  } else if (explainMissingImage !== null && !isNotRequested) {
    chain.push({ source: "controller", text: explainMissingImage(f.image) });
  }
  return chain;
}

function firstCause(f: Failure): Link {
  const wire = modeRules[f.mode].wireTexts[f.fault.code];
  if (wire !== undefined) return { source: "server", text: wire(f) };
  // In a mode without a server the controller itself has, or lacks, the image.
  const isOfController = f.server === "" || CONTROLLER_FAULTS.has(f.fault.code);
  return { source: isOfController ? "controller" : "server", text: f.fault.message };
}

/** Faults of the machine that fetches, not of the server. */
const CONTROLLER_FAULTS: ReadonlySet<FaultCode> = new Set<FaultCode>(["disk-full"]);

function outcomeOf(f: Failure): string {
  const ofAp = f.own ? apFaultOutcome(f) : null;
  if (ofAp !== null) return ofAp;
  if (f.atJoin) return "Disjoined Image Download Failed. It restarts CAPWAP and keeps retrying";
  if (f.nextRetryAt !== null)
    return `Predownload failed. Next retry at ${controllerTime(f.nextRetryAt, f.clockFactor)}`;
  return "Predownload failed";
}

function remedyOf(f: Failure): string | null {
  const known = f.own ? undefined : knownRemedy(f.fault, f);
  // The fault's own remedy names Lab already: it was worded when the fetch failed.
  return (known && withLabFaults(known, f)) ?? f.fault.remedy ?? null;
}

function knownRemedy(why: Fault, request: ImageRequest): string | undefined {
  const [best] = request.alternativePaths;
  if ((why.code === "file-not-found" || why.code === "wrong-version") && best !== undefined) {
    return `The image repository has it at ${best}. Set Image Path to ${folderOf(best) || "/"}, then choose Save & Download again.`;
  }
  if (request.stoppedServer && why.code === "connection-refused")
    return `This console's own ${request.stoppedServer.toUpperCase()} server is stopped. Start it, then choose Save & Download again.`;
  return modeRules[request.mode].remedies[why.code]?.(request);
}

/** Adds the faults that Lab has injected into the server, which have to be removed there. */
function withLabFaults(remedy: string | undefined, { labFaults = [] }: ImageRequest): string | undefined {
  if (labFaults.length === 0) return remedy;
  const lab = `Lab has injected faults into this server: ${labFaults.join(" ")} Remove them in Lab.`;
  return remedy === undefined ? lab : `${remedy} ${lab}`;
}

/** Faults found in the received image. Their message is complete; that of the others is only what the wire reported. */
const VERIFICATION_FAULTS: ReadonlySet<FaultCode> = new Set<FaultCode>([
  "size-mismatch",
  "image-damaged",
  "digest-mismatch",
  "wrong-family",
  "wrong-version",
]);

/** Words the fault of a fetch for the operator: URL, what happened, the server's own words, and a remedy. */
export function wordFetchFault(why: Fault, request: ImageRequest & { url: string }): Fault {
  const { title } = faultCodes[why.code];
  const words = why.message.replace(/\.$/, "");
  const message = VERIFICATION_FAULTS.has(why.code)
    ? why.message
    : `${request.url}: ${title}${words === title ? "" : ` (${words})`}.`;
  const remedy = withLabFaults(knownRemedy(why, request) ?? why.remedy, request);
  const cure = cureOf(why, request);
  return {
    ...why,
    message,
    ...(remedy !== undefined && { remedy }),
    ...(cure !== null && { cure }),
  };
}
