/**
 * The life of one access point as a pure machine (RFC 5415 §2.3): told what happened, it answers with its next state and
 * with effects to execute. Time, sockets and chance stay outside. How an image is received and verified is in
 * `ap-download.ts`, what ends a transfer early in `ap-interruptions.ts`, other events in `ap-external-events.ts`.
 */
import { fault } from "@/lib/contracts/fault";
import { arrived, recheckPredownload, started, startTransfer, verified } from "./ap-download";
import { arm, disarm, discover, printState, report, stay, to } from "./ap-effects";
import {
  behaviorSet,
  controllerReloads,
  flashed,
  imagesSwapped,
  predownloadCanceled,
  programRestarted,
  upgradeStarted,
} from "./ap-external-events";
import { failTransfer, progressed, reboot, stallEnded } from "./ap-interruptions";
import {
  type ApEffect,
  type ApEvent,
  type ApFacts,
  type ApState,
  type ApStep,
  type ApTimer,
  backupVersion,
  inactivePartition,
  runningVersion,
} from "./ap-state";
import { dialectOf, PRECHECK_MS } from "./console-dialect";

/** RFC 5415 §4.8.6 (MaxDiscoveries 10) and §4.7 (SilentInterval 30 s). */
export const MAX_DISCOVERIES = 10;
export const SILENT_INTERVAL_MS = 30_000;
/**
 * How long each state on the way to Run takes. From Disjoined to the next image request it is 3.2 s (measured), split
 * over the states on the way and the precheck.
 */
export const STEP_MS = { discovery: 1250, dtls: 700, join: 500, configure: 400, dataCheck: 300 } as const;
/** The request has been answered -> "image download cannot start"; 28.7 s after the request (measured). */
const IMAGE_WAIT_MS = 28_729;
/** While nothing arrives, the console prints what it discarded 8.6 s after the request and 19.2 s later (measured). */
const DISCARD_MS = { first: 8572, next: 19_177 } as const;
const NOTHING_CAME = fault("timed-out", "The image did not begin to arrive within 28.7 s of the request.");

/** An event that does not belong to the present state changes nothing. */
export function step(state: ApState, event: ApEvent, facts: ApFacts): ApStep {
  switch (event.type) {
    case "power-on":
      return discover(state);
    case "switched-on":
      return to({ ...state, capwap: "Reset" }, arm("boot", facts.bootMs));
    case "timer":
      return timerFired(state, event.timer, facts);
    case "discovery-response":
      if (state.capwap !== "Discovery" || state.connectionLoss !== "none") return stay(state);
      return to(state, disarm("discovery"), arm("step", STEP_MS.discovery));
    case "join-response":
      return joinResponse(state, event, facts);
    case "upgrade-started":
      return upgradeStarted(state);
    case "transfer-commanded":
      return startTransfer(state, event);
    case "image-started":
      return started(state, event.sizeBytes, facts);
    case "image-progress":
      return progressed(state, event.percent, facts);
    case "image-arrived":
      return arrived(state, event.version, event.sizeBytes, facts);
    case "image-failed":
      return failTransfer(state, event.fault, event.isApFault);
    case "predownload-canceled":
      return predownloadCanceled(state, event.fault);
    case "controller-reloads":
      return controllerReloads(state, event, facts);
    case "images-swapped":
      return imagesSwapped(state);
    case "reset":
      return reboot(state, event.reason, facts);
    case "flashed":
      return flashed(state, event, facts);
    case "behavior-set":
      return behaviorSet(state, event, facts);
    case "program-restarted":
      return programRestarted(state, event.controllerVersion, facts);
  }
}

function timerFired(state: ApState, timer: ApTimer, facts: ApFacts): ApStep {
  switch (timer) {
    case "boot":
      return state.capwap === "Reset"
        ? discover({ ...state, active: state.nextBoot ?? state.active, nextBoot: null })
        : stay(state);
    case "discovery":
      if (state.capwap !== "Discovery" || state.connectionLoss !== "none") return stay(state);
      if (state.discoveries >= MAX_DISCOVERIES)
        return to({ ...state, capwap: "Sulking", discoveries: 0 }, arm("silent", SILENT_INTERVAL_MS));
      return discover(state, state.discoveries);
    case "silent":
      return state.capwap === "Sulking" ? discover(state) : stay(state);
    case "step":
      return nextCapwapState(state);
    case "precheck":
      return requestImage(state);
    case "image-wait":
      if (state.join?.step !== "requested") return stay(state);
      return failTransfer(state, state.join.fault ?? NOTHING_CAME, false, "waited");
    case "discard":
      return state.join?.step === "requested"
        ? to(state, { do: "console", note: { note: "waiting" } }, arm("discard", DISCARD_MS.next))
        : stay(state);
    case "stall":
      return stallEnded(state);
    case "verify":
      return verified(state, facts);
    case "rejoin":
      return state.connectionLoss === "temporary"
        ? discover({ ...state, connectionLoss: "none" })
        : stay(state);
  }
}

/** The states on the way to Run that need nothing but a moment. */
function nextCapwapState(state: ApState): ApStep {
  if (state.connectionLoss !== "none") return stay(state);
  switch (state.capwap) {
    case "Discovery":
      return to({ ...state, capwap: "DTLS Setup" }, printState("DTLS Setup"), arm("step", STEP_MS.dtls));
    case "DTLS Setup":
      return to({ ...state, capwap: "Join" }, printState("Join"), arm("step", STEP_MS.join));
    case "Join":
      return to(state, { do: "send", message: "join-request" });
    case "Configure":
      return to({ ...state, capwap: "Data Check" }, arm("step", STEP_MS.dataCheck));
    case "Data Check":
      return to(
        { ...state, capwap: "Run", joinFailures: 0, joinFault: null },
        printState("Run"),
        report({ what: "joined", version: runningVersion(state) }),
      );
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
    return to({ ...state, capwap: "Configure" }, printState("Configure"), arm("step", STEP_MS.configure));
  const differs: ApEffect[] = [
    printState("Image Data"),
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
  // The wanted image is already in the other partition: a swap is enough.
  if (backupVersion(state) === event.controllerVersion) {
    if (facts.behavior.ignoresActivate) return keptImage(state, event.controllerVersion, differs, facts);
    const swapped = recheckPredownload(
      { ...state, active: inactivePartition(state), nextBoot: null, capwap: "Reset" },
      event.controllerVersion,
    );
    return to(
      swapped.state,
      ...differs,
      ...swapped.effects,
      report({ what: "swapped", version: event.controllerVersion }),
      arm("boot", facts.bootMs),
    );
  }
  const image = facts.family ?? "unknown";
  const route = facts.family === null ? "none" : event.source;
  const effects: ApEffect[] = [
    ...differs,
    { do: "console", note: { note: "image-request", image } },
    arm("precheck", PRECHECK_MS[dialectOf(facts.dialect, running)]),
  ];
  return to(
    {
      ...state,
      capwap: "Image Data",
      join: { image, route, step: "requested", version: null, fault: event.fault },
    },
    ...effects,
  );
}

/** The flash was checked and the request was sent: the image begins to arrive, or the wait for it begins. */
function requestImage(state: ApState): ApStep {
  const { join } = state;
  if (join?.step !== "requested") return stay(state);
  const { image, route } = join;
  return to(
    state,
    arm("image-wait", IMAGE_WAIT_MS),
    arm("discard", DISCARD_MS.first),
    ...(route === "none" ? [] : ([{ do: "receive", purpose: "join", image, route }] as const)),
  );
}

/** It reboots to swap and comes up with the old image, so it cannot join and tries again without end. */
function keptImage(state: ApState, wanted: string, differs: readonly ApEffect[], facts: ApFacts): ApStep {
  const why = fault(
    "ap-kept-image",
    `It has ${wanted} in its other partition, was told to boot it, and keeps booting ${runningVersion(state)}.`,
    "Set the boot partition on the access point's own console, or replace the access point. The image and the server are good.",
  );
  return to(
    { ...state, capwap: "Reset", nextBoot: null, joinFailures: state.joinFailures + 1, joinFault: why },
    ...differs,
    report({ what: "swap-ignored", fault: why }),
    arm("boot", facts.bootMs),
  );
}
