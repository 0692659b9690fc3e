/** Finished transfers as cards, for narrow screens. */
import { Badge } from "@/components/ui/badge";
import { FileName } from "@/components/ui/file-name";
import type { TransferRow } from "@/lib/contracts/transfers";
import { localDateAndClock } from "@/lib/kit/time-text";
import { formatBytes, formatRate } from "@/lib/kit/units";
import { Cause } from "./history-table";
import { durationSeconds, lossText, outcomeLook, peerName, shortDuration } from "./transfer-text";

/** The newest transfer first. */
export function HistoryCards({ rows }: { rows: readonly TransferRow[] }) {
  return (
    <ul aria-label="Finished transfers" className="divide-y divide-line border-line border-b">
      {rows.map((row) => (
        <Card key={row.id} row={row} />
      ))}
    </ul>
  );
}

function Card({ row }: { row: TransferRow }) {
  const { tone, text } = outcomeLook[row.outcome];
  const facts = [
    formatBytes(row.bytes),
    shortDuration(durationSeconds(row, row.startedAt)),
    formatRate(row.rateAverage),
    lossText(row),
  ];
  return (
    <li className="px-4 py-2.5">
      <p className="flex items-baseline justify-between gap-3">
        <FileName name={row.path} className="min-w-0" />
        <Badge tone={tone} className="shrink-0">
          {text}
        </Badge>
      </p>
      <p className="num text-[0.8125rem] text-ink-2">
        {row.protocol.toUpperCase()}, <FileName name={peerName(row)} />,{" "}
        {localDateAndClock(row.endedAt ?? row.startedAt)}
      </p>
      <p className="num text-[0.8125rem] text-ink-3">{facts.filter((fact) => fact !== "").join(", ")}</p>
      <Cause row={row} />
    </li>
  );
}
