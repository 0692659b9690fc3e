/** How much of its image an access point has; before anything was announced, what it does instead. */
import { amountOf } from "@/components/ui/amount";
import { ProgressBar, wholePercent } from "@/components/ui/progress-bar";
import type { ApRow } from "@/lib/contracts/aps";
import { statusTone } from "./ap-tone";

/** What was moved for a round that is over is no progress any more. */
export const hasProgress = (row: ApRow): boolean =>
  (row.bytes > 0 || row.sizeBytes !== null) && (row.status !== "None" || row.activity !== "");

export function ApProgress({ row }: { row: ApRow }) {
  const { bytes, sizeBytes, activity } = row;
  if (!hasProgress(row))
    return (
      <span className="block truncate text-ink-3" title={activity}>
        {activity || "–"}
      </span>
    );
  const arrived = sizeBytes !== null && bytes >= sizeBytes;
  // After its own image an access point may receive the controller's: it moves again though it is Complete.
  const tone = row.status === "Complete" && !arrived ? "accent" : statusTone(row);
  return (
    <div className="flex flex-col gap-0.5" title={activity}>
      <ProgressBar
        size="xs"
        label={`Image of ${row.name}`}
        value={bytes}
        total={sizeBytes}
        tone={tone === "neutral" ? "accent" : tone}
      />
      <span className="num flex justify-between gap-2 whitespace-nowrap text-ink-2 text-xs leading-4">
        <span className="truncate">{lead(row, arrived)}</span>
        <span className="text-ink-3">{amountOf(bytes, sizeBytes)}</span>
      </span>
    </div>
  );
}

/** When every byte is there, what is done with them says more than the percentage. */
function lead({ bytes, sizeBytes, activity }: ApRow, arrived: boolean): string {
  if (sizeBytes === null) return "size not announced";
  return arrived && activity !== "" ? activity : `${wholePercent(bytes, sizeBytes)} %`;
}
