/** A server's settings: the values in force, where each comes from, and what saving changes. */
"use client";

import { Save } from "lucide-react";
import { FieldGrid, Fold } from "@/components/forms/fold";
import { DiscardChanges, Reconnecting, TextField } from "@/components/forms/form-fields";
import type { KeptDraft } from "@/components/forms/use-draft";
import { useForm } from "@/components/forms/use-form";
import { addressText, isLoopback } from "@/components/server-state/server-state";
import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { FaultNote } from "@/components/ui/fault-note";
import { SwitchField } from "@/components/ui/switch-field";
import { notify } from "@/components/ui/toast-store";
import { useCommand } from "@/lib/client/commands";
import { useMayChange } from "@/lib/client/visitor";
import { serverNames, serverVariables } from "@/lib/contracts/server-names";
import type { ServerRow } from "@/lib/contracts/servers";
import { counted } from "@/lib/kit/text";
import { PortHelp } from "./port-help";
import {
  checkSettings,
  draftOfSettings,
  fieldText,
  isSameSetting,
  limitFields,
  type SettingField,
  type SettingsDraft,
  type SettingValues,
  uploadFields,
} from "./settings-draft";
import { AddressSettings, NameSettings, ServedFiles } from "./tftp-settings";

export function SettingsForm({
  server,
  kept,
  disabled: isUnreachable,
}: {
  server: ServerRow;
  /** Held by the panel, so that another tab of it does not lose what the user typed. */
  kept: KeptDraft<SettingsDraft>;
  disabled: boolean;
}) {
  const run = useCommand();
  const disabled = !useMayChange() || isUnreachable;
  const name = serverNames[server.id];
  const form = useForm({
    base: draftOfSettings(server.settings),
    kept,
    isSame: isSameSetting,
    check: (draft: SettingsDraft) => checkSettings(server.id, draft),
    save: (settings) => run("servers.save-settings", { settings }),
    keepAfterSave: (_answer, typed) => typed,
    onSaved: ({ reason }) =>
      reason
        ? notify(`Settings saved, but the ${name} is not listening`, {
            tone: "fail",
            body: reason.message,
          })
        : notify(`Settings of the ${name} saved`, { tone: "ok" }),
  });
  const address = String(form.values.address);
  const isFromSystemd = server.systemdSockets.length > 0;
  const counts = (names: readonly string[]) => ({
    changed: names.filter((each) => server.changed.includes(each)).length,
    invalid: names.filter((each) => form.errorsOf(each) !== undefined).length,
  });
  const fold = (title: string, fields: readonly SettingField[]) => (
    <Fold title={title} {...counts(fields.map((each) => each.name))}>
      <FieldGrid>{fields.map((setting) => field(setting))}</FieldGrid>
    </Fold>
  );
  const field = (setting: SettingField, numeric = true, isFixed = false) => (
    <TextField
      key={setting.name}
      form={form}
      name={setting.name}
      label={setting.seconds ? `${setting.label} (s)` : setting.label}
      note={server.changed.includes(setting.name) && <Badge tone="accent">Changed</Badge>}
      hint={
        <Origin
          server={server}
          name={setting.name}
          hint={setting.hint}
          edited={form.changes.includes(setting.name)}
          isFixed={isFixed}
        />
      }
      numeric={numeric}
      disabled={disabled || isFixed}
    />
  );
  return (
    <form
      onSubmit={form.submit}
      noValidate
      aria-label={`Settings of the ${name}`}
      className="flex max-w-4xl flex-col gap-4"
    >
      <div className="grid gap-4 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        {field({ name: "address", label: "Address" }, false, isFromSystemd)}
        {field({ name: "port", label: "Port" }, true, isFromSystemd)}
      </div>
      {isFromSystemd && <SystemdSockets sockets={server.systemdSockets} />}
      {server.state === "listening" && server.id !== "catalog" && <PortHelp server={server} />}
      {!form.errors.address && !isLoopback(address) && <OpenToOthers id={server.id} />}
      {server.id === "tftp" && (
        <div className="grid items-start gap-4 sm:grid-cols-2">
          {field(
            {
              name: "dataPorts",
              label: "Data ports",
              hint: "A range such as 20000-20511 for firewalls. Leave blank for any free port.",
            },
            false,
          )}
          <SwitchField
            label="Single-port mode"
            hint="Transfers use the server's port. For containers and for firewalls that open only that port."
            checked={form.values.singlePort === true}
            disabled={disabled}
            onChange={(singlePort) => form.change({ singlePort })}
          />
        </div>
      )}
      {server.id === "sftp" && (
        <LegacyClients
          checked={form.values.legacyClients === true}
          saved={server.settings.legacyClients}
          disabled={disabled}
          onChange={(legacyClients) => form.change({ legacyClients })}
        />
      )}
      {server.id === "tftp" && (
        <>
          <ServedFiles form={form} disabled={disabled} />
          <NameSettings form={form} server={server} disabled={disabled} counts={counts} />
          <AddressSettings form={form} server={server} disabled={disabled} counts={counts} />
        </>
      )}
      {fold("Upload limits", uploadFields)}
      {fold("Limits", limitFields[server.id])}
      {form.fault && <FaultNote fault={form.fault} />}
      <Consequence server={server} changes={form.changes} />
      <div className="flex flex-wrap items-center gap-2">
        <Button
          changes
          type="submit"
          variant="primary"
          busy={form.isSaving}
          disabled={disabled || !form.isDirty}
          icon={<Save aria-hidden />}
        >
          Save settings
        </Button>
        <DiscardChanges form={form} />
        {server.changed.length > 0 && (
          <Button
            changes
            variant="ghost"
            disabled={disabled}
            onClick={() => form.change(draftOfSettings(server.defaults))}
          >
            Fill in defaults
          </Button>
        )}
      </div>
      {disabled && <Reconnecting />}
    </form>
  );
}

/** The environment variable that provides a setting until the user changes it. */
const variable = (server: ServerRow, name: string): string | null =>
  name === "address"
    ? `${serverVariables[server.id]}_HOST`
    : name === "port"
      ? `${serverVariables[server.id]}_PORT`
      : null;

/** Where the value in force comes from, and its default. */
function Origin({
  server,
  name,
  hint,
  edited,
  isFixed,
}: {
  server: ServerRow;
  name: string;
  hint: string | undefined;
  /** The field differs from the value in force. */
  edited: boolean;
  /** The value comes from systemd. */
  isFixed: boolean;
}) {
  if (isFixed) return "Set by systemd.";
  const values: SettingValues = server.settings;
  const defaults: SettingValues = server.defaults;
  const from = variable(server, name);
  const origin = edited
    ? `Current value: ${fieldText(name, values[name] ?? "") || "blank"}.`
    : server.changed.includes(name)
      ? `Set on this page. ${from ?? "Default"}: ${fieldText(name, defaults[name] ?? "") || "blank"}.`
      : from && `Set by ${from}.`;
  const anyPort = name === "port" && server.settings.port === 0;
  return [
    hint,
    origin,
    anyPort &&
      (server.state === "listening"
        ? `0 selects a free port, now ${server.port}.`
        : "0 selects a free port."),
  ]
    .filter(Boolean)
    .join(" ");
}

/** Why address and port cannot be changed here. */
function SystemdSockets({ sockets }: { sockets: ServerRow["systemdSockets"] }) {
  return (
    <p className="text-[0.8125rem] text-ink-2">
      systemd opened {sockets.length === 1 ? "the socket" : "the sockets"}{" "}
      <span className="code break-all text-ink">{sockets.map(addressText).join(", ")}</span>. Address and port
      cannot be changed here: edit the socket unit, and restart it and this program.
    </p>
  );
}

const exposure: Record<ServerRow["id"], string> = {
  tftp: "TFTP has no passwords. Anyone who can reach the server can read every image.",
  sftp: "Give every SFTP user a strong password.",
  catalog: "Give every account a strong password, and let clients trust the service's authority.",
};

function OpenToOthers({ id }: { id: ServerRow["id"] }) {
  return (
    <Banner tone="warn" title="Other machines can reach this address">
      {exposure[id]}
    </Banner>
  );
}

function LegacyClients(props: {
  checked: boolean;
  /** In force; the panel shows the warning then. */
  saved: boolean;
  disabled: boolean;
  onChange: (on: boolean) => void;
}) {
  return (
    <div className="flex flex-col gap-2">
      <SwitchField
        label="Legacy clients"
        hint="Allows algorithms for older IOS XE devices: group14-sha1, ssh-rsa, CBC ciphers, hmac-sha1."
        checked={props.checked}
        disabled={props.disabled}
        onChange={props.onChange}
      />
      {props.checked && !props.saved && (
        <Banner tone="warn" title="Saving allows broken algorithms">
          SHA-1 and CBC weaken the server for every client. Turn this on only while an older device needs it.
        </Banner>
      )}
    </div>
  );
}

/** What saving interrupts. */
function Consequence({ server, changes }: { server: ServerRow; changes: readonly string[] }) {
  const moves = changes.includes("address") || changes.includes("port");
  if (!moves || server.state !== "listening") return null;
  const { activeTransfers } = server;
  return (
    <p role="status" className="text-[0.8125rem] text-warn-text">
      Saving moves the server to the new address immediately.
      {activeTransfers > 0 && ` ${counted(activeTransfers, "running transfer")} will fail.`}
      {server.id === "sftp" && server.connections.length > 0 && " Clients must reconnect."}
    </p>
  );
}
