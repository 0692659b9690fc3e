/** The SFTP users: credentials, home folder, access, and state. */
"use client";

import { Pencil, Trash2 } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { IconButton } from "@/components/ui/button";
import { FileName } from "@/components/ui/file-name";
import { Table, Td, Th } from "@/components/ui/table";
import { useNow } from "@/lib/client/rows/hooks";
import type { SftpUserRow } from "@/lib/contracts/sftp-users";
import { counted } from "@/lib/kit/text";
import { localDay } from "@/lib/kit/time-text";

/** The table's data and callbacks. */
export type UserListProps = {
  users: readonly SftpUserRow[];
  /** The number of open connections by user. */
  connected: ReadonlyMap<string, number>;
  /** The names of the image sets; undefined until they are loaded. */
  folders: readonly string[] | undefined;
  disabled: boolean;
  onChange: (user: SftpUserRow) => void;
  onRemove: (user: SftpUserRow) => void;
};

export function UserTable({ users, ...props }: UserListProps) {
  return (
    <Table label="SFTP users">
      <thead>
        <tr>
          <Th>User</Th>
          <Th className="hidden md:table-cell">Signs in with</Th>
          <Th className="hidden sm:table-cell">Home folder</Th>
          <Th className="hidden lg:table-cell">Access</Th>
          <Th>State</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <Row key={user.name} user={user} {...props} />
        ))}
      </tbody>
    </Table>
  );
}

function Row({
  user,
  connected,
  folders,
  disabled,
  onChange,
  onRemove,
}: Omit<UserListProps, "users"> & { user: SftpUserRow }) {
  const count = connected.get(user.name) ?? 0;
  const access = user.access === "read-only" ? "Read only" : "Read and write";
  return (
    <tr>
      <Td className="min-w-32">
        <FileName name={user.name} className="font-medium" />
        {count > 0 && (
          <span className="num block text-[0.8125rem] text-ok-text">{counted(count, "connection")}</span>
        )}
        <span className="block text-[0.8125rem] text-ink-3 md:hidden">{credentials(user)}</span>
        <span className="block text-[0.8125rem] text-ink-3 sm:hidden">
          <Home user={user} folders={folders} />
        </span>
        <span className="block text-[0.8125rem] text-ink-3 lg:hidden">{access}</span>
      </Td>
      <Td className="hidden md:table-cell">
        {credentials(user)}
        {user.publicKeys.map((key) => (
          <span
            key={key.line}
            className="code block max-w-72 truncate text-ink-3 text-xs!"
            title={`${key.words}\n${key.line}`}
          >
            {key.words}
          </span>
        ))}
      </Td>
      <Td className="hidden sm:table-cell">
        <Home user={user} folders={folders} />
      </Td>
      <Td className="hidden lg:table-cell">
        {user.access === "read-write" ? <Badge tone="info">{access}</Badge> : access}
      </Td>
      <Td>
        <State user={user} />
      </Td>
      <Td className="w-px whitespace-nowrap text-right">
        <IconButton
          changes
          label={`Change ${user.name}`}
          icon={<Pencil aria-hidden />}
          disabled={disabled}
          onClick={() => onChange(user)}
        />
        <IconButton
          changes
          label={`Remove ${user.name}`}
          icon={<Trash2 aria-hidden />}
          disabled={disabled}
          onClick={() => onRemove(user)}
        />
      </Td>
    </tr>
  );
}

function credentials({ hasPassword, publicKeys }: SftpUserRow): string {
  const keys = counted(publicKeys.length, "key");
  if (publicKeys.length === 0) return "Password";
  return hasPassword ? `Password, ${keys}` : keys;
}

function Home({ user, folders }: { user: SftpUserRow; folders: readonly string[] | undefined }) {
  const isMissing = user.home !== "" && folders && !folders.includes(user.home.split("/")[0] ?? "");
  return (
    <>
      <FileName name={`/${user.home}`} />
      {isMissing && (
        <span className="block text-[0.8125rem] text-fail-text">
          The folder does not exist. The user can&apos;t sign in.
        </span>
      )}
    </>
  );
}

function State({ user }: { user: SftpUserRow }) {
  const now = useNow(60_000);
  const { enabled, expiresAt } = user;
  if (!enabled) return <Badge>Disabled</Badge>;
  if (expiresAt === null || now === null) return <Badge tone="ok">Enabled</Badge>;
  if (expiresAt <= now) return <Badge tone="warn">Expired {localDay(expiresAt)}</Badge>;
  return <Badge tone="ok">Until {localDay(expiresAt)}</Badge>;
}
