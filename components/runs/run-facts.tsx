/** The facts of a run: who, when, from what to what, and how it ended. */
"use client";

import { runDuration } from "@/components/fleet/run-words";
import { Facts } from "@/components/ui/facts";
import { useLocalZone } from "@/components/ui/local-zone";
import { Panel } from "@/components/ui/panel";
import { useNow } from "@/lib/client/rows/hooks";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { locationOf, type Profile } from "@/lib/contracts/profile";
import { isOpen, type RunFacts as Run, type RunRow } from "@/lib/contracts/runs";
import { grouped } from "@/lib/kit/number-text";
import { localDateAndClock } from "@/lib/kit/time-text";
import { formatBytes, formatDuration } from "@/lib/kit/units";

/** `EWC_17_12_1 on 192.0.2.10`: where the profile says that the images are. */
function originOf(profile: Profile): string {
  const location = locationOf(profile);
  if (location === null) return "What was uploaded";
  const { imagePath, imageServer } = location;
  return `${imagePath === "" ? "The root folder" : imagePath} on ${imageServer}`;
}

export function RunFacts({ row, profile }: { row: RunRow; profile: Run["profile"] }) {
  const now = useNow(1_000);
  const duration = runDuration(row, now);
  const zone = useLocalZone();
  const time = (at: number | null) => (at === null ? "–" : <time title={zone}>{localDateAndClock(at)}</time>);
  const { apTotal, apComplete, apFailed } = row;
  return (
    <Panel>
      <Facts
        columns={3}
        items={[
          { name: "Started by", value: row.startedBy ?? "–" },
          { name: "Started", value: time(row.startedAt) },
          { name: "Ended", value: time(row.endedAt) },
          {
            name: isOpen(row) ? "Duration so far" : "Duration",
            value: duration === null ? "–" : formatDuration(duration / 1_000),
          },
          { name: "Versions", value: `${row.fromVersion ?? "?"} to ${row.targetVersion ?? "?"}`, code: true },
          { name: "Mode", value: row.mode === null ? "–" : modeContracts[row.mode].label },
          {
            name: "Access points",
            value: `${grouped(apComplete)} of ${grouped(apTotal)} upgraded, ${grouped(apFailed)} failed`,
          },
          { name: "Bytes moved", value: formatBytes(row.bytesMoved) },
          {
            name: "Images from",
            value: profile === null ? "–" : originOf(profile),
          },
        ]}
      />
      <p className="mt-3 text-ink-2">
        <span className="text-ink-3">Status: </span>
        {row.status}
      </p>
    </Panel>
  );
}
