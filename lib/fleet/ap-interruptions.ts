/**
 * What ends a transfer to an access point before the image is verified: a reboot, a lost CAPWAP connection, a link that
 * goes silent, a failure of the server or of the access point. What the controller then does is in
 * `controller/predownload-plan.ts`.
 */
import { type Fault, fault } from "@/lib/contracts/fault";
import { fail } from "@/lib/contracts/predownload";
import { arm, disarm, report, STOP_WAITING, stay, to } from "./ap-effects";
import { type ApEffect, type ApFacts, type ApState, type ApStep, apTimers } from "./ap-state";
import { kindOf, transferOf, withProgress, withStep } from "./ap-transfer";

/** How long an access point waits for the next block before it gives up (measured). */
const STALL_MS = 40_100;
/** DTLS Teardown until the next Discovery. Together with Discovery, DTLS Setup and Join this is 3.2 s (measured). */
export const TEARDOWN_MS = 400;

const BY_ITSELF = "by itself";

const REBOOTED = fault(
  "ap-rebooted",
  "The access point rebooted while it received the image. The bytes received so far are lost.",
  "Check the access point's power supply (the PoE budget of the switch port) and its console. The download starts again when it has joined.",
);
const LOST = fault(
  "ap-lost",
  "The access point lost its CAPWAP connection while it received the image.",
  "Check the access point's cable, its switch port, and the network path to the controller. If the upgrade has ended before the access point rejoins, choose Save & Download again.",
);
const STALLED = fault(
  "timed-out",
  "The access point received part of the image and then nothing for 40 s, so it gave up.",
  "The sender was still sending, so check the access point's cable and switch port.",
);

/** The percent at which this access point misbehaves next during a transfer; null when it does not. */
export function nextFaultPoint(state: ApState, facts: ApFacts): number | null {
  const { stallsAtPercent, rebootsAtPercent, losesCapwapAtPercent } = facts.behavior;
  const points = [
    stallsAtPercent,
    state.hasRebooted ? null : rebootsAtPercent,
    state.hasLostCapwap ? null : losesCapwapAtPercent,
  ].filter((p) => p !== null);
  return points.length === 0 ? null : Math.min(...points);
}

/** The transfer has reached `percent`: a misbehaving access point reboots, disconnects or stalls here. */
export function progressed(state: ApState, percent: number, facts: ApFacts): ApStep {
  const transfer = transferOf(state);
  if (transfer?.step !== "receiving") return stay(state);
  const { behavior } = facts;
  const isDue = (point: number | null) => point !== null && percent >= point;
  if (isDue(behavior.rebootsAtPercent) && !state.hasRebooted)
    return reboot({ ...state, hasRebooted: true }, BY_ITSELF, facts);
  if (isDue(behavior.losesCapwapAtPercent) && !state.hasLostCapwap)
    return loseCapwap({ ...state, hasLostCapwap: true }, behavior.rejoinAfterSeconds);
  if (!isDue(behavior.stallsAtPercent)) return stay(state);
  return to(
    withStep(state, transfer.purpose, "stalled"),
    { do: "stop-receiving", fault: STALLED },
    arm("stall", STALL_MS),
  );
}

/** No block came for too long. */
export const stallEnded = (state: ApState): ApStep =>
  transferOf(state)?.step === "stalled" ? failTransfer(state, STALLED, true) : stay(state);

/** A reset by command or a reboot by itself: a transfer under way is lost, and after booting the access point joins again. */
export function reboot(state: ApState, reason: string, facts: ApFacts): ApStep {
  // Without a CAPWAP connection no command arrives.
  if (state.connectionLoss !== "none") return stay(state);
  const disarmed = apTimers.map((timer) => disarm(timer));
  // One that is booting starts to boot again.
  if (state.capwap === "Reset") return to(state, ...disarmed, arm("boot", facts.bootMs));
  const failed = failTransfer(state, REBOOTED, true, "leaves-capwap");
  return to(
    { ...failed.state, capwap: "Reset", discoveries: 0 },
    ...disarmed,
    ...failed.effects,
    report({
      what: "rebooted",
      reason,
      wasJoined: state.capwap === "Run",
      isByItself: reason === BY_ITSELF,
    }),
    arm("boot", facts.bootMs),
  );
}

function loseCapwap(state: ApState, rejoinAfterSeconds: number | null): ApStep {
  const failed = failTransfer(state, LOST, true, "leaves-capwap");
  const returns = rejoinAfterSeconds !== null;
  return to(
    { ...failed.state, capwap: "Idle", connectionLoss: returns ? "temporary" : "permanent" },
    ...failed.effects,
    report({ what: "left", returns }),
    ...(rejoinAfterSeconds === null ? [] : [arm("rejoin", rejoinAfterSeconds * 1000)]),
  );
}

/**
 * The image does not arrive or is not good. In Run the access point reports the failure and stays joined. In Image Data
 * it restarts CAPWAP and tries again without end; while nothing has arrived it first waits for its own timeout.
 * @param how `leaves-capwap`: the caller sets the next CAPWAP state; `waited`: that timeout has passed
 */
export function failTransfer(
  state: ApState,
  why: Fault,
  isApFault: boolean,
  how?: "leaves-capwap" | "waited",
): ApStep {
  const transfer = transferOf(state);
  if (transfer === null) return stay(state);
  const stop: ApEffect[] = [
    { do: "stop-receiving", fault: why },
    ...STOP_WAITING,
    disarm("stall"),
    disarm("verify"),
  ];
  if (state.join === null) {
    const kind = kindOf(transfer.purpose);
    return to(
      withProgress(state, kind, fail(state.predownload[kind], why)),
      ...stop,
      report({ what: "transfer-failed", kind, fault: why, isApFault }),
    );
  }
  const { image } = state.join;
  if (transfer.step === "requested" && how === undefined)
    return to({ ...state, join: { ...state.join, fault: why } }, { do: "stop-receiving", fault: why });
  return to(
    {
      ...state,
      capwap: "DTLS Teardown",
      join: null,
      joinFailures: state.joinFailures + 1,
      joinFault: why,
    },
    ...stop,
    ...(how === "waited" ? ([{ do: "console", note: { note: "cannot-start", image } }] as const) : []),
    { do: "console", note: { note: "teardown", image } },
    report({ what: "image-download-failed", fault: why, isApFault }),
    ...(how === "leaves-capwap" ? [] : [arm("step", TEARDOWN_MS)]),
  );
}
