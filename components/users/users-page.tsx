/** The Users page: who may use the console and the command line, what is signed in now, and API tokens. */
"use client";

import { KeyRound, UserPlus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { RowsPending } from "@/components/ui/empty-state";
import { FaultNote } from "@/components/ui/fault-note";
import { PageHeader, Panel } from "@/components/ui/panel";
import { type OneTimePassword, PasswordDialog } from "@/components/ui/password-dialog";
import { useIsConnected } from "@/lib/client/rows/hooks";
import { ForAdmins } from "@/lib/client/visitor";
import { AddUserDialog } from "./add-user-dialog";
import { SessionTable } from "./session-table";
import { TokenDialog } from "./token-dialog";
import { TokenTable } from "./token-table";
import { useOverview } from "./use-overview";
import { UserTable } from "./user-table";

export function UsersPage() {
  const { overview, fault, after } = useOverview();
  const disabled = !useIsConnected();
  const [opened, setOpened] = useState<"user" | "token">();
  const [shown, setShown] = useState<OneTimePassword & { secret: "password" | "API token" }>();
  const close = () => setOpened(undefined);
  return (
    <>
      <PageHeader
        title="Users"
        description="Who can sign in to this console and to the command line. Administrators change things, monitors only read."
        actions={
          <ForAdmins>
            <Button
              variant="primary"
              icon={<UserPlus aria-hidden />}
              disabled={disabled}
              onClick={() => setOpened("user")}
            >
              Add user
            </Button>
          </ForAdmins>
        }
      />
      <div className="flex flex-col gap-4">
        {fault && <FaultNote fault={fault} />}
        <Panel flush>
          {overview === undefined ? (
            <OneRowPending label="Loading users" />
          ) : (
            <UserTable
              users={overview.users}
              sessions={overview.sessions}
              disabled={disabled}
              after={after}
              onPassword={(password) => setShown({ ...password, secret: "password" })}
            />
          )}
        </Panel>
        <Panel title="Sessions" description="Browsers that are signed in." flush>
          {overview === undefined ? (
            <OneRowPending label="Loading sessions" />
          ) : (
            <SessionTable sessions={overview.sessions} disabled={disabled} after={after} />
          )}
        </Panel>
        <Panel
          title="API tokens"
          description="For scripts: Authorization: Bearer <token>."
          actions={
            <ForAdmins>
              <Button
                size="sm"
                icon={<KeyRound aria-hidden />}
                disabled={disabled}
                onClick={() => setOpened("token")}
              >
                Create token
              </Button>
            </ForAdmins>
          }
          flush
        >
          {overview === undefined ? (
            <RowsPending rows={1} label="Loading API tokens" />
          ) : (
            <TokenTable tokens={overview.tokens} disabled={disabled} after={after} />
          )}
        </Panel>
      </div>
      {opened === "user" && (
        <AddUserDialog
          after={after}
          onClose={(password) => {
            close();
            if (password) setShown({ ...password, secret: "password" });
          }}
        />
      )}
      {opened === "token" && (
        <TokenDialog
          after={after}
          onClose={(token) => {
            close();
            if (token) setShown({ name: token.name, password: token.token, secret: "API token" });
          }}
        />
      )}
      {shown && (
        <PasswordDialog
          shown={shown}
          secret={shown.secret}
          command={null}
          onClose={() => setShown(undefined)}
        />
      )}
    </>
  );
}

/** As high as a table with one row, because that is what most consoles have. */
const OneRowPending = ({ label }: { label: string }) => (
  <div className="min-h-21">
    <RowsPending rows={2} label={label} />
  </div>
);
