/** The deliveries, newest first; a row opens what was sent and how it was answered. */
"use client";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { FileName } from "@/components/ui/file-name";
import { useLocalZone } from "@/components/ui/local-zone";
import { Table, Td, Th } from "@/components/ui/table";
import type { DeliveryRow } from "@/lib/contracts/webhooks";
import { localDateAndClock } from "@/lib/kit/time-text";
import { answerText, eventWords, stateTone, stateWords } from "./webhook-words";

export function DeliveryTable({
  rows,
  nameOf,
  disabled,
  onOpen,
  onSendAgain,
}: {
  rows: readonly DeliveryRow[];
  /** The name of a webhook by its id. */
  nameOf: (webhookId: string) => string;
  disabled: boolean;
  onOpen: (row: DeliveryRow) => void;
  onSendAgain: (row: DeliveryRow) => void;
}) {
  const zone = useLocalZone();
  return (
    <Table label="Deliveries">
      <thead>
        <tr>
          <Th className="hidden sm:table-cell" title={zone}>
            Time
          </Th>
          <Th>Event</Th>
          <Th className="hidden md:table-cell">Webhook</Th>
          <Th>State</Th>
          <Th className="hidden text-right! sm:table-cell">Attempts</Th>
          <Th className="hidden lg:table-cell" title={zone}>
            Next attempt
          </Th>
          <Th className="hidden lg:table-cell">Answer</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} className="hover:bg-hover">
            <Td className="num hidden whitespace-nowrap sm:table-cell">{localDateAndClock(row.createdAt)}</Td>
            <Td>
              <button
                type="button"
                aria-haspopup="dialog"
                onClick={() => onOpen(row)}
                className="text-target text-left text-accent-text hover:underline"
              >
                {eventWords[row.type]}
              </button>
              {row.about !== "Test" && (
                <span className="block text-[0.8125rem] text-ink-3">
                  <FileName name={row.about} />
                </span>
              )}
            </Td>
            <Td className="hidden md:table-cell">
              <FileName name={nameOf(row.webhookId)} />
            </Td>
            <Td>
              <Badge tone={stateTone(row)} title={row.fault?.message ?? ""}>
                {stateWords[row.state]}
              </Badge>
            </Td>
            <Td className="num hidden text-right sm:table-cell">{row.attempts}</Td>
            <Td className="num hidden whitespace-nowrap lg:table-cell">
              {row.nextAttemptAt === null ? "–" : localDateAndClock(row.nextAttemptAt)}
            </Td>
            <Td className="hidden max-w-72 truncate lg:table-cell" title={row.fault?.message ?? ""}>
              {answerText(row)}
            </Td>
            <Td className="w-px whitespace-nowrap text-right">
              {(row.state === "failed" || (row.state === "waiting" && row.attempts > 0)) && (
                <Button
                  size="sm"
                  disabled={disabled}
                  aria-label={`Send again: ${eventWords[row.type]}, ${row.about}`}
                  onClick={() => onSendAgain(row)}
                >
                  Send again
                </Button>
              )}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
