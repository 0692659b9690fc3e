/**
 * How an access point receives an image, verifies and stores it, and what becomes of it when something goes wrong:
 * the download half of `ap-machine.ts`. Bytes are counted outside; here they are percent and outcomes.
 */
import { type Fault, fault } from "@/lib/contracts/fault";
import { formatBytes } from "@/lib/kit/units";
import {
  type ApEffect,
  type ApEvent,
  type ApFacts,
  type ApState,
  type ApStep,
  backupVersion,
  type Download,
  inactive,
  NO_PREDOWNLOAD,
} from "./ap-state";
import { stay } from "./ap-steps";

/** Image signature check after the last block (measured). */
export const VERIFY_MS = 7100;
/** How long an AP waits for the next block before it gives up: the article's 40 s. */
const STALL_MS = 40_100;
/** DTLS Teardown until the next Discovery; the rest of the article's 3.2 s is Discovery, DTLS Setup and Join. */
export const TEARDOWN_MS = 400;

export const REBOOTED = fault(
  "ap-rebooted",
  "The access point rebooted while it received the image; what had come of it is lost.",
  "Look at its power supply (PoE budget of the switch port) and at its console. It begins anew when it has joined again.",
);
const LOST = fault(
  "ap-lost",
  "The access point lost its CAPWAP connection while it received the image.",
  "Check its cable, its switch port and the way to the controller. If it comes back too late, choose Save & Download again.",
);
export const STALLED = fault(
  "timed-out",
  "The access point received a part of the image and then nothing more; after 40 s without another block it gave up.",
  "Check its cable, its switch port and the way to it: whoever sent the image was ready to send more.",
);
const REFUSED = fault(
  "image-damaged",
  "The image arrived whole and the access point refused its signature.",
  "Check the access point itself, its certificates and its clock: the image is what the server has.",
);
/** What an access point says of an image that is not any more what was sent to it. */
export const CORRUPTED = fault(
  "image-damaged",
  "The image was altered on its way into the access point's flash: as many bytes as were sent, and their signature does not match.",
  "Check the access point's cable, its switch port and its flash: what was sent to it is good.",
);

/** Nothing is waited for any more. */
const BEGUN: readonly ApEffect[] = [
  { do: "disarm", timer: "image-wait" },
  { do: "disarm", timer: "discard" },
];

/** The next percent at which this AP misbehaves in a transfer, or null. */
export function nextFaultPoint(state: ApState, facts: ApFacts): number | null {
  const { stallsAtPercent, rebootsAtPercent, losesCapwapAtPercent } = facts.behavior;
  const points = [
    stallsAtPercent,
    state.rebootedOnce ? null : rebootsAtPercent,
    state.lostOnce ? null : losesCapwapAtPercent,
  ].filter((p) => p !== null);
  return points.length === 0 ? null : Math.min(...points);
}

/** An order from the controller to an AP in Run: predownload its image, or take the controller image to stand by with. */
export function orderPredownload(
  state: ApState,
  event: Extract<ApEvent, { type: "predownload-ordered" | "controller-image-ordered" }>,
): ApStep {
  const isController = event.type === "controller-image-ordered";
  if (state.capwap !== "Run" || state.download !== null) {
    const lost = fault("ap-lost", "The access point was not in Run when it was told to fetch.");
    return { state, effects: [failReport(isController, lost)] };
  }
  const download: Download = {
    purpose: isController ? "controller" : "predownload",
    image: event.image,
    route: isController ? "capwap" : event.route,
    phase: "requested",
    version: isController ? event.version : null,
    sizeBytes: null,
    fault: null,
  };
  const receive: ApEffect = {
    do: "receive",
    purpose: download.purpose,
    image: event.image,
    route: isController ? "capwap" : event.route,
  };
  if (event.type === "controller-image-ordered") {
    return { state: { ...state, download, controllerImage: null }, effects: [receive] };
  }
  return {
    state: {
      ...state,
      download,
      predownload: {
        ...state.predownload,
        status: "Predownloading",
        method: event.method,
        nextRetryAt: null,
        fault: null,
      },
    },
    effects: [
      { do: "console", note: { note: "image-request", image: event.image } },
      { do: "report", report: { what: "predownload-started", image: event.image, method: event.method } },
      receive,
    ],
  };
}

const failReport = (isController: boolean, why: Fault): ApEffect => ({
  do: "report",
  report: { what: isController ? "controller-image-failed" : "predownload-failed", fault: why, own: true },
});

/** The first bytes or the announced size came. An image that does not fit is refused at once. */
export function started(state: ApState, sizeBytes: number | null, facts: ApFacts): ApStep {
  const { download } = state;
  if (download === null || (download.phase !== "requested" && download.phase !== "receiving"))
    return stay(state);
  const size = sizeBytes ?? download.sizeBytes;
  if (tooLarge(download, size, facts)) return refuseForFlash(state, size ?? 0, facts);
  return {
    state: { ...state, download: { ...download, phase: "receiving", sizeBytes: size } },
    effects: BEGUN,
  };
}

const tooLarge = (download: Download, size: number | null, facts: ApFacts): boolean =>
  download.purpose !== "controller" && size !== null && size > facts.behavior.flashFreeBytes;

function refuseForFlash(state: ApState, size: number, facts: ApFacts): ApStep {
  const why = fault(
    "flash-full",
    `The image of ${formatBytes(size)} does not fit: ${formatBytes(facts.behavior.flashFreeBytes)} are free.`,
    "Free flash on the access point, or replace it by a model that can hold the image.",
  );
  const { download } = state;
  // It knows at once: there is nothing to wait for.
  if (download?.purpose === "join")
    return failDownload({ ...state, download: { ...download, phase: "receiving" } }, why, true);
  if (download?.purpose !== "predownload") return failDownload(state, why, true);
  return {
    state: {
      ...state,
      download: null,
      predownload: { ...state.predownload, status: "Unsupported", nextRetryAt: null, fault: why },
    },
    effects: [
      { do: "stop-receiving", fault: why },
      { do: "report", report: { what: "predownload-unsupported", fault: why } },
    ],
  };
}

/** The transfer has come to `percent`: this is where a misbehaving AP misbehaves. */
export function progressed(state: ApState, percent: number, facts: ApFacts): ApStep {
  const { download } = state;
  if (download?.phase !== "receiving") return stay(state);
  const { behavior } = facts;
  const due = (point: number | null) => point !== null && percent >= point;
  if (due(behavior.rebootsAtPercent) && !state.rebootedOnce) {
    const failed = failDownload({ ...state, rebootedOnce: true }, REBOOTED, true, "leaving");
    return {
      state: { ...failed.state, capwap: "Reset" },
      effects: [
        ...failed.effects,
        { do: "report", report: { what: "rebooted", reason: "It rebooted by itself." } },
        { do: "arm", timer: "boot", ms: facts.bootMs },
      ],
    };
  }
  if (due(behavior.losesCapwapAtPercent) && !state.lostOnce) {
    const failed = failDownload({ ...state, lostOnce: true }, LOST, true, "leaving");
    const returns = behavior.rejoinAfterSeconds !== null;
    return {
      state: { ...failed.state, capwap: "Idle", away: returns ? "returning" : "for-good" },
      effects: [
        ...failed.effects,
        { do: "report", report: { what: "left", returns } },
        ...(behavior.rejoinAfterSeconds === null
          ? []
          : ([{ do: "arm", timer: "rejoin", ms: behavior.rejoinAfterSeconds * 1000 }] as const)),
      ],
    };
  }
  if (due(behavior.stallsAtPercent)) {
    return {
      state: { ...state, download: { ...download, phase: "stalled" } },
      effects: [
        { do: "stop-receiving", fault: STALLED },
        { do: "arm", timer: "stall", ms: STALL_MS },
      ],
    };
  }
  return stay(state);
}

/** Every byte is there and the content was judged good; now the AP checks the signature. */
export function arrived(state: ApState, version: string, sizeBytes: number, facts: ApFacts): ApStep {
  const { download } = state;
  if (download === null || (download.phase !== "requested" && download.phase !== "receiving"))
    return stay(state);
  if (tooLarge(download, sizeBytes, facts)) return refuseForFlash(state, sizeBytes, facts);
  if (download.purpose === "controller") {
    return {
      state: { ...state, download: null, controllerImage: version },
      effects: [{ do: "report", report: { what: "controller-image-completed", version } }],
    };
  }
  return {
    state: { ...state, download: { ...download, phase: "verifying", version, sizeBytes } },
    effects: [...BEGUN, { do: "arm", timer: "verify", ms: VERIFY_MS * facts.behavior.flashSlowness }],
  };
}

/** The signature step ended: the image is in the other partition, or refused. */
export function verified(state: ApState, facts: ApFacts): ApStep {
  const { download } = state;
  if (download?.phase !== "verifying" || download.version === null) return stay(state);
  if (facts.behavior.corruptsImage) return failDownload(state, CORRUPTED, true);
  if (facts.behavior.refusesSignature) return failDownload(state, REFUSED, true);
  const version = download.version;
  const written: ApState = { ...state, [inactive(state)]: version, download: null };
  const console: ApEffect[] = [
    { do: "console", note: { note: "signature-good" } },
    { do: "console", note: { note: "written", old: backupVersion(state), new: version } },
  ];
  if (download.purpose === "predownload") {
    return {
      state: {
        ...written,
        predownload: {
          ...state.predownload,
          status: "Complete",
          version,
          nextRetryAt: null,
          fault: null,
        },
      },
      effects: [...console, { do: "report", report: { what: "predownload-completed", version } }],
    };
  }
  const active = facts.behavior.ignoresActivate ? state.active : inactive(state);
  const swapped = afterSwap({ ...written, active, boots: null, capwap: "Reset", joinFault: null }, version);
  return {
    state: swapped.state,
    effects: [
      ...console,
      { do: "report", report: { what: "image-downloaded", version } },
      ...swapped.effects,
      { do: "arm", timer: "boot", ms: facts.bootMs },
    ],
  };
}

/**
 * The image does not come or is no good. In Image Data the AP waits for its own time-out when nothing had begun, else
 * it restarts CAPWAP and tries again, for ever. In Run it reports the failure and stays.
 * @param leaving the caller moves the AP out of Image Data itself
 */
export function failDownload(state: ApState, why: Fault, own: boolean, leaving?: "leaving"): ApStep {
  const { download } = state;
  if (download === null) return stay(state);
  const stop: ApEffect[] = [
    { do: "stop-receiving", fault: why },
    ...BEGUN,
    { do: "disarm", timer: "stall" },
    { do: "disarm", timer: "verify" },
  ];
  if (download.purpose !== "join") {
    const isController = download.purpose === "controller";
    return {
      state: {
        ...state,
        download: null,
        predownload: isController
          ? state.predownload
          : { ...state.predownload, status: "Failed", nextRetryAt: null, fault: why },
      },
      effects: [
        ...stop,
        {
          do: "report",
          report: { what: isController ? "controller-image-failed" : "predownload-failed", fault: why, own },
        },
      ],
    };
  }
  if (download.phase === "requested" && leaving === undefined) {
    return {
      state: { ...state, download: { ...download, fault: why } },
      effects: [{ do: "stop-receiving", fault: why }],
    };
  }
  const began = download.phase !== "stalled" || download.sizeBytes !== null;
  return {
    state: {
      ...state,
      capwap: "DTLS Teardown",
      download: null,
      joinFailures: state.joinFailures + 1,
      joinFault: why,
    },
    effects: [
      ...stop,
      ...(began ? [] : ([{ do: "console", note: { note: "cannot-start", image: download.image } }] as const)),
      { do: "console", note: { note: "teardown", image: download.image } },
      { do: "report", report: { what: "image-download-failed", fault: why, own } },
      ...(leaving ? [] : ([{ do: "arm", timer: "step", ms: TEARDOWN_MS }] as const)),
    ],
  };
}

/**
 * The partitions are others: a predownload that was Complete is none any more once the controller runs that version, and
 * has failed when its image is gone; what failed before is still so until the next round.
 */
export function afterSwap(state: ApState, controllerVersion: string | null): ApStep {
  const { predownload } = state;
  const { status, version } = predownload;
  if (status !== "Complete") return stay(state);
  if (version === controllerVersion) return stay({ ...state, predownload: NO_PREDOWNLOAD });
  if (state.part1 === version || state.part2 === version) return stay(state);
  const why = fault(
    "not-found",
    `Other software was written over the image of ${version}.`,
    "Choose Save & Download again.",
  );
  return {
    state: { ...state, predownload: { ...predownload, status: "Failed", nextRetryAt: null, fault: why } },
    effects: [{ do: "report", report: { what: "predownload-failed", fault: why, own: true } }],
  };
}
