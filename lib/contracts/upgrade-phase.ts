/** Where a run is for somebody who looks at it from afar: the chip, the title of the tab, notifications, the dashboard. */
import type { Stage, UpgradeRow } from "./upgrade";

export const upgradePhases = [
  /** No upgrade was ever started. */
  "none",
  "running",
  /** Waits for Activate. */
  "ready",
  "done",
  /** It ended, and some access points do not run the new version. */
  "warnings",
  "failed",
  /** Canceled or rolled back. */
  "canceled",
] as const;
export type UpgradePhase = (typeof upgradePhases)[number];

export type UpgradeFacts = Pick<
  UpgradeRow,
  "id" | "state" | "stageMarks" | "running" | "canActivate" | "readBack" | "fault"
>;

export function upgradePhase(row: UpgradeFacts): UpgradePhase {
  if (row.id === "") return "none";
  if (row.running) return "running";
  if (row.canActivate) return "ready";
  if (row.state === "none") return "canceled";
  if (row.stageMarks.some(({ mark }) => mark === "failed")) return "failed";
  return row.stageMarks.some(({ mark }) => mark === "warnings") ? "warnings" : "done";
}

/** Whether there is something to wait for or to do. */
export const isLive = (phase: UpgradePhase): boolean => phase === "running" || phase === "ready";

/** The stage that is under way; null when none is. */
export const activeStage = ({ stageMarks }: Pick<UpgradeRow, "stageMarks">): Stage | null =>
  stageMarks.find(({ mark }) => mark === "active")?.stage ?? null;

/** What a phase is called; a running one is called by its stage. */
export const phaseWords: Record<Exclude<UpgradePhase, "none" | "running">, string> = {
  ready: "Ready to activate",
  done: "Done",
  warnings: "Done with warnings",
  failed: "Failed",
  canceled: "Canceled",
};

/** Seconds until the run can be activated; null while unknown. */
export const secondsRemaining = (
  { estimatedEndAt }: Pick<UpgradeRow, "estimatedEndAt">,
  now: number | null,
): number | null =>
  estimatedEndAt === null || now === null ? null : Math.max(0, Math.round((estimatedEndAt - now) / 1000));
