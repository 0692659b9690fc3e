/** The users: role, state, last sign-in, and what an administrator can change. */
"use client";

import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { IconButton } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Menu, MenuItem } from "@/components/ui/menu";
import type { OneTimePassword } from "@/components/ui/password-dialog";
import { Table, Td, Th } from "@/components/ui/table";
import { useCommand } from "@/lib/client/commands";
import { useMayChange, useVisitor } from "@/lib/client/visitor";
import type { SessionRow, UserRow } from "@/lib/contracts/identity";
import { localDateAndClock } from "@/lib/kit/time-text";
import type { OverviewState } from "./use-overview";

type Change = "role" | "state" | "password" | "remove";
export const roleWords = { admin: "Administrator", monitor: "Monitor" } as const;

export function UserTable({
  users,
  sessions,
  disabled,
  after,
  onPassword,
}: {
  users: readonly UserRow[];
  sessions: readonly SessionRow[];
  disabled: boolean;
  after: OverviewState["after"];
  /** A password was generated, to be shown once. */
  onPassword: (password: OneTimePassword) => void;
}) {
  const mayChange = useMayChange();
  const { name: ownName } = useVisitor();
  const [changing, setChanging] = useState<{ user: UserRow; change: Change }>();
  return (
    <>
      <Table label="Users">
        <thead>
          <tr>
            <Th>User</Th>
            <Th>Role</Th>
            <Th className="hidden sm:table-cell">Last sign-in</Th>
            <Th className="hidden md:table-cell">Sessions</Th>
            {mayChange && (
              <Th>
                <span className="sr-only">Actions</span>
              </Th>
            )}
          </tr>
        </thead>
        <tbody>
          {users.map((user) => (
            <tr key={user.name}>
              <Td>
                <span className="code break-all font-medium">{user.name}</span>
                {user.name === ownName && <span className="text-ink-3"> (you)</span>}
                {user.isDisabled && (
                  <span className="ml-2">
                    <Badge>Disabled</Badge>
                  </span>
                )}
              </Td>
              <Td>{roleWords[user.role]}</Td>
              <Td className="num hidden sm:table-cell">
                {user.signedInAt === null ? "Never" : localDateAndClock(user.signedInAt)}
              </Td>
              <Td className="num hidden md:table-cell">
                {sessions.filter((session) => session.user === user.name).length}
              </Td>
              {mayChange && (
                <Td className="w-px text-right">
                  <UserMenu
                    user={user}
                    disabled={disabled}
                    onChange={(change) => setChanging({ user, change })}
                  />
                </Td>
              )}
            </tr>
          ))}
        </tbody>
      </Table>
      {changing && (
        <ChangeDialog
          {...changing}
          after={after}
          onPassword={onPassword}
          onClose={() => setChanging(undefined)}
        />
      )}
    </>
  );
}

function UserMenu({
  user,
  disabled,
  onChange,
}: {
  user: UserRow;
  disabled: boolean;
  onChange: (change: Change) => void;
}) {
  const trigger = (
    <IconButton label={`Actions for ${user.name}`} icon={<Ellipsis aria-hidden />} disabled={disabled} />
  );
  return (
    <Menu trigger={trigger}>
      <MenuItem onSelect={() => onChange("role")}>
        {user.role === "admin" ? "Change to monitor" : "Change to administrator"}
      </MenuItem>
      <MenuItem onSelect={() => onChange("state")}>{user.isDisabled ? "Enable" : "Disable"}</MenuItem>
      <MenuItem onSelect={() => onChange("password")}>Reset password</MenuItem>
      <MenuItem danger onSelect={() => onChange("remove")}>
        Delete
      </MenuItem>
    </Menu>
  );
}

/** Asks before a change of a user, because it ends everything that the user has open. */
function ChangeDialog({
  user,
  change,
  after,
  onPassword,
  onClose,
}: {
  user: UserRow;
  change: Change;
  after: OverviewState["after"];
  onPassword: (password: OneTimePassword) => void;
  onClose: () => void;
}) {
  const run = useCommand();
  const { name } = user;
  const nextRole = user.role === "admin" ? "monitor" : "admin";
  const ends = `All sessions of ${name} end, here and on the command line.`;
  const dialogs = {
    role: {
      title: `Change the role of ${name}`,
      confirmLabel: "Change role",
      text: `${name} becomes ${nextRole === "admin" ? "an administrator" : "a monitor, who only reads"}. ${ends}`,
      order: () => run("users.set-role", { name, role: nextRole }),
    },
    state: {
      title: `${user.isDisabled ? "Enable" : "Disable"} ${name}`,
      confirmLabel: user.isDisabled ? "Enable user" : "Disable user",
      text: user.isDisabled
        ? `${name} can sign in again with the same password.`
        : `${name} can't sign in until you enable the user again. ${ends} API tokens of ${name} are revoked.`,
      order: () => run("users.set-disabled", { name, isDisabled: !user.isDisabled }),
    },
    password: {
      title: `Reset the password of ${name}`,
      confirmLabel: "Reset password",
      text: `${name} gets a generated password, which is shown once. ${ends}`,
      order: async () => {
        const answer = await run("users.reset-password", { name });
        if (answer.ok) onPassword(answer.value);
        return answer;
      },
    },
    remove: {
      title: `Delete ${name}`,
      confirmLabel: "Delete user",
      text: `${name} can no longer sign in. ${ends} API tokens of ${name} are revoked.`,
      order: () => run("users.remove", { name }),
    },
  };
  const { title, confirmLabel, text, order } = dialogs[change];
  return (
    <ConfirmDialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={title}
      confirmLabel={confirmLabel}
      danger={change === "remove" || (change === "state" && !user.isDisabled)}
      onConfirm={() => after<unknown>(order())}
    >
      <p>{text}</p>
    </ConfirmDialog>
  );
}
