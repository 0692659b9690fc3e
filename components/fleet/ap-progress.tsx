/** The progress of an access point's image download, or its current activity while it does not download. */
import { formatAmount } from "@/components/ui/format-amount";
import { ProgressBar, wholePercent } from "@/components/ui/progress-bar";
import type { ApRow } from "@/lib/contracts/aps";
import { statusTone } from "./ap-tone";

/** False when the counted bytes belong to an earlier download. */
export const hasProgress = (row: ApRow): boolean =>
  (row.bytes > 0 || row.sizeBytes !== null) && (row.status !== "None" || row.capwapState === "Image Data");

/** A progress bar with percent and bytes, or the activity in words. */
export function ApProgress({ row }: { row: ApRow }) {
  const { bytes, sizeBytes, activity } = row;
  if (!hasProgress(row))
    return (
      <span className="block truncate text-ink-3" title={activity}>
        {activity || "–"}
      </span>
    );
  const arrived = sizeBytes !== null && bytes >= sizeBytes;
  // After its own image, an access point may receive the controller image. Its status stays Complete meanwhile.
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
        <span className="truncate">{progressText(row, arrived)}</span>
        <span className="text-ink-3">{formatAmount(bytes, sizeBytes)}</span>
      </span>
    </div>
  );
}

/** Once every byte has arrived, the activity (`Verifying the image`) says more than 100%. */
function progressText({ bytes, sizeBytes, activity }: ApRow, arrived: boolean): string {
  if (sizeBytes === null) return "Size unknown";
  return arrived && activity !== "" ? activity : `${wholePercent(bytes, sizeBytes)}%`;
}
