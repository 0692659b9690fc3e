/** What the chip, the title of the tab and notifications say about the present or last run. */
import type { Tone } from "@/components/ui/tone";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import {
  activeStage,
  isLive,
  phaseWords,
  secondsRemaining,
  type UpgradePhase,
  upgradePhase,
} from "@/lib/contracts/upgrade-phase";
import { formatDuration } from "@/lib/kit/units";

export type RunChipText = {
  /** Tells one outcome of one run from every other, so that each is seen and notified once. */
  key: string;
  phase: Exclude<UpgradePhase, "none">;
  tone: Tone;
  label: string;
  /** Null unless it runs. */
  percent: number | null;
  /** `1 m 20 s left`; empty while unknown. */
  remaining: string;
  /** In front of the title of the tab: `46%`, `Ready`, `Done`. */
  title: string;
};

const tones = {
  running: "accent",
  ready: "info",
  done: "ok",
  warnings: "warn",
  failed: "fail",
  canceled: "neutral",
} as const satisfies Record<RunChipText["phase"], Tone>;

/**
 * @param seen the key of the outcome that the operator has seen last
 * @returns null when nothing runs and the outcome was seen
 */
export function runChipText(
  upgrade: UpgradeRow | undefined,
  seen: string | null,
  now: number | null,
): RunChipText | null {
  if (upgrade === undefined) return null;
  const phase = upgradePhase(upgrade);
  if (phase === "none" || phase === "canceled") return null;
  const key = `${upgrade.id} ${phase}`;
  if (!isLive(phase) && key === seen) return null;
  const left = phase === "running" ? secondsRemaining(upgrade, now) : null;
  const isReloading = upgrade.state === "activated";
  const percent = phase === "running" && !isReloading ? upgrade.percent : null;
  const label = phase === "running" ? (activeStage(upgrade) ?? "Upgrade") : phaseWords[phase];
  return {
    key,
    phase,
    tone: tones[phase],
    label,
    percent,
    remaining: left === null || left === 0 ? "" : `${formatDuration(left)} left`,
    title: percent === null ? (phase === "ready" ? "Ready" : label) : `${percent}%`,
  };
}
