/** The SFTP users page: the accounts of the SFTP server. */
"use client";

import { UserPlus, Users } from "lucide-react";
import { useState } from "react";
import { SERVERS } from "@/components/navigation/pages";
import { reachableAddress } from "@/components/server-state/server-state";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState, RowsPending } from "@/components/ui/empty-state";
import { FileName } from "@/components/ui/file-name";
import { Link } from "@/components/ui/link";
import { PageHeader, Panel } from "@/components/ui/panel";
import { type OneTimePassword, PasswordDialog } from "@/components/ui/password-dialog";
import { UnseenPassword } from "@/components/ui/unseen-password";
import { useCommand } from "@/lib/client/commands";
import { useIsConnected, useRow, useTopic } from "@/lib/client/rows/hooks";
import { useRows } from "@/lib/client/rows/use-rows";
import type { SftpUserRow } from "@/lib/contracts/sftp-users";
import { compareNames } from "@/lib/kit/name-order";
import { UserDialog } from "./user-dialog";
import { UserTable } from "./user-table";

export function UsersPage() {
  const status = useTopic("sftpUsers");
  const users = useRows("sftpUsers").toSorted((a, b) => compareNames(a.name, b.name));
  const imagesKnown = useTopic("images") === "ready";
  const folders = useRows("images").map((set) => set.name);
  const server = useSftpServer();
  const disabled = !useIsConnected();
  const run = useCommand();
  const [open, setOpen] = useState<{ row: SftpUserRow | null }>();
  const [removing, setRemoving] = useState<SftpUserRow>();
  const [shownPassword, setShownPassword] = useState<OneTimePassword>();
  const add = (
    <Button
      changes
      variant="primary"
      icon={<UserPlus aria-hidden />}
      disabled={disabled}
      onClick={() => setOpen({ row: null })}
    >
      Add user
    </Button>
  );
  return (
    <>
      <PageHeader
        title="SFTP users"
        description="The accounts that can sign in to the SFTP server. They can't sign in to this console."
        actions={users.length > 0 && add}
      />
      <div className="flex flex-col gap-4">
        {server && server.state !== "listening" && <NotListening />}
        {users
          .filter((user) => user.passwordWaits)
          .map((user) => (
            <UnseenPassword
              key={user.name}
              name={user.name}
              disabled={disabled}
              reveal={(name) => run("sftp-users.reveal", { name })}
              onReveal={setShownPassword}
            />
          ))}
        <Panel flush>
          {status === "pending" ? (
            <RowsPending label="Loading SFTP users" />
          ) : users.length === 0 ? (
            <EmptyState icon={<Users aria-hidden />} title="No SFTP users yet" action={add}>
              Add a user so that clients can sign in to the SFTP server.
            </EmptyState>
          ) : (
            <UserTable
              users={users}
              connected={server?.connected ?? new Map()}
              folders={imagesKnown ? folders : undefined}
              disabled={disabled}
              onChange={(row) => setOpen({ row })}
              onRemove={setRemoving}
            />
          )}
        </Panel>
      </div>
      {open && (
        <UserDialog
          row={open.row}
          folders={folders}
          onClose={(password) => {
            setOpen(undefined);
            if (password) setShownPassword(password);
          }}
        />
      )}
      {removing && <RemoveDialog user={removing} onClose={() => setRemoving(undefined)} />}
      {shownPassword && (
        <PasswordDialog
          shown={shownPassword}
          command={server?.commandFor(shownPassword.name) ?? null}
          onClose={() => setShownPassword(undefined)}
        />
      )}
    </>
  );
}

/** What this page needs from the server's row; undefined until it is loaded. */
function useSftpServer() {
  useTopic("servers");
  const row = useRow("servers", "sftp");
  if (row?.id !== "sftp") return undefined;
  const connected = new Map<string, number>();
  for (const { user } of row.connections)
    if (user !== null) connected.set(user, (connected.get(user) ?? 0) + 1);
  const commandFor = (name: string) =>
    row.state === "listening"
      ? {
          label: "Sign in with OpenSSH",
          text: `sftp -P ${row.port} ${name}@${reachableAddress(row.address)}`,
        }
      : null;
  return { state: row.state, connected, commandFor };
}

const NotListening = () => (
  <Banner tone="warn" title="The SFTP server is not listening">
    Users can&apos;t sign in. To see why or to start the server, open{" "}
    <Link href={SERVERS} className="text-accent-text underline underline-offset-2">
      Servers
    </Link>
    .
  </Banner>
);

function RemoveDialog({ user, onClose }: { user: SftpUserRow; onClose: () => void }) {
  const run = useCommand();
  return (
    <ConfirmDialog
      open
      onOpenChange={(next) => !next && onClose()}
      title="Remove SFTP user"
      confirmLabel="Remove user"
      danger
      onConfirm={() => run("sftp-users.remove", { name: user.name })}
    >
      <p>
        <FileName name={user.name} className="font-medium text-ink" /> is disconnected and can no longer sign
        in. The files in the home folder are kept.
      </p>
    </ConfirmDialog>
  );
}
