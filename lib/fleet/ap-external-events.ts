/**
 * Events from outside an access point's own join and download: the controller's reload, swapped images, other software
 * or another behavior from Lab, a canceled upgrade, the restart of the program.
 */
import { type Fault, fault } from "@/lib/contracts/fault";
import {
  changeProgress,
  dismiss,
  fail,
  type ImageProgress,
  interrupt,
  NO_PROGRESS,
  type PredownloadRecord,
  reset,
  transferStepOf,
} from "@/lib/contracts/predownload";
import { NO_VERSION } from "@/lib/contracts/versions";
import { recheckPredownload } from "./ap-download";
import { arm, disarm, discover, printState, report, stay, to } from "./ap-effects";
import { reboot, TEARDOWN_MS } from "./ap-interruptions";
import {
  type ApEffect,
  type ApEvent,
  type ApFacts,
  type ApState,
  type ApStep,
  apTimers,
  backupVersion,
  inactivePartition,
  primaryVersion,
  runningVersion,
} from "./ap-state";
import { transferOf } from "./ap-transfer";

const RELOADED = fault("aborted", "The controller reloaded.");

const isComplete = ({ state }: ImageProgress) => state === "complete";
const both = (
  { apImage, controllerImage }: PredownloadRecord,
  change: (progress: ImageProgress) => ImageProgress,
): PredownloadRecord => ({ apImage: change(apImage), controllerImage: change(controllerImage) });

/** With `activate`, every joined access point is told to boot that version; with null, the controller only goes away. */
export function controllerReloads(
  state: ApState,
  { activate, reason = "by Activate" }: Extract<ApEvent, { type: "controller-reloads" }>,
  facts: ApFacts,
): ApStep {
  if (state.connectionLoss !== "none") return stay(state);
  const effects: ApEffect[] = apTimers.map((timer) => disarm(timer));
  if (transferOf(state) !== null) effects.push({ do: "stop-receiving", fault: RELOADED });
  const wasJoined = state.capwap === "Run";
  const left: ApState = {
    ...state,
    join: null,
    joinFailures: 0,
    discoveries: 0,
    predownload: activate === null ? stopTransfers(state.predownload) : endRound(state.predownload),
  };
  // One that is booting goes on booting; the others have lost their controller.
  if (state.capwap === "Reset") return to(left, ...effects, arm("boot", facts.bootMs));
  if (activate === null || !wasJoined || facts.behavior.ignoresActivate) {
    return to(
      { ...left, capwap: "DTLS Teardown" },
      ...effects,
      printState("DTLS Teardown"),
      ...(wasJoined ? [report({ what: "left", returns: true })] : []),
      arm("step", TEARDOWN_MS),
    );
  }
  const swaps = backupVersion(state) === activate && runningVersion(state) !== activate;
  return to(
    swaps ? bootOther(left) : { ...left, capwap: "Reset", nextBoot: null },
    ...effects,
    ...(swaps ? [report({ what: "swapped", version: activate })] : []),
    report({ what: "rebooted", reason, wasJoined, isByItself: false }),
    arm("boot", facts.bootMs),
  );
}

const stopTransfers = (record: PredownloadRecord): PredownloadRecord =>
  both(record, (progress) => (transferStepOf(progress) === null ? progress : fail(progress, RELOADED)));

/** Activate ends the round; a controller image stays in the flash of an access point that does not swap. */
const endRound = ({ apImage, controllerImage }: PredownloadRecord): PredownloadRecord => ({
  apImage: reset(apImage),
  controllerImage: isComplete(controllerImage) ? controllerImage : reset(controllerImage),
});

/** The controller image belonged to the software that ran before. */
const bootOther = (state: ApState): ApState => ({
  ...state,
  capwap: "Reset",
  active: inactivePartition(state),
  nextBoot: null,
  predownload: {
    apImage: state.predownload.apImage,
    controllerImage: reset(state.predownload.controllerImage),
  },
});

/** The backup image becomes the primary one from the next boot on. */
export function imagesSwapped(state: ApState): ApStep {
  const spare = inactivePartition(state);
  if (state.capwap !== "Run" || transferOf(state) !== null || state[spare] === NO_VERSION) return stay(state);
  const swapped: ApState = { ...state, nextBoot: state.nextBoot === spare ? null : spare };
  return to(swapped, report({ what: "swapped", version: primaryVersion(swapped) }));
}

/** Whoever writes the flash stands beside the access point: one that has lost its connection for good reboots, too. */
export function flashed(
  state: ApState,
  event: Extract<ApEvent, { type: "flashed" }>,
  facts: ApFacts,
): ApStep {
  const rebooted = reboot(
    { ...state, connectionLoss: "none" },
    "Other software was written into its flash.",
    facts,
  );
  const written: ApState = {
    ...rebooted.state,
    [state.active]: event.running,
    [inactivePartition(state)]: event.backup ?? backupVersion(state),
    nextBoot: null,
    joinFailures: 0,
    joinFault: null,
  };
  const checked = recheckPredownload(written, null);
  return to(checked.state, ...rebooted.effects, ...checked.effects);
}

/** One that lost its connection because of its behavior comes back when that behavior is taken from it. */
export function behaviorSet(
  state: ApState,
  event: Extract<ApEvent, { type: "behavior-set" }>,
  facts: ApFacts,
): ApStep {
  const armed: ApState = {
    ...state,
    hasRebooted: state.hasRebooted && !event.reboots,
    hasLostCapwap: state.hasLostCapwap && !event.losesCapwap,
  };
  if (state.connectionLoss === "none" || !event.losesCapwap) return to(armed);
  const { losesCapwapAtPercent, rejoinAfterSeconds } = facts.behavior;
  if (losesCapwapAtPercent === null) {
    const back = discover({ ...armed, connectionLoss: "none" });
    return to(back.state, disarm("rejoin"), ...back.effects);
  }
  return rejoinAfterSeconds === null
    ? to({ ...armed, connectionLoss: "permanent" }, disarm("rejoin"))
    : to({ ...armed, connectionLoss: "temporary" }, arm("rejoin", rejoinAfterSeconds * 1000));
}

/** Stops what the upgrade started; an image that is complete stays. */
export function predownloadCanceled(state: ApState, why: Fault): ApStep {
  const transfer = transferOf(state);
  const effects: ApEffect[] =
    transfer === null || transfer.purpose === "join"
      ? []
      : [{ do: "stop-receiving", fault: why }, disarm("stall"), disarm("verify")];
  const keepComplete = (progress: ImageProgress) =>
    dismiss(isComplete(progress) ? progress : reset(progress));
  return to({ ...state, predownload: both(state.predownload, keepComplete) }, ...effects);
}

/** Results of earlier upgrades are dropped; a controller image that is still in the flash need not be sent again. */
export const upgradeStarted = (state: ApState): ApStep => {
  const { controllerImage } = state.predownload;
  return to({
    ...state,
    predownload: {
      apImage: NO_PROGRESS,
      controllerImage: isComplete(controllerImage)
        ? changeProgress(NO_PROGRESS, { state: "complete", version: controllerImage.version })
        : NO_PROGRESS,
    },
  });
};

/** Transfers under way are lost; an interrupted predownload counts as a retry. */
export function programRestarted(state: ApState, controllerVersion: string, facts: ApFacts): ApStep {
  const clean: ApState = {
    ...state,
    join: null,
    predownload: both(state.predownload, interrupt),
    discoveries: 0,
  };
  if (state.connectionLoss === "permanent") return stay(clean);
  if (state.connectionLoss === "temporary")
    return to(clean, arm("rejoin", (facts.behavior.rejoinAfterSeconds ?? 0) * 1000));
  if (state.capwap === "Reset") return to(clean, arm("boot", facts.bootMs));
  if (state.capwap === "Run" && runningVersion(state) === controllerVersion) return stay(clean);
  return discover(clean);
}
