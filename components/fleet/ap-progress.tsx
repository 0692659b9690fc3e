/** How much of its image an access point has; before anything was announced, what it does instead. */
import { ProgressBar, wholePercent } from "@/components/ui/progress-bar";
import type { ApRow } from "@/lib/contracts/aps";
import { formatBytes } from "@/lib/kit/units";
import { statusTone } from "./ap-tone";

export function ApProgress({ row }: { row: ApRow }) {
  const { bytes, sizeBytes, activity } = row;
  if (bytes === 0 && sizeBytes === null)
    return <span className="block truncate text-ink-3">{activity || "–"}</span>;
  const amount =
    sizeBytes === null ? formatBytes(bytes) : `${wholePercent(bytes, sizeBytes)} % · ${formatBytes(bytes)}`;
  return (
    <div className="flex flex-col gap-1" title={activity}>
      <ProgressBar
        size="xs"
        label={`Image of ${row.name}`}
        value={bytes}
        total={sizeBytes}
        tone={statusTone(row)}
      />
      <span className="num flex justify-between gap-2 text-ink-2 text-xs leading-none">
        <span className="truncate">{amount}</span>
        {sizeBytes !== null && <span className="shrink-0 text-ink-3">of {formatBytes(sizeBytes)}</span>}
      </span>
    </div>
  );
}
