/** The table of runs. */
"use client";

import { outcomeTones, runDuration } from "@/components/fleet/run-words";
import { runPath } from "@/components/navigation/pages";
import { Badge } from "@/components/ui/badge";
import { Checkbox } from "@/components/ui/checkbox";
import { Link } from "@/components/ui/link";
import { useLocalZone } from "@/components/ui/local-zone";
import { Table, Td, Th } from "@/components/ui/table";
import { useNow } from "@/lib/client/rows/hooks";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { outcomeWords } from "@/lib/contracts/run-words";
import { isOpen, type RunRow } from "@/lib/contracts/runs";
import { grouped } from "@/lib/kit/number-text";
import { localDateAndClock } from "@/lib/kit/time-text";
import { formatBytes, formatDuration } from "@/lib/kit/units";

/** @param selected numbers of the runs to compare */
export function RunsTable({
  rows,
  selected,
  onSelect,
}: {
  rows: readonly RunRow[];
  selected: readonly number[];
  onSelect: (number: number, isSelected: boolean) => void;
}) {
  const now = useNow(1_000);
  const zone = useLocalZone();
  return (
    <Table label="Runs">
      <thead>
        <tr>
          <Th className="w-px">
            <span className="sr-only">Compare</span>
          </Th>
          <Th>Run</Th>
          <Th>Outcome</Th>
          <Th>Started by</Th>
          <Th title={zone}>Started</Th>
          <Th>Duration</Th>
          <Th>Mode</Th>
          <Th>Versions</Th>
          <Th className="text-right!">Upgraded</Th>
          <Th className="text-right!">Failed</Th>
          <Th className="text-right!">Bytes</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <RunLine
            key={row.number}
            row={row}
            now={now}
            isSelected={selected.includes(row.number)}
            onSelect={(isSelected) => onSelect(row.number, isSelected)}
          />
        ))}
      </tbody>
    </Table>
  );
}

function RunLine({
  row,
  now,
  isSelected,
  onSelect,
}: {
  row: RunRow;
  now: number | null;
  isSelected: boolean;
  onSelect: (isSelected: boolean) => void;
}) {
  const duration = runDuration(row, now);
  return (
    <tr className="hover:bg-hover">
      <Td className="pr-0!">
        <Checkbox checked={isSelected} onCheckedChange={onSelect}>
          <span className="sr-only">Compare run {row.number}</span>
        </Checkbox>
      </Td>
      <Td className="whitespace-nowrap">
        <Link href={runPath(row.number)} className="text-target font-medium text-accent-text hover:underline">
          Run {row.number}
        </Link>
        {row.rehearsedAt !== null && <span className="block text-[0.8125rem] text-ink-3">Rehearsal</span>}
      </Td>
      <Td>
        <Badge tone={outcomeTones[row.outcome]} title={row.fault?.message ?? row.status}>
          {outcomeWords[row.outcome]}
          {row.outcome === "running" && ` ${row.percent}%`}
        </Badge>
      </Td>
      <Td>{row.startedBy ?? "–"}</Td>
      <Td className="num whitespace-nowrap">{localDateAndClock(row.startedAt)}</Td>
      <Td className="num whitespace-nowrap">
        {duration === null ? "–" : formatDuration(duration / 1_000)}
        {isOpen(row) && <span className="sr-only"> so far</span>}
      </Td>
      <Td>{row.mode === null ? "–" : modeContracts[row.mode].label}</Td>
      {/* In two lines where the table would be wider than the page. */}
      <Td className="code min-w-28">
        {row.fromVersion ?? "?"} to {row.targetVersion ?? "?"}
      </Td>
      <Td className="num text-right whitespace-nowrap">
        {grouped(row.apComplete)} of {grouped(row.apTotal)}
      </Td>
      <Td className="num text-right">{grouped(row.apFailed)}</Td>
      <Td className="num text-right whitespace-nowrap">{formatBytes(row.bytesMoved)}</Td>
    </tr>
  );
}
