/** The Software download page: the releases on offer, the accounts, and the authority that clients must trust. */
"use client";

import { UserPlus, Users } from "lucide-react";
import { useState } from "react";
import { SERVERS } from "@/components/navigation/pages";
import { LabFaultsNote } from "@/components/server-state/lab-faults-note";
import { reachableAddress, ServerState } from "@/components/server-state/server-state";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState, RowsPending } from "@/components/ui/empty-state";
import { FileName } from "@/components/ui/file-name";
import { Link } from "@/components/ui/link";
import { PageHeader, Panel } from "@/components/ui/panel";
import { type OneTimePassword, PasswordDialog } from "@/components/ui/password-dialog";
import { UnseenPassword } from "@/components/ui/unseen-password";
import { useCommand } from "@/lib/client/commands";
import { useIsConnected, useRow, useTopic } from "@/lib/client/rows/hooks";
import { useRows } from "@/lib/client/rows/use-rows";
import type { CatalogAccountRow } from "@/lib/contracts/catalog";
import { TOKEN_PATH } from "@/lib/contracts/catalog-api";
import type { CatalogServerRow } from "@/lib/contracts/servers";
import { hostAndPort } from "@/lib/kit/host-and-port";
import { compareNames } from "@/lib/kit/name-order";
import { AccountDialog } from "./account-dialog";
import { AccountTable } from "./account-table";
import { AuthorityPanel } from "./authority-panel";
import { ReleasesPanel } from "./releases-panel";

export function SoftwareDownloadPage() {
  const server = useService();
  const isPending = [useTopic("images"), useTopic("catalogAccounts")].includes("pending");
  const disabled = !useIsConnected();
  return (
    <>
      <PageHeader
        title="Software download"
        description="Offers your image sets as releases, as the vendor's service does."
        actions={server && <Service server={server} />}
      />
      <div className="flex flex-col gap-4">
        {server === undefined || isPending ? (
          // All at once, so that no part moves another.
          <Panel flush>
            <RowsPending label="Loading the service" rows={6} />
          </Panel>
        ) : (
          <>
            {server.state !== "listening" && <NotListening />}
            <LabFaultsNote faults={server.labFaults} />
            <ReleasesPanel choice={server.choice} disabled={disabled} />
            <Accounts server={server} disabled={disabled} />
            <AuthorityPanel certificates={server.certificates} baseUrl={baseUrlOf(server)} />
          </>
        )}
      </div>
    </>
  );
}

/** The row of the service; undefined until it is loaded. */
function useService(): CatalogServerRow | undefined {
  useTopic("servers");
  const row = useRow("servers", "catalog");
  return row?.id === "catalog" ? row : undefined;
}

/** The address for a client on this host. */
const baseUrlOf = ({ address, port }: CatalogServerRow): string =>
  `https://${hostAndPort(reachableAddress(address), port)}`;

function Service({ server }: { server: CatalogServerRow }) {
  const url = baseUrlOf(server);
  return (
    <span className="flex flex-wrap items-center gap-x-3">
      <ServerState state={server.state} />
      {server.state === "listening" && (
        <span className="inline-flex min-w-0 items-center">
          <span className="code break-all text-ink-2">{url}</span>
          <CopyButton text={url} label="Copy the address of the service" />
        </span>
      )}
    </span>
  );
}

const NotListening = () => (
  <Banner tone="warn" title="The software download service is not listening">
    Clients can&apos;t reach it. To see why or to start it, open{" "}
    <Link href={SERVERS} className="text-accent-text underline underline-offset-2">
      Servers
    </Link>
    .
  </Banner>
);

function Accounts({ server, disabled }: { server: CatalogServerRow; disabled: boolean }) {
  const run = useCommand();
  const accounts = useRows("catalogAccounts").toSorted((a, b) => compareNames(a.name, b.name));
  const [open, setOpen] = useState<{ row: CatalogAccountRow | null }>();
  const [removing, setRemoving] = useState<CatalogAccountRow>();
  const [shownPassword, setShownPassword] = useState<OneTimePassword>();
  const add = (
    <Button
      changes
      variant="primary"
      size="sm"
      icon={<UserPlus aria-hidden />}
      disabled={disabled}
      onClick={() => setOpen({ row: null })}
    >
      Add account
    </Button>
  );
  return (
    <>
      {accounts
        .filter((account) => account.passwordWaits)
        .map(({ name }) => (
          <UnseenPassword
            key={name}
            name={name}
            disabled={disabled}
            reveal={(account) => run("catalog.reveal-password", { name: account })}
            onReveal={setShownPassword}
          />
        ))}
      <Panel
        flush
        title="Accounts"
        description="The user names and passwords that clients sign in with. They can't sign in to this console."
        actions={accounts.length > 0 && add}
      >
        {accounts.length === 0 ? (
          <EmptyState icon={<Users aria-hidden />} title="No accounts yet" action={add}>
            Add an account so that a controller can sign in to the service.
          </EmptyState>
        ) : (
          <AccountTable
            accounts={accounts}
            disabled={disabled}
            onChange={(row) => setOpen({ row })}
            onRemove={setRemoving}
          />
        )}
      </Panel>
      {open && (
        <AccountDialog
          row={open.row}
          onClose={(password) => {
            setOpen(undefined);
            if (password) setShownPassword(password);
          }}
        />
      )}
      {removing && <RemoveDialog account={removing} onClose={() => setRemoving(undefined)} />}
      {shownPassword && (
        <PasswordDialog
          shown={shownPassword}
          command={server.state === "listening" ? signInCommand(shownPassword.name, baseUrlOf(server)) : null}
          onClose={() => setShownPassword(undefined)}
        />
      )}
    </>
  );
}

/** curl asks for the password, so that it is not in the list of processes. */
const signInCommand = (name: string, baseUrl: string) => ({
  label: "Get a token with curl",
  text: `curl --cacert authority.crt -u ${name} -d grant_type=client_credentials ${baseUrl}${TOKEN_PATH}`,
});

function RemoveDialog({ account, onClose }: { account: CatalogAccountRow; onClose: () => void }) {
  const run = useCommand();
  return (
    <ConfirmDialog
      open
      onOpenChange={(next) => !next && onClose()}
      title="Remove account"
      confirmLabel="Remove account"
      danger
      onConfirm={() => run("catalog.remove-account", { name: account.name })}
    >
      <p>
        <FileName name={account.name} className="font-medium text-ink" /> can no longer sign in, and its
        running downloads end.
      </p>
    </ConfirmDialog>
  );
}
