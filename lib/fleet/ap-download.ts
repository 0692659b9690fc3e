/**
 * How an access point receives an image, verifies it and writes it to its flash: the download half of `ap-machine.ts`.
 * Bytes are counted outside; here they are percents and outcomes. What ends a transfer early is in `ap-interruptions.ts`.
 */
import { type Fault, fault } from "@/lib/contracts/fault";
import { complete, fail, refuse, request, reset, verify } from "@/lib/contracts/predownload";
import { formatBytes } from "@/lib/kit/units";
import { arm, report, STOP_WAITING, stay, to } from "./ap-effects";
import { failTransfer } from "./ap-interruptions";
import {
  type ApEffect,
  type ApEvent,
  type ApFacts,
  type ApState,
  type ApStep,
  backupVersion,
  hasVersion,
  inactivePartition,
} from "./ap-state";
import { transferOf, withProgress, withStep } from "./ap-transfer";

/** From the last block until the signature is verified (measured): 0.5 s until the script uses the image, and its 7.1 s. */
export const VERIFY_MS = 7605;

const NOT_IN_RUN = fault("ap-lost", "The access point was not in Run when it was told to fetch.");
const SIGNATURE_REFUSED = fault(
  "image-damaged",
  "The image arrived whole and the access point refused its signature.",
  "Check the access point's certificates and clock. The image is the same as on the server.",
);
/** What arrived in the flash is not what was sent. */
export const CORRUPTED = fault(
  "image-damaged",
  "The image was damaged before it reached the access point's flash. The size is right, but the signature does not match.",
  "Check the access point's cable, switch port, and flash. The original image is intact.",
);

/** The controller tells an access point in Run to take an image. */
export function startTransfer(
  state: ApState,
  event: Extract<ApEvent, { type: "transfer-commanded" }>,
): ApStep {
  const { kind, image, method, version } = event;
  const progress = state.predownload[kind];
  if (state.capwap !== "Run" || transferOf(state) !== null) {
    return to(state, report({ what: "transfer-failed", kind, fault: NOT_IN_RUN, isApFault: true }));
  }
  const requested = withProgress(state, kind, request(progress, method, version));
  const route = method === "CAPWAP" ? "capwap" : "server";
  if (kind === "controllerImage")
    return to(requested, { do: "receive", purpose: "controller", image, route });
  return to(
    requested,
    { do: "console", note: { note: "image-request", image } },
    report({ what: "predownload-started", image, method }),
    { do: "receive", purpose: "predownload", image, route },
  );
}

/** The first bytes or the announced size arrived. An image that does not fit is refused at once. */
export function started(state: ApState, sizeBytes: number | null, facts: ApFacts): ApStep {
  const transfer = transferOf(state);
  if (transfer?.step !== "requested" && transfer?.step !== "receiving") return stay(state);
  if (isTooLarge(state, sizeBytes, facts)) return refuseForFlash(state, sizeBytes ?? 0, facts);
  return to(withStep(state, transfer.purpose, "receiving"), ...STOP_WAITING);
}

/** The controller image is not written to the partition of the access point's own software. */
const isTooLarge = (state: ApState, sizeBytes: number | null, facts: ApFacts): boolean =>
  transferOf(state)?.purpose !== "controller" &&
  sizeBytes !== null &&
  sizeBytes > facts.behavior.flashFreeBytes;

function refuseForFlash(state: ApState, sizeBytes: number, facts: ApFacts): ApStep {
  const why = fault(
    "flash-full",
    `The image of ${formatBytes(sizeBytes)} does not fit: ${formatBytes(facts.behavior.flashFreeBytes)} are free.`,
    "Free flash on the access point, or replace it by a model that can hold the image.",
  );
  // It knows at once, so there is no timeout to wait for.
  if (state.join !== null) return failTransfer(withStep(state, "join", "receiving"), why, true);
  return to(
    withProgress(state, "apImage", refuse(state.predownload.apImage, why)),
    { do: "stop-receiving", fault: why },
    report({ what: "predownload-unsupported", fault: why }),
  );
}

/** Every byte arrived and the content is good; now the access point checks the signature. */
export function arrived(state: ApState, version: string, sizeBytes: number, facts: ApFacts): ApStep {
  const transfer = transferOf(state);
  if (transfer?.step !== "requested" && transfer?.step !== "receiving") return stay(state);
  if (isTooLarge(state, sizeBytes, facts)) return refuseForFlash(state, sizeBytes, facts);
  const { apImage, controllerImage } = state.predownload;
  if (transfer.purpose === "controller") {
    return to(
      withProgress(state, "controllerImage", complete(controllerImage, version)),
      report({ what: "transfer-completed", kind: "controllerImage", version }),
    );
  }
  return to(
    state.join === null
      ? withProgress(state, "apImage", verify(apImage, version))
      : { ...state, join: { ...state.join, step: "verifying", version } },
    ...STOP_WAITING,
    arm("verify", VERIFY_MS * facts.behavior.flashSlowness),
  );
}

/** The signature check ended: the image is in the inactive partition, or refused. */
export function verified(state: ApState, facts: ApFacts): ApStep {
  const transfer = transferOf(state);
  if (transfer?.step !== "verifying" || transfer.version === null) return stay(state);
  if (facts.behavior.corruptsImage) return failTransfer(state, CORRUPTED, true);
  if (facts.behavior.refusesSignature) return failTransfer(state, SIGNATURE_REFUSED, true);
  const { version } = transfer;
  const written: ApState = { ...state, [inactivePartition(state)]: version, join: null };
  const printed: ApEffect[] = [
    { do: "console", note: { note: "signature-good" } },
    { do: "console", note: { note: "written", old: backupVersion(state), new: version } },
  ];
  if (transfer.purpose === "predownload") {
    return to(
      withProgress(written, "apImage", complete(state.predownload.apImage, version)),
      ...printed,
      report({ what: "transfer-completed", kind: "apImage", version }),
    );
  }
  const active = facts.behavior.ignoresActivate ? state.active : inactivePartition(state);
  const swapped = recheckPredownload(
    { ...written, active, nextBoot: null, capwap: "Reset", joinFault: null },
    version,
  );
  return to(
    swapped.state,
    ...printed,
    report({ what: "image-downloaded", version }),
    ...swapped.effects,
    arm("boot", facts.bootMs),
  );
}

/**
 * The partitions changed. A completed predownload is over once the controller runs its version, and has failed when its
 * image was overwritten; a failure stays until the next upgrade.
 * @param controllerVersion null when it does not matter
 */
export function recheckPredownload(state: ApState, controllerVersion: string | null): ApStep {
  const { apImage } = state.predownload;
  const { version } = apImage;
  if (apImage.state !== "complete") return stay(state);
  if (version === controllerVersion) return to(withProgress(state, "apImage", reset(apImage)));
  if (hasVersion(state, version)) return stay(state);
  const why: Fault = fault(
    "not-found",
    `Other software was written over the image of ${version}.`,
    "Choose Save & Download again.",
  );
  return to(
    withProgress(state, "apImage", fail(apImage, why)),
    report({ what: "transfer-failed", kind: "apImage", fault: why, isApFault: true }),
  );
}
