/** The six stages of the page, derived from the upgrade's state. */
import { type Stage, type StageMark, stages, type UpgradeState } from "@/lib/contracts/upgrade";
import { isReady, type Upgrade } from "./upgrade-machine";

const STAGE_OF: Record<UpgradeState, Stage | null> = {
  none: null,
  "controller-download-initiated": "Initiate",
  "controller-download-in-progress": "Controller Image Download",
  "controller-download-complete": "Controller Image Download",
  "controller-download-failed": "Controller Image Download",
  "ap-predownload-initiated": "AP Image Download",
  "ap-predownload-in-progress": "AP Image Download",
  "ap-predownload-complete": "AP Image Download",
  "ap-predownload-unsupported": "AP Image Download",
  "ap-predownload-failed": "AP Image Download",
  "controller-predownload-in-progress": "Network Upgrade",
  "controller-predownload-complete": "Activate",
  "controller-predownload-failed": "Network Upgrade",
  activated: "Reload",
  "activation-failed": "Reload",
};
/** The stage that a state belongs to; null for none. */
export const stageOf = (state: UpgradeState): Stage | null => STAGE_OF[state];

const FAILED: ReadonlySet<UpgradeState> = new Set<UpgradeState>([
  "controller-download-failed",
  "ap-predownload-unsupported",
  "ap-predownload-failed",
  "controller-predownload-failed",
  "activation-failed",
]);

/** One mark per stage, in order. */
export function stageMarks(u: Upgrade): { stage: Stage; mark: StageMark }[] {
  const at = stageOf(u.state);
  const current = at === null ? -1 : stages.indexOf(at);
  return stages.map((stage, i) => {
    if (i > current) return { stage, mark: "pending" };
    if (i === current) return { stage, mark: currentMark(u) };
    return { stage, mark: warned(u, stage) ? "warnings" : "done" };
  });
}

function currentMark(u: Upgrade): StageMark {
  if (FAILED.has(u.state)) return "failed";
  if (u.running || isReady(u)) return "active";
  return u.readBack !== null && u.readBack.onTarget < u.readBack.total ? "warnings" : "done";
}

const warned = (u: Upgrade, stage: Stage): boolean => {
  const round =
    stage === "AP Image Download" ? u.apRound : stage === "Network Upgrade" ? u.networkRound : null;
  return round !== null && round.failed + round.unsupported > 0;
};
