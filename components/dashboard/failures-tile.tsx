/** Recent failures, each with its remedy and the button that does it. */
"use client";

import { CircleAlert } from "lucide-react";
import { CureButton } from "@/components/cures/cure-button";
import { TIMELINE } from "@/components/navigation/pages";
import { Badge } from "@/components/ui/badge";
import type { RecentFailure } from "./recent-failures";
import { Tile, TileNote } from "./tile";

export function FailuresTile({ failures }: { failures: readonly RecentFailure[] }) {
  return (
    <Tile
      title="Recent failures"
      href={TIMELINE}
      aside={failures.length > 0 && <Badge tone="fail">{failures.length}</Badge>}
    >
      {failures.length === 0 ? (
        <TileNote>No failures in the current upgrade, and no errors on the image servers.</TileNote>
      ) : (
        <ul className="flex flex-col divide-y divide-line">
          {failures.map((failure) => (
            <li key={`${failure.hits} ${failure.text}`} className="flex gap-2.5 py-2.5 first:pt-0 last:pb-0">
              <CircleAlert className="mt-0.5 size-4 shrink-0 text-fail-text" aria-hidden />
              <div className="min-w-0 grow">
                <p className="[overflow-wrap:anywhere]">
                  <span className="font-medium">{failure.hits}:</span> {failure.text}
                </p>
                {failure.remedy && (
                  <p className="text-[0.8125rem] text-ink-3 [overflow-wrap:anywhere]">{failure.remedy}</p>
                )}
                {failure.cures.length > 0 && (
                  <div className="relative mt-2 flex w-fit flex-wrap gap-2">
                    {failure.cures.map((cure) => (
                      <CureButton key={cure.kind} cure={cure} />
                    ))}
                  </div>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Tile>
  );
}
