/** The webhooks: where they go, what they are told, and how the last delivery ended. */
"use client";

import { Ellipsis } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { IconButton } from "@/components/ui/button";
import { FileName } from "@/components/ui/file-name";
import { Menu, MenuItem } from "@/components/ui/menu";
import { Table, Td, Th } from "@/components/ui/table";
import { type WebhookRow, webhookEvents } from "@/lib/contracts/webhooks";
import { grouped } from "@/lib/kit/number-text";
import { counted } from "@/lib/kit/text";
import { localDateAndClock } from "@/lib/kit/time-text";
import { eventWords, stateTone, stateWords } from "./webhook-words";

export type WebhookAction = "change" | "test" | "secret" | "remove";

export function WebhookTable({
  webhooks,
  disabled,
  onAction,
}: {
  webhooks: readonly WebhookRow[];
  disabled: boolean;
  onAction: (webhook: WebhookRow, action: WebhookAction) => void;
}) {
  return (
    <Table label="Webhooks">
      <thead>
        <tr>
          <Th>Name</Th>
          <Th className="hidden md:table-cell">Events</Th>
          <Th>State</Th>
          <Th>Last delivery</Th>
          <Th className="hidden text-right! sm:table-cell">Waiting</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {webhooks.map((webhook) => (
          <tr key={webhook.id}>
            <Td className="max-w-96 min-w-32">
              <FileName name={webhook.name} className="font-medium" />
              <span className="block text-[0.8125rem] text-ink-3">
                <FileName name={webhook.url} />
              </span>
            </Td>
            <Td className="hidden md:table-cell">
              <Events webhook={webhook} />
            </Td>
            <Td>
              <Enabled webhook={webhook} />
            </Td>
            <Td>
              <Last webhook={webhook} />
            </Td>
            <Td className="num hidden text-right sm:table-cell">{grouped(webhook.waiting)}</Td>
            <Td className="w-px text-right">
              <Menu
                trigger={
                  <IconButton
                    label={`Actions for ${webhook.name}`}
                    icon={<Ellipsis aria-hidden />}
                    disabled={disabled}
                  />
                }
              >
                <MenuItem onSelect={() => onAction(webhook, "test")}>Send test message</MenuItem>
                <MenuItem onSelect={() => onAction(webhook, "change")}>Change</MenuItem>
                <MenuItem onSelect={() => onAction(webhook, "secret")}>Change secret</MenuItem>
                <MenuItem danger onSelect={() => onAction(webhook, "remove")}>
                  Remove
                </MenuItem>
              </Menu>
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Events({ webhook: { events } }: { webhook: WebhookRow }) {
  const words = events.map((event) => eventWords[event]);
  if (events.length === webhookEvents.length) return <span title={words.join(", ")}>All</span>;
  if (words.length <= 2) return words.join(", ");
  return <span title={words.join(", ")}>{counted(events.length, "event")}</span>;
}

function Enabled({ webhook: { enabled, isGone } }: { webhook: WebhookRow }) {
  if (enabled) return <Badge tone="ok">Enabled</Badge>;
  return isGone ? (
    <Badge tone="warn" title="The receiver answered 410 Gone: it no longer accepts messages.">
      Disabled (410 Gone)
    </Badge>
  ) : (
    <Badge>Disabled</Badge>
  );
}

function Last({ webhook: { last } }: { webhook: WebhookRow }) {
  if (last === null) return <span className="text-ink-3">None yet</span>;
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
      <Badge tone={stateTone(last)} title={last.fault?.message ?? ""}>
        {stateWords[last.state]}
        {last.status !== null && `, ${last.status}`}
      </Badge>
      {last.lastAttemptAt !== null && (
        <span className="num text-[0.8125rem] text-ink-3">{localDateAndClock(last.lastAttemptAt)}</span>
      )}
    </span>
  );
}
