/** How much of its image an access point has; before anything was announced, what it does instead. */
import { amountOf } from "@/components/ui/amount";
import { ProgressBar, wholePercent } from "@/components/ui/progress-bar";
import type { ApRow } from "@/lib/contracts/aps";
import { statusTone } from "./ap-tone";

export function ApProgress({ row }: { row: ApRow }) {
  const { bytes, sizeBytes, activity } = row;
  if (bytes === 0 && sizeBytes === null)
    return <span className="block truncate text-ink-3">{activity || "–"}</span>;
  return (
    <div className="flex flex-col gap-1" title={activity}>
      <ProgressBar
        size="xs"
        label={`Image of ${row.name}`}
        value={bytes}
        total={sizeBytes}
        tone={statusTone(row)}
      />
      <span className="num flex justify-between gap-2 whitespace-nowrap text-ink-2 text-xs leading-none">
        <span>{sizeBytes === null ? "size not announced" : `${wholePercent(bytes, sizeBytes)} %`}</span>
        <span className="text-ink-3">{amountOf(bytes, sizeBytes)}</span>
      </span>
    </div>
  );
}
