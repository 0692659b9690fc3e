/** The sessions of browsers, and the button that ends one. */
"use client";

import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Table, Td, Th } from "@/components/ui/table";
import { useCommand } from "@/lib/client/commands";
import { useMayChange, useVisitor } from "@/lib/client/visitor";
import type { SessionRow } from "@/lib/contracts/identity";
import { localDateAndClock } from "@/lib/kit/time-text";
import type { OverviewState } from "./use-overview";

export function SessionTable({
  sessions,
  disabled,
  after,
}: {
  sessions: readonly SessionRow[];
  disabled: boolean;
  after: OverviewState["after"];
}) {
  const run = useCommand();
  const mayChange = useMayChange();
  const { name, signIn } = useVisitor();
  const [ending, setEnding] = useState<SessionRow>();
  const isOwn = (session: SessionRow) => session.user === name;
  return (
    <>
      <Table label="Sessions">
        <thead>
          <tr>
            <Th>User</Th>
            <Th>Address</Th>
            <Th className="hidden lg:table-cell">Browser</Th>
            <Th className="hidden sm:table-cell">Last use</Th>
            <Th className="hidden md:table-cell">Signed in</Th>
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {sessions.map((session) => (
            <tr key={session.id}>
              <Td>
                <span className="code break-all">{session.user}</span>
                {session.id === signIn && (
                  <span className="ml-2">
                    <Badge tone="info">This browser</Badge>
                  </span>
                )}
              </Td>
              <Td className="code">{session.from}</Td>
              <Td className="hidden lg:table-cell">
                <span className="block max-w-80 truncate" title={session.browser}>
                  {session.browser}
                </span>
              </Td>
              <Td className="num hidden sm:table-cell">{localDateAndClock(session.usedAt)}</Td>
              <Td className="num hidden md:table-cell">{localDateAndClock(session.createdAt)}</Td>
              <Td className="w-px text-right">
                {(mayChange || isOwn(session)) && (
                  <Button
                    size="sm"
                    aria-label={`End the session of ${session.user} from ${session.from}`}
                    disabled={disabled}
                    onClick={() => setEnding(session)}
                  >
                    End
                  </Button>
                )}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
      {ending && (
        <ConfirmDialog
          open
          onOpenChange={(next) => !next && setEnding(undefined)}
          title="End session"
          confirmLabel="End session"
          danger
          onConfirm={() =>
            after(run(isOwn(ending) ? "account.end-session" : "users.end-session", { id: ending.id }))
          }
        >
          <p>
            {ending.id === signIn
              ? "This is your own session in this browser. You have to sign in again."
              : `The browser of ${ending.user} at ${ending.from} has to sign in again.`}
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}
