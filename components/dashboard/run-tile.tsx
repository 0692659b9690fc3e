/** The present or last upgrade: stage, percent, remaining time, and what it waits for. */
"use client";

import { useControllerTime } from "@/components/fleet/use-controller-time";
import { SOFTWARE_UPGRADE } from "@/components/navigation/pages";
import { Badge } from "@/components/ui/badge";
import { ProgressBar } from "@/components/ui/progress-bar";
import type { Tone } from "@/components/ui/tone";
import { useNow, useRow } from "@/lib/client/rows/hooks";
import { outageText } from "@/lib/contracts/outage";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import {
  activeStage,
  phaseWords,
  secondsRemaining,
  type UpgradePhase,
  upgradePhase,
} from "@/lib/contracts/upgrade-phase";
import { queueText } from "@/lib/contracts/waiting";
import { formatDuration, formatRate } from "@/lib/kit/units";
import { Tile, TileNote } from "./tile";

const tones: Record<UpgradePhase, Tone> = {
  none: "neutral",
  running: "accent",
  ready: "info",
  done: "ok",
  warnings: "warn",
  failed: "fail",
  canceled: "neutral",
};

export function RunTile({ upgrade, className }: { upgrade: UpgradeRow; className?: string }) {
  const phase = upgradePhase(upgrade);
  const now = useNow(1000);
  const waits = queueText(upgrade.queue, useControllerTime());
  const factor = useRow("controller", "controller")?.clockFactor ?? 1;
  const remaining = secondsRemaining(upgrade, now);
  if (phase === "none")
    return (
      <Tile title="Software upgrade" href={SOFTWARE_UPGRADE} {...(className && { className })}>
        <p className="text-ink-2">{upgrade.status}</p>
        <TileNote>Choose an image set and Save &amp; Download to start one.</TileNote>
      </Tile>
    );
  return (
    <Tile
      title="Software upgrade"
      href={SOFTWARE_UPGRADE}
      aside={
        <Badge tone={tones[phase]}>
          {phase === "running" ? (activeStage(upgrade) ?? "Running") : phaseWords[phase]}
        </Badge>
      }
      {...(className && { className })}
    >
      {/* Room for the longest sentences, so that their changes do not move the other tiles. */}
      <div className="flex min-h-48 flex-col gap-2">
        {upgrade.fromVersion && (
          <p className="code text-ink-2">
            {upgrade.fromVersion} → {upgrade.targetVersion ?? "…"}
          </p>
        )}
        <div className="flex items-center gap-3">
          <ProgressBar
            size="md"
            label="Progress of the upgrade"
            value={upgrade.percent}
            total={100}
            tone={phase === "failed" ? "fail" : upgrade.percent === 100 ? "ok" : "accent"}
          />
          <span className="num w-12 shrink-0 text-right font-semibold text-base">{upgrade.percent}%</span>
        </div>
        {phase === "running" && (
          <p className="num text-[0.8125rem] text-ink-3">
            {[
              remaining === null
                ? null
                : remaining === 0
                  ? "Almost ready"
                  : `${formatDuration(remaining)} left`,
              upgrade.rate > 0 ? formatRate(upgrade.rate) : null,
            ]
              .filter(Boolean)
              .join(" · ") || "No estimate yet"}
          </p>
        )}
        <p className="text-ink-2 [overflow-wrap:anywhere]">{upgrade.status}</p>
        {upgrade.outage && (
          <p className="text-[0.8125rem] text-ink-2">{outageText(upgrade.outage, factor)}</p>
        )}
        {waits && <p className="num text-[0.8125rem] text-ink-3">{waits}</p>}
      </div>
    </Tile>
  );
}
