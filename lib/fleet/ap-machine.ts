/**
 * The life of one access point as a pure machine (RFC 5415 §2.3): told what happened, it answers what should be done.
 * Time, sockets and chance stay outside. How an image is received and verified is in `ap-download.ts`, what comes over it
 * from outside in `ap-upsets.ts`.
 */
import { type Fault, fault } from "@/lib/contracts/fault";
import {
  afterSwap,
  arrived,
  failDownload,
  orderPredownload,
  progressed,
  STALLED,
  started,
  verified,
} from "./ap-download";
import {
  behaviorSet,
  controllerReloads,
  flashed,
  imagesSwapped,
  programRestarted,
  reset,
} from "./ap-external-events";
import {
  type ApEffect,
  type ApEvent,
  type ApFacts,
  type ApState,
  type ApStep,
  type ApTimer,
  backupVersion,
  inactive,
  NO_PREDOWNLOAD,
  runningVersion,
} from "./ap-state";
import { arm, discover, said, stay, to } from "./ap-steps";

/** RFC 5415 §4.8.6 (MaxDiscoveries 10) and §4.7 (SilentInterval 30 s). */
export const MAX_DISCOVERIES = 10;
const SILENT_INTERVAL_MS = 30_000;
/** Disjoin to the next image request takes 3.2 s in the article's logs; split over the states on the way. */
const STEP_MS = { discovery: 1600, dtls: 700, join: 500 } as const;
/** Image Data Request sent -> "image download cannot start" (measured). */
export const IMAGE_WAIT_MS = 28_700;
/** While nothing comes, the console says what was discarded 8.6 s after the request and 19.2 s later (measured). */
const DISCARD_MS = { first: 8600, next: 19_200 } as const;

export function step(state: ApState, event: ApEvent, facts: ApFacts): ApStep {
  switch (event.type) {
    case "power-on":
      return discover(state);
    case "switched-on":
      return to({ ...state, capwap: "Reset" }, arm("boot", facts.bootMs));
    case "timer":
      return onTimer(state, event.timer, facts);
    case "discovery-response":
      if (state.capwap !== "Discovery" || state.away !== "no") return stay(state);
      return to(state, { do: "disarm", timer: "discovery" }, arm("step", STEP_MS.discovery));
    case "join-response":
      return joinResponse(state, event, facts);
    case "round-begins":
      return stay({ ...state, predownload: NO_PREDOWNLOAD });
    case "predownload-already":
      return stay({
        ...state,
        predownload: { ...NO_PREDOWNLOAD, status: "Complete", version: event.version },
      });
    case "predownload-initiated":
      return state.download === null
        ? stay({
            ...state,
            predownload: {
              ...NO_PREDOWNLOAD,
              status: "Initiated",
              version: event.version,
              retryCount: event.retryCount,
            },
          })
        : stay(state);
    case "predownload-ordered":
    case "controller-image-ordered":
      return orderPredownload(state, event);
    case "image-started":
      return started(state, event.sizeBytes, facts);
    case "image-progress":
      return progressed(state, event.percent, facts);
    case "image-arrived":
      return arrived(state, event.version, event.sizeBytes, facts);
    case "image-failed":
      return failDownload(state, event.fault, event.own);
    case "retry-scheduled":
      if (state.predownload.status !== "Failed") return stay(state);
      return stay({
        ...state,
        predownload: { ...state.predownload, nextRetryAt: event.at, retryCount: event.retryCount },
      });
    case "predownload-refused":
      return stay({
        ...state,
        predownload: {
          ...state.predownload,
          status: event.unsupported ? "Unsupported" : "Failed",
          nextRetryAt: null,
          fault: event.fault,
        },
      });
    case "predownload-canceled":
      return canceled(state, event.fault);
    case "controller-reloads":
      return controllerReloads(state, event.activate, facts);
    case "images-swapped":
      return imagesSwapped(state);
    case "reset":
      return reset(state, event.reason, facts);
    case "flashed":
      return flashed(state, event, facts);
    case "behavior-set":
      return behaviorSet(state, event, facts);
    case "program-restarted":
      return programRestarted(state, event.controllerVersion, facts);
  }
}

function onTimer(state: ApState, timer: ApTimer, facts: ApFacts): ApStep {
  switch (timer) {
    case "boot":
      return state.capwap === "Reset"
        ? discover({ ...state, active: state.boots ?? state.active, boots: null })
        : stay(state);
    case "discovery":
      if (state.capwap !== "Discovery" || state.away !== "no") return stay(state);
      if (state.discoveries >= MAX_DISCOVERIES) {
        return to({ ...state, capwap: "Sulking", discoveries: 0 }, arm("silent", SILENT_INTERVAL_MS));
      }
      return discover(state, state.discoveries);
    case "silent":
      return state.capwap === "Sulking" ? discover(state) : stay(state);
    case "step":
      return nextCapwapState(state);
    case "image-wait":
      return state.download?.purpose === "join" && state.download.phase === "requested"
        ? failDownload(
            { ...state, download: { ...state.download, phase: "stalled" } },
            state.download.fault ??
              fault("timed-out", "The image did not begin to arrive within 28.7 s of the request."),
            false,
          )
        : stay(state);
    case "discard":
      return state.download?.purpose === "join" && state.download.phase === "requested"
        ? to(state, { do: "console", note: { note: "waiting" } }, arm("discard", DISCARD_MS.next))
        : stay(state);
    case "stall":
      return state.download?.phase === "stalled" ? failDownload(state, STALLED, true) : stay(state);
    case "verify":
      return verified(state, facts);
    case "rejoin":
      return state.away === "returning" ? discover({ ...state, away: "no" }) : stay(state);
  }
}

/** The states on the way to Run that need nothing but a moment. */
function nextCapwapState(state: ApState): ApStep {
  if (state.away !== "no") return stay(state);
  switch (state.capwap) {
    case "Discovery":
      return to({ ...state, capwap: "DTLS Setup" }, said("DTLS Setup"), arm("step", STEP_MS.dtls));
    case "DTLS Setup":
      return to({ ...state, capwap: "Join" }, said("Join"), arm("step", STEP_MS.join));
    case "Join":
      return to(state, { do: "send", message: "join-request" });
    case "Configure":
      return to({ ...state, capwap: "Data Check" }, arm("step", 300));
    case "Data Check":
      return to({ ...state, capwap: "Run", joinFailures: 0, joinFault: null }, said("Run"), {
        do: "report",
        report: { what: "joined", version: runningVersion(state) },
      });
    case "DTLS Teardown":
      return discover(state);
    default:
      return stay(state);
  }
}

function joinResponse(
  state: ApState,
  event: Extract<ApEvent, { type: "join-response" }>,
  facts: ApFacts,
): ApStep {
  if (state.capwap !== "Join") return stay(state);
  const running = runningVersion(state);
  if (event.controllerVersion === running)
    return to({ ...state, capwap: "Configure" }, said("Configure"), arm("step", 400));
  const differs: ApEffect[] = [
    said("Image Data"),
    {
      do: "console",
      note: {
        note: "version-differs",
        running,
        backup: backupVersion(state),
        controller: event.controllerVersion,
      },
    },
  ];
  // The wanted image is in the other partition already: a swap is enough.
  if (backupVersion(state) === event.controllerVersion) {
    if (facts.behavior.ignoresActivate) return keptImage(state, event.controllerVersion, differs, facts);
    const swapped = afterSwap(
      { ...state, active: inactive(state), boots: null, capwap: "Reset" },
      event.controllerVersion,
    );
    return to(
      swapped.state,
      ...differs,
      ...swapped.effects,
      { do: "report", report: { what: "swapped", version: event.controllerVersion } },
      arm("boot", facts.bootMs),
    );
  }
  const image = facts.family ?? "unknown";
  const route = facts.family === null ? "none" : event.source;
  const effects: ApEffect[] = [
    ...differs,
    { do: "console", note: { note: "image-request", image } },
    arm("image-wait", IMAGE_WAIT_MS),
    arm("discard", DISCARD_MS.first),
  ];
  if (route !== "none") effects.push({ do: "receive", purpose: "join", image, route });
  return to(
    {
      ...state,
      capwap: "Image Data",
      download: {
        purpose: "join",
        image,
        route,
        phase: "requested",
        version: null,
        sizeBytes: null,
        fault: event.fault,
      },
    },
    ...effects,
  );
}

/** It reboots to swap and comes up as it was; so it cannot join, and tries again for ever. */
function keptImage(state: ApState, wanted: string, differs: readonly ApEffect[], facts: ApFacts): ApStep {
  const why = fault(
    "ap-kept-image",
    `It has ${wanted} in its other partition, was told to boot it, and keeps booting ${runningVersion(state)}.`,
    "Set its boot partition on the access point's own console, or replace it: nothing is wrong with the image or the server.",
  );
  return to(
    { ...state, capwap: "Reset", boots: null, joinFailures: state.joinFailures + 1, joinFault: why },
    ...differs,
    { do: "report", report: { what: "swap-ignored", fault: why } },
    arm("boot", facts.bootMs),
  );
}

/** Stops what was ordered; an image that is complete stays. */
function canceled(state: ApState, why: Fault): ApStep {
  const ordered = state.download !== null && state.download.purpose !== "join";
  const effects: ApEffect[] = ordered
    ? [
        { do: "stop-receiving", fault: why },
        { do: "disarm", timer: "stall" },
        { do: "disarm", timer: "verify" },
      ]
    : [];
  return to(
    {
      ...state,
      download: ordered ? null : state.download,
      predownload: state.predownload.status === "Complete" ? state.predownload : NO_PREDOWNLOAD,
    },
    ...effects,
  );
}
