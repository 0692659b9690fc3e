/** The table of the audit log; a row opens what the entry says. */
"use client";

import { Badge } from "@/components/ui/badge";
import { useLocalZone } from "@/components/ui/local-zone";
import { Table, Td, Th } from "@/components/ui/table";
import type { AuditRow } from "@/lib/contracts/audit";
import { counted } from "@/lib/kit/text";
import { localDateAndClock } from "@/lib/kit/time-text";
import { outcomeOf } from "./outcome";

export function AuditTable({
  entries,
  onOpen,
}: {
  entries: readonly AuditRow[];
  onOpen: (entry: AuditRow) => void;
}) {
  const zone = useLocalZone();
  return (
    <Table label="Audit log">
      <thead>
        <tr>
          <Th title={zone}>Time</Th>
          <Th>User</Th>
          <Th>Action</Th>
          <Th>Outcome</Th>
          <Th className="hidden md:table-cell">Changed</Th>
          <Th className="hidden lg:table-cell">From</Th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <Line key={entry.id} entry={entry} onOpen={onOpen} />
        ))}
      </tbody>
    </Table>
  );
}

function Line({ entry, onOpen }: { entry: AuditRow; onOpen: (entry: AuditRow) => void }) {
  const { actor, action, changes, wallAt } = entry;
  const outcome = outcomeOf(entry);
  return (
    <tr className="hover:bg-hover">
      <Td className="num whitespace-nowrap">{localDateAndClock(wallAt)}</Td>
      <Td>
        <span className="code break-all">{actor.name}</span>
        {actor.token !== null && <span className="block text-ink-3 text-xs">Token {actor.token}</span>}
      </Td>
      <Td>
        <button
          type="button"
          aria-haspopup="dialog"
          onClick={() => onOpen(entry)}
          className="text-target text-left text-accent-text hover:underline"
        >
          {action}
        </button>
      </Td>
      <Td>
        <Badge tone={outcome.tone} title={outcome.sentence}>
          {outcome.label}
        </Badge>
      </Td>
      <Td className="hidden whitespace-nowrap md:table-cell">
        {changes.length === 0 ? "–" : counted(changes.length, "field")}
      </Td>
      <Td className="code hidden lg:table-cell">{actor.from}</Td>
    </tr>
  );
}
