/**
 * What comes over an access point from outside its own join and download: the controller's reload, a reboot, other
 * software or another behavior from Lab, the program's restart.
 */
import { fault } from "@/lib/contracts/fault";
import { NO_VERSION } from "@/lib/contracts/versions";
import { afterSwap, failDownload, REBOOTED, TEARDOWN_MS } from "./ap-download";
import {
  type ApEffect,
  type ApEvent,
  type ApFacts,
  type ApState,
  type ApStep,
  apTimers,
  backupVersion,
  inactive,
  NO_PREDOWNLOAD,
  primaryVersion,
  runningVersion,
} from "./ap-state";
import { arm, discover, said, stay, to } from "./ap-steps";

/** @param activate the version that everybody who is joined is told to boot; null: the controller only goes away */
export function controllerReloads(state: ApState, activate: string | null, facts: ApFacts): ApStep {
  if (state.away !== "no") return stay(state);
  const effects: ApEffect[] = apTimers.map((timer) => ({ do: "disarm", timer }));
  if (state.download !== null) {
    effects.push({ do: "stop-receiving", fault: fault("aborted", "The controller reloaded.") });
  }
  const wasJoined = state.capwap === "Run";
  const predownload = activate === null ? state.predownload : NO_PREDOWNLOAD;
  const left: ApState = { ...state, download: null, joinFailures: 0, discoveries: 0, predownload };
  // An AP that is booting goes on booting; the others have lost their controller.
  if (state.capwap === "Reset") return to(left, ...effects, arm("boot", facts.bootMs));
  if (activate === null || !wasJoined || facts.behavior.ignoresActivate) {
    return to(
      { ...left, capwap: "DTLS Teardown" },
      ...effects,
      said("DTLS Teardown"),
      ...(wasJoined ? ([{ do: "report", report: { what: "left", returns: true } }] as const) : []),
      arm("step", TEARDOWN_MS),
    );
  }
  const swaps = backupVersion(state) === activate && runningVersion(state) !== activate;
  return to(
    swaps
      ? { ...left, capwap: "Reset", active: inactive(state), boots: null, controllerImage: null }
      : { ...left, capwap: "Reset", boots: null },
    ...effects,
    ...(swaps ? ([{ do: "report", report: { what: "swapped", version: activate } }] as const) : []),
    { do: "report", report: { what: "rebooted", reason: "The controller was activated." } },
    arm("boot", facts.bootMs),
  );
}

/** The backup image is the primary one from the next boot on. */
export function imagesSwapped(state: ApState): ApStep {
  const spare = inactive(state);
  if (state.capwap !== "Run" || state.download !== null || state[spare] === NO_VERSION) return stay(state);
  const swapped: ApState = { ...state, boots: state.boots === spare ? null : spare };
  return to(swapped, { do: "report", report: { what: "swapped", version: primaryVersion(swapped) } });
}

/** One that is away cannot be told. */
export function reset(state: ApState, reason: string, facts: ApFacts): ApStep {
  if (state.away !== "no") return stay(state);
  const disarmed: ApEffect[] = apTimers.map((timer) => ({ do: "disarm", timer }));
  // One that is booting begins anew.
  if (state.capwap === "Reset") return to(state, ...disarmed, arm("boot", facts.bootMs));
  const failed = failDownload(state, REBOOTED, true, "leaving");
  return to(
    { ...failed.state, capwap: "Reset", discoveries: 0 },
    ...disarmed,
    ...failed.effects,
    { do: "report", report: { what: "rebooted", reason } },
    arm("boot", facts.bootMs),
  );
}

/** Whoever writes the flash stands beside it: also one that is away for good reboots. */
export function flashed(
  state: ApState,
  event: Extract<ApEvent, { type: "flashed" }>,
  facts: ApFacts,
): ApStep {
  const rebooted = reset({ ...state, away: "no" }, "Other software was written into its flash.", facts);
  const written: ApState = {
    ...rebooted.state,
    [state.active]: event.running,
    [inactive(state)]: event.backup ?? backupVersion(state),
    boots: null,
    joinFailures: 0,
    joinFault: null,
  };
  const kept = afterSwap(written, null);
  return to(kept.state, ...rebooted.effects, ...kept.effects);
}

/** One that stays away because of what it was comes back when that is taken from it. */
export function behaviorSet(
  state: ApState,
  event: Extract<ApEvent, { type: "behavior-set" }>,
  facts: ApFacts,
): ApStep {
  const armed: ApState = {
    ...state,
    rebootedOnce: state.rebootedOnce && !event.reboots,
    lostOnce: state.lostOnce && !event.loses,
  };
  if (state.away === "no" || !event.loses) return to(armed);
  const { losesCapwapAtPercent, rejoinAfterSeconds } = facts.behavior;
  const disarm: ApEffect = { do: "disarm", timer: "rejoin" };
  if (losesCapwapAtPercent === null) {
    const back = discover({ ...armed, away: "no" });
    return to(back.state, disarm, ...back.effects);
  }
  return rejoinAfterSeconds === null
    ? to({ ...armed, away: "for-good" }, disarm)
    : to({ ...armed, away: "returning" }, arm("rejoin", rejoinAfterSeconds * 1000));
}

/** What was under way is lost; an interrupted predownload counts as a retry. */
export function programRestarted(state: ApState, controllerVersion: string, facts: ApFacts): ApStep {
  const lost = state.download;
  const predownload =
    lost?.purpose === "predownload"
      ? {
          ...state.predownload,
          status: "Initiated" as const,
          retryCount: state.predownload.retryCount + 1,
          nextRetryAt: null,
        }
      : state.predownload;
  const clean: ApState = { ...state, download: null, predownload, discoveries: 0 };
  if (state.away === "for-good") return stay(clean);
  if (state.away === "returning") {
    return to(clean, arm("rejoin", (facts.behavior.rejoinAfterSeconds ?? 0) * 1000));
  }
  if (state.capwap === "Reset") return to(clean, arm("boot", facts.bootMs));
  if (state.capwap === "Run" && runningVersion(state) === controllerVersion) return stay(clean);
  return discover(clean);
}
