/** The page SFTP users: who may sign in to the SFTP server. */
"use client";

import { KeyRound, UserPlus, Users } from "lucide-react";
import Link from "next/link";
import { useState, useTransition } from "react";
import { SERVERS } from "@/components/navigation/pages";
import { reachableAddress } from "@/components/server-state/server-state";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState, RowsPending } from "@/components/ui/empty-state";
import { FileName } from "@/components/ui/file-name";
import { PageHeader, Panel } from "@/components/ui/panel";
import { notify } from "@/components/ui/toast-store";
import { call } from "@/lib/client/call";
import { useIsConnected, useRow, useTopic } from "@/lib/client/rows/hooks";
import { useRows } from "@/lib/client/rows/use-rows";
import type { SftpUserRow } from "@/lib/contracts/sftp-users";
import { PasswordDialog, type Told } from "./password-dialog";
import type { UserActions } from "./user-actions";
import { UserDialog } from "./user-dialog";
import { UserTable } from "./user-table";

export function UsersPage({ actions }: { actions: UserActions }) {
  const status = useTopic("sftpUsers");
  const users = useRows("sftpUsers").toSorted((a, b) => a.name.localeCompare(b.name));
  const imagesKnown = useTopic("images") === "ready";
  const folders = useRows("images").map((set) => set.name);
  const server = useSftpServer();
  const disabled = !useIsConnected();
  const [open, setOpen] = useState<{ row: SftpUserRow | null }>();
  const [removing, setRemoving] = useState<SftpUserRow>();
  const [told, setTold] = useState<Told>();
  const add = (
    <Button
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
        description="Who may sign in to the SFTP server. They are not users of this console."
        actions={users.length > 0 && add}
      />
      <div className="flex flex-col gap-4">
        {server && server.state !== "listening" && <NotListening />}
        {users
          .filter((user) => user.passwordWaits)
          .map((user) => (
            <PasswordWaits
              key={user.name}
              name={user.name}
              disabled={disabled}
              reveal={actions.reveal}
              onTold={setTold}
            />
          ))}
        <Panel flush>
          {status === "pending" ? (
            <RowsPending label="Loading SFTP users" />
          ) : users.length === 0 ? (
            <EmptyState icon={<Users aria-hidden />} title="No SFTP users yet" action={add}>
              Without one nobody can sign in to the SFTP server.
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
          save={actions.save}
          onClose={(made) => {
            setOpen(undefined);
            if (made) setTold(made);
          }}
        />
      )}
      {removing && (
        <RemoveDialog user={removing} remove={actions.remove} onClose={() => setRemoving(undefined)} />
      )}
      {told && (
        <PasswordDialog
          told={told}
          command={server?.commandFor(told.name) ?? null}
          onClose={() => setTold(undefined)}
        />
      )}
    </>
  );
}

/** What this page needs to know of the server, undefined until it is known. */
function useSftpServer() {
  useTopic("servers");
  const row = useRow("servers", "sftp");
  if (row?.id !== "sftp") return undefined;
  const connected = new Map<string, number>();
  for (const { user } of row.connections)
    if (user !== null) connected.set(user, (connected.get(user) ?? 0) + 1);
  const commandFor = (name: string): string | null =>
    row.state === "listening" ? `sftp -P ${row.port} ${name}@${reachableAddress(row.address)}` : null;
  return { state: row.state, connected, commandFor };
}

const NotListening = () => (
  <Banner tone="warn" title="The SFTP server does not listen">
    Nobody can sign in now.{" "}
    <Link href={SERVERS} className="text-accent-text underline underline-offset-2">
      Servers
    </Link>{" "}
    says why, and starts it.
  </Banner>
);

function PasswordWaits({
  name,
  disabled,
  reveal,
  onTold,
}: {
  name: string;
  disabled: boolean;
  reveal: UserActions["reveal"];
  onTold: (told: Told) => void;
}) {
  const [busy, start] = useTransition();
  const show = () =>
    start(async () => {
      const answer = await call(() => reveal({ name }));
      if (answer.ok) onTold({ name, password: answer.value.password });
      else notify("The password cannot be shown", { tone: "fail", body: answer.fault.message });
    });
  return (
    <Banner
      title={
        <>
          The password of <FileName name={name} /> waits to be seen
        </>
      }
      actions={
        <Button size="sm" busy={busy} disabled={disabled} icon={<KeyRound aria-hidden />} onClick={show}>
          Show it once
        </Button>
      }
    >
      It was made at random together with the demo lab. After it has been shown, nobody can read it again.
    </Banner>
  );
}

function RemoveDialog({
  user,
  remove,
  onClose,
}: {
  user: SftpUserRow;
  remove: UserActions["remove"];
  onClose: () => void;
}) {
  return (
    <ConfirmDialog
      open
      onOpenChange={(next) => !next && onClose()}
      title="Remove SFTP user"
      confirmLabel="Remove user"
      danger
      onConfirm={() => call(() => remove({ name: user.name }))}
    >
      <p>
        <FileName name={user.name} className="font-medium text-ink" /> is disconnected and cannot sign in any
        more. The files in the home folder stay.
      </p>
    </ConfirmDialog>
  );
}
