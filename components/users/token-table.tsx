/** The API tokens, without their secrets, and the button that revokes one. */
"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Table, Td, Th } from "@/components/ui/table";
import { useCommand } from "@/lib/client/commands";
import { useMayChange } from "@/lib/client/visitor";
import type { TokenRow } from "@/lib/contracts/identity";
import { localDateAndClock } from "@/lib/kit/time-text";
import type { OverviewState } from "./use-overview";
import { roleWords } from "./user-table";

export function TokenTable({
  tokens,
  disabled,
  after,
}: {
  tokens: readonly TokenRow[];
  disabled: boolean;
  after: OverviewState["after"];
}) {
  const run = useCommand();
  const mayChange = useMayChange();
  const [revoking, setRevoking] = useState<TokenRow>();
  if (tokens.length === 0) return <p className="p-4 text-ink-3">There are no API tokens.</p>;
  return (
    <>
      <Table label="API tokens">
        <thead>
          <tr>
            <Th>Name</Th>
            <Th>Role</Th>
            <Th className="hidden md:table-cell">Created by</Th>
            <Th className="hidden sm:table-cell">Last use</Th>
            <Th>Expires</Th>
            {mayChange && (
              <Th>
                <span className="sr-only">Actions</span>
              </Th>
            )}
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.id}>
              <Td className="font-medium">{token.name}</Td>
              <Td>{roleWords[token.role]}</Td>
              <Td className="code hidden md:table-cell">{token.user}</Td>
              <Td className="num hidden sm:table-cell">
                {token.usedAt === null ? "Never" : localDateAndClock(token.usedAt)}
              </Td>
              <Td className="num">{localDateAndClock(token.expiresAt)}</Td>
              {mayChange && (
                <Td className="w-px text-right">
                  <Button
                    size="sm"
                    variant="danger"
                    aria-label={`Revoke ${token.name}`}
                    disabled={disabled}
                    onClick={() => setRevoking(token)}
                  >
                    Revoke
                  </Button>
                </Td>
              )}
            </tr>
          ))}
        </tbody>
      </Table>
      {revoking && (
        <ConfirmDialog
          open
          onOpenChange={(next) => !next && setRevoking(undefined)}
          title="Revoke API token"
          confirmLabel="Revoke token"
          danger
          onConfirm={() => after(run("tokens.revoke", { id: revoking.id }))}
        >
          <p>Scripts that use {revoking.name} are refused from now on. You can&apos;t undo this.</p>
        </ConfirmDialog>
      )}
    </>
  );
}
