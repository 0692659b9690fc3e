/** Finished transfers as a table; a failed one with its cause and remedy. */
import { Badge } from "@/components/ui/badge";
import { FileName } from "@/components/ui/file-name";
import { useLocalZone } from "@/components/ui/local-zone";
import { Table, Td, Th } from "@/components/ui/table";
import type { TransferRow } from "@/lib/contracts/transfers";
import { localDateAndClock } from "@/lib/kit/time-text";
import { formatBytes, formatRate } from "@/lib/kit/units";
import {
  contentText,
  durationSeconds,
  hardwareText,
  lossText,
  optionsText,
  outcomeLook,
  peerName,
  routeText,
  shortDuration,
} from "./transfer-text";

/** The newest transfer first. */
export function HistoryTable({ rows }: { rows: readonly TransferRow[] }) {
  const zone = useLocalZone();
  return (
    <Table label="Finished transfers">
      <thead>
        <tr>
          <Th>Ended ({zone})</Th>
          <Th>Client</Th>
          <Th>File</Th>
          <Th>Outcome</Th>
          <Th className="text-right">Size</Th>
          <Th className="text-right">Duration</Th>
          <Th className="text-right">Rate</Th>
          <Th>Options</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <HistoryRow key={row.id} row={row} />
        ))}
      </tbody>
    </Table>
  );
}

function HistoryRow({ row }: { row: TransferRow }) {
  const { tone, text } = outcomeLook[row.outcome];
  const [day, time] = localDateAndClock(row.endedAt ?? row.startedAt).split(" ");
  const loss = lossText(row);
  return (
    <tr className="align-top [&>td]:align-top">
      <Td className="num whitespace-nowrap">
        {time}
        <span className="block text-[0.8125rem] text-ink-3">{day}</span>
      </Td>
      <Td className="min-w-32">
        <FileName name={peerName(row)} className="font-medium" />
        {hardwareText(row) && (
          <span className="code block whitespace-nowrap text-[0.8125rem] text-ink-2">
            {hardwareText(row)}
          </span>
        )}
        <span className="num block whitespace-nowrap text-[0.8125rem] text-ink-3">{routeText(row)}</span>
      </Td>
      <Td className="min-w-64">
        <FileName name={row.path} />
        <span className="block text-[0.8125rem] text-ink-3">{contentText(row)}</span>
      </Td>
      <Td className="min-w-48 max-w-96">
        <Badge tone={tone}>{text}</Badge>{" "}
        {row.digestVerified !== null && (
          <Badge tone={row.digestVerified ? "ok" : "fail"}>
            {row.digestVerified ? "SHA-512 match" : "SHA-512 mismatch"}
          </Badge>
        )}
        <Cause row={row} />
      </Td>
      <Td className="num whitespace-nowrap text-right">
        {formatBytes(row.bytes)}
        {row.size !== null && row.size !== row.bytes && (
          <span className="block text-[0.8125rem] text-ink-3">of {formatBytes(row.size)}</span>
        )}
      </Td>
      <Td className="num whitespace-nowrap text-right">
        {shortDuration(durationSeconds(row, row.startedAt))}
      </Td>
      <Td className="num whitespace-nowrap text-right">{formatRate(row.rateAverage)}</Td>
      <Td className="num text-[0.8125rem] text-ink-2">
        <span className="whitespace-nowrap">
          {row.protocol.toUpperCase()}
          {optionsText(row) && `, ${optionsText(row)}`}
        </span>
        {loss && <span className="block text-warn-text">{loss}</span>}
      </Td>
    </tr>
  );
}

/** The cause of a failed transfer, and what to do about it. */
export function Cause({ row }: { row: TransferRow }) {
  if (!row.cause) return null;
  return (
    <p className="mt-1 text-[0.8125rem]">
      <span className={row.outcome === "failed" ? "text-fail-text" : "text-ink-2"}>{row.cause.message}</span>
      {row.cause.remedy && <span className="text-ink-2"> {row.cause.remedy}</span>}
    </p>
  );
}
