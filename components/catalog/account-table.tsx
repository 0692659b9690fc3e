/** The accounts of the software download service: contract, license agreement, and state. */
"use client";

import { Pencil, Trash2 } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { IconButton } from "@/components/ui/button";
import { FileName } from "@/components/ui/file-name";
import { Table, Td, Th } from "@/components/ui/table";
import type { CatalogAccountRow } from "@/lib/contracts/catalog";
import { localDay } from "@/lib/kit/time-text";

export function AccountTable({
  accounts,
  disabled,
  onChange,
  onRemove,
}: {
  accounts: readonly CatalogAccountRow[];
  disabled: boolean;
  onChange: (account: CatalogAccountRow) => void;
  onRemove: (account: CatalogAccountRow) => void;
}) {
  return (
    <Table label="Accounts">
      <thead>
        <tr>
          <Th>User name</Th>
          <Th className="hidden sm:table-cell">Contract</Th>
          <Th className="hidden sm:table-cell">License agreement</Th>
          <Th>State</Th>
          <Th className="hidden lg:table-cell">Changed</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {accounts.map((account) => (
          <tr key={account.name}>
            <Td className="min-w-32">
              <FileName name={account.name} className="font-medium" />
              <span className="flex flex-wrap gap-1.5 pt-1 sm:hidden">
                <Contract account={account} />
                <Agreement account={account} />
              </span>
            </Td>
            <Td className="hidden sm:table-cell">
              <Contract account={account} />
            </Td>
            <Td className="hidden sm:table-cell">
              <Agreement account={account} />
            </Td>
            <Td>{account.enabled ? <Badge tone="ok">Enabled</Badge> : <Badge>Disabled</Badge>}</Td>
            <Td className="num hidden text-ink-2 lg:table-cell">{localDay(account.changedAt)}</Td>
            <Td className="w-px whitespace-nowrap text-right">
              <IconButton
                changes
                label={`Change ${account.name}`}
                icon={<Pencil aria-hidden />}
                disabled={disabled}
                onClick={() => onChange(account)}
              />
              <IconButton
                changes
                label={`Remove ${account.name}`}
                icon={<Trash2 aria-hidden />}
                disabled={disabled}
                onClick={() => onRemove(account)}
              />
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

const Contract = ({ account }: { account: CatalogAccountRow }) =>
  account.hasContract ? <Badge tone="ok">Contract</Badge> : <Badge tone="warn">No contract</Badge>;

const Agreement = ({ account }: { account: CatalogAccountRow }) =>
  account.hasAccepted ? <Badge tone="ok">Accepted</Badge> : <Badge tone="warn">Not accepted</Badge>;
