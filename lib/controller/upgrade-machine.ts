/** The controller's upgrade as a pure state machine: an event leads to the next state and to effects for the caller. */
import { runningUpgrade } from "@/lib/contracts/ap-actions";
import { type Fault, fault } from "@/lib/contracts/fault";
import type { RunPrediction } from "@/lib/contracts/prediction";
import type { UpgradeCounters, UpgradeState } from "@/lib/contracts/upgrade";
import type { Rehearsal } from "./rehearsal";

export type RoundResult = {
  complete: number;
  failed: number;
  unsupported: number;
  /** The controller's own access point has its image; without it nothing can be activated. */
  ownReady: boolean;
  /** The first failure, for the operator. */
  fault: Fault | null;
};

/** The fleet went back to the committed version. `by` is null when nobody committed in time. */
export type Rollback = { by: string | null; version: string; from: string };

export type Upgrade = {
  id: string;
  state: UpgradeState;
  running: boolean;
  startedAt: number | null;
  startedBy: string | null;
  endedAt: number | null;
  fromVersion: string | null;
  targetVersion: string | null;
  /** Bytes of the controller image that was fetched; null before. */
  controllerBytes: number | null;
  apRound: RoundResult | null;
  networkRound: RoundResult | null;
  canceledBy: string | null;
  activatedAt: number | null;
  activatedBy: string | null;
  /** Committed without being asked once every access point was read back. */
  commitsAutomatically: boolean;
  readBack: { onTarget: number; total: number } | null;
  /** The counters at Activate, after which the access points' records start anew. */
  finalCounters: UpgradeCounters | null;
  /** Ids of the access points at the start. Those that disjoin stay counted, those removed from the lab do not. */
  members: readonly string[];
  /** Null when it is no rehearsal. */
  rehearsal: Rehearsal | null;
  /** How long it takes, predicted as soon as the sizes of its images were known; null before. */
  prediction: RunPrediction | null;
  /** The server has the version that already runs. */
  nothingToDo: boolean;
  rolledBack: Rollback | null;
  fault: Fault | null;
};

export const NO_UPGRADE: Upgrade = {
  id: "",
  state: "none",
  running: false,
  startedAt: null,
  startedBy: null,
  endedAt: null,
  fromVersion: null,
  targetVersion: null,
  controllerBytes: null,
  apRound: null,
  networkRound: null,
  canceledBy: null,
  activatedAt: null,
  activatedBy: null,
  // Upgrades of earlier releases were never committed.
  commitsAutomatically: true,
  readBack: null,
  finalCounters: null,
  members: [],
  rehearsal: null,
  prediction: null,
  nothingToDo: false,
  rolledBack: null,
  fault: null,
};

export type UpgradeEvent =
  | {
      type: "start";
      id: string;
      by: string;
      at: number;
      fromVersion: string;
      members: readonly string[];
      rehearsal: Rehearsal | null;
    }
  | { type: "predicted"; prediction: RunPrediction }
  | { type: "controller-image-begins" }
  | { type: "controller-image-arrived"; bytes: number; version: string | null; at: number }
  | { type: "controller-image-failed"; fault: Fault; at: number }
  /** The first access point has begun to receive its image. */
  | { type: "ap-image-begins" }
  /** Read from the first AP image, when the controller image does not say its version. */
  | { type: "target-learned"; version: string; at: number }
  | { type: "ap-round-ended"; result: RoundResult; at: number }
  | { type: "network-round-ended"; result: RoundResult; at: number }
  /** Access points were removed from the lab; the upgrade goes on with the others. */
  | { type: "members-removed"; ids: ReadonlySet<string> }
  | { type: "cancel"; by: string; at: number }
  | { type: "activate"; at: number; by: string; commitsAutomatically: boolean; counters: UpgradeCounters }
  /** The controller reloads into the committed version, and with it the fleet. */
  | { type: "rolled-back"; at: number; by: string | null; version: string }
  /** The controller's reload has ended with this version. */
  | { type: "controller-back"; version: string; at: number }
  /** Versions as read back at join. `settled`: no access point is still on its way. */
  | { type: "read-back"; onTarget: number; total: number; settled: boolean; at: number };

export type UpgradeEffect =
  | { do: "fetch-controller-image" }
  | { do: "predownload" }
  | { do: "network-upgrade" }
  | { do: "stop-everything" }
  | { do: "commit" }
  | { do: "reload" };

export type UpgradeStep = { upgrade: Upgrade; effects: readonly UpgradeEffect[] };

/** States in which Cancel is possible: those before Activate. */
const CANCELABLE: ReadonlySet<UpgradeState> = new Set<UpgradeState>([
  "controller-download-initiated",
  "controller-download-in-progress",
  "controller-download-complete",
  "ap-predownload-initiated",
  "ap-predownload-in-progress",
  "ap-predownload-complete",
  "controller-predownload-in-progress",
  "controller-predownload-complete",
]);

export const isReady = (upgrade: Upgrade): boolean =>
  upgrade.state === "controller-predownload-complete" && !upgrade.running;

/** Why Save & Download is refused now, or null. */
export function startRefusal(upgrade: Upgrade): Fault | null {
  return upgrade.running ? runningUpgrade(upgrade.startedBy ?? "Somebody") : null;
}

export const cancelRefusal = (upgrade: Upgrade): Fault | null => {
  if (upgrade.state === "activated" || upgrade.state === "activation-failed") {
    return fault("conflict", "The upgrade was activated, so it can no longer be canceled.");
  }
  return (upgrade.running && CANCELABLE.has(upgrade.state)) || isReady(upgrade)
    ? null
    : fault("conflict", "No upgrade is running, so there is nothing to cancel.");
};

export const activateRefusal = (upgrade: Upgrade): Fault | null => {
  if (isReady(upgrade)) return null;
  return upgrade.state === "activated"
    ? fault("conflict", "The upgrade was activated already.")
    : fault("conflict", "Nothing is ready to be activated.", "Choose Save & Download first.");
};

/** An event that does not belong to the present state changes nothing: two operators may click at once. */
export function step(u: Upgrade, event: UpgradeEvent): UpgradeStep {
  switch (event.type) {
    case "start":
      if (startRefusal(u) !== null) return stay(u);
      return go(
        {
          ...NO_UPGRADE,
          id: event.id,
          state: "controller-download-initiated",
          running: true,
          startedAt: event.at,
          startedBy: event.by,
          fromVersion: event.fromVersion,
          members: event.members,
          rehearsal: event.rehearsal,
        },
        "fetch-controller-image",
      );
    case "predicted":
      return u.running && u.activatedAt === null && u.prediction === null
        ? go({ ...u, prediction: event.prediction })
        : stay(u);
    case "controller-image-begins":
      return u.running && u.state === "controller-download-initiated"
        ? go({ ...u, state: "controller-download-in-progress" })
        : stay(u);
    case "controller-image-arrived":
      return controllerImageArrived(u, event);
    case "controller-image-failed":
      return downloadingController(u)
        ? go({
            ...u,
            state: "controller-download-failed",
            running: false,
            endedAt: event.at,
            fault: event.fault,
          })
        : stay(u);
    case "ap-image-begins":
      return u.running && u.state === "ap-predownload-initiated"
        ? go({ ...u, state: "ap-predownload-in-progress" })
        : stay(u);
    case "target-learned":
      if (!u.running || !inApRound(u) || u.targetVersion !== null) return stay(u);
      if (event.version === u.fromVersion) return nothingToDo(u, event.version, event.at, "stop-everything");
      return go({ ...u, targetVersion: event.version });
    case "ap-round-ended":
      return apRoundEnded(u, event.result, event.at);
    case "network-round-ended":
      return networkRoundEnded(u, event.result, event.at);
    case "members-removed": {
      const members = u.members.filter((id) => !event.ids.has(id));
      return members.length === u.members.length ? stay(u) : go({ ...u, members });
    }
    case "cancel":
      if (cancelRefusal(u) !== null) return stay(u);
      return go({ ...over(u), canceledBy: event.by, endedAt: event.at }, "stop-everything");
    case "activate":
      if (activateRefusal(u) !== null) return stay(u);
      return go(
        {
          ...u,
          state: "activated",
          running: true,
          endedAt: null,
          activatedAt: event.at,
          activatedBy: event.by,
          commitsAutomatically: event.commitsAutomatically,
          finalCounters: event.counters,
          readBack: { onTarget: 0, total: u.members.length },
          fault: null,
        },
        "reload",
      );
    case "controller-back":
      // Swapped in by command: what was prepared runs already.
      if (isReady(u) && event.version === u.targetVersion)
        return go({ ...over(u), endedAt: event.at }, "stop-everything");
      if (u.state !== "activated" || !u.running || event.version === u.targetVersion) return stay(u);
      return go({
        ...u,
        state: "activation-failed",
        running: false,
        endedAt: event.at,
        fault: fault(
          "conflict",
          `The controller came back with ${event.version} instead of ${u.targetVersion ?? "the new version"}.`,
          "Check the controller's own access point. It did not swap its images.",
        ),
      });
    case "read-back": {
      if (u.state !== "activated") return stay(u);
      const readBack = { onTarget: event.onTarget, total: event.total };
      const ends = u.running && event.settled;
      if (!ends) return go({ ...u, readBack });
      const ended: Upgrade = { ...u, readBack, running: false, endedAt: event.at };
      return u.commitsAutomatically ? go(ended, "commit") : go(ended);
    }
    case "rolled-back":
      if (u.state !== "activated") return stay(u);
      return go({
        ...over(u),
        endedAt: event.at,
        rolledBack: {
          by: event.by,
          version: event.version,
          from: u.targetVersion ?? "the activated version",
        },
      });
  }
}

/** No upgrade any more, with what stays known of this one. */
const over = (u: Upgrade): Upgrade => ({
  ...NO_UPGRADE,
  id: u.id,
  startedAt: u.startedAt,
  startedBy: u.startedBy,
  fromVersion: u.fromVersion,
  members: u.members,
  rehearsal: u.rehearsal,
  prediction: u.prediction,
});

const downloadingController = (u: Upgrade) =>
  u.running && (u.state === "controller-download-initiated" || u.state === "controller-download-in-progress");
const inApRound = (u: Upgrade) =>
  u.state === "ap-predownload-initiated" || u.state === "ap-predownload-in-progress";

function controllerImageArrived(
  u: Upgrade,
  event: Extract<UpgradeEvent, { type: "controller-image-arrived" }>,
): UpgradeStep {
  if (!downloadingController(u)) return stay(u);
  const next = { ...u, controllerBytes: event.bytes, targetVersion: event.version };
  if (event.version !== null && event.version === u.fromVersion)
    return nothingToDo(next, event.version, event.at);
  return go({ ...next, state: "ap-predownload-initiated" }, "predownload");
}

/** The server holds what already runs: said, and stopped. */
const nothingToDo = (u: Upgrade, version: string, at: number, ...does: UpgradeEffect["do"][]): UpgradeStep =>
  go(
    {
      ...u,
      state: "controller-download-complete",
      running: false,
      endedAt: at,
      targetVersion: version,
      nothingToDo: true,
    },
    ...does,
  );

function apRoundEnded(u: Upgrade, result: RoundResult, at: number): UpgradeStep {
  if (!u.running || !inApRound(u)) return stay(u);
  const next = { ...u, apRound: result };
  if (result.ownReady) return go({ ...next, state: "controller-predownload-in-progress" }, "network-upgrade");
  return go({
    ...next,
    state:
      result.unsupported > 0 && result.failed === 0 ? "ap-predownload-unsupported" : "ap-predownload-failed",
    running: false,
    endedAt: at,
    fault: result.fault ?? fault("conflict", "The controller's own access point did not get its image."),
  });
}

function networkRoundEnded(u: Upgrade, result: RoundResult, at: number): UpgradeStep {
  if (!u.running || u.state !== "controller-predownload-in-progress") return stay(u);
  const nobody = result.complete === 0 && result.failed + result.unsupported > 0;
  return go({
    ...u,
    networkRound: result,
    state: nobody ? "controller-predownload-failed" : "controller-predownload-complete",
    running: false,
    endedAt: at,
    fault: nobody ? result.fault : null,
  });
}

const stay = (upgrade: Upgrade): UpgradeStep => ({ upgrade, effects: [] });
const go = (upgrade: Upgrade, ...does: readonly UpgradeEffect["do"][]): UpgradeStep => ({
  upgrade,
  effects: does.map((d) => ({ do: d })),
});
