/** A server's settings: the values in force, where each comes from, and what saving changes. */
"use client";

import { ChevronRight, Save } from "lucide-react";
import { DiscardChanges, Reconnecting, TextField } from "@/components/forms/form-fields";
import type { KeptDraft } from "@/components/forms/use-draft";
import { useForm } from "@/components/forms/use-form";
import { isLoopback } from "@/components/server-state/server-state";
import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { FaultNote } from "@/components/ui/fault-note";
import { SwitchField } from "@/components/ui/switch-field";
import { notify } from "@/components/ui/toast-store";
import { useCommand } from "@/lib/client/commands";
import type { ServerRow } from "@/lib/contracts/servers";
import {
  checkSettings,
  draftOfSettings,
  fieldText,
  isSameSetting,
  limitFields,
  type SettingField,
  type SettingsDraft,
  type SettingValues,
} from "./settings-draft";

export function SettingsForm({
  server,
  kept,
  disabled,
}: {
  server: ServerRow;
  /** Held by the panel, so that another tab of it does not lose what the user typed. */
  kept: KeptDraft<SettingsDraft>;
  disabled: boolean;
}) {
  const run = useCommand();
  const name = server.id.toUpperCase();
  const form = useForm({
    base: draftOfSettings(server.settings),
    kept,
    isSame: isSameSetting,
    check: (draft: SettingsDraft) => checkSettings(server.id, draft),
    save: (settings) => run("servers.save-settings", { settings }),
    keepAfterSave: (_answer, typed) => typed,
    onSaved: ({ reason }) =>
      reason
        ? notify(`Settings saved, but the ${name} server is not listening`, {
            tone: "fail",
            body: reason.message,
          })
        : notify(`Settings of the ${name} server saved`, { tone: "ok" }),
  });
  const address = String(form.values.address);
  const limits = limitFields[server.id];
  const invalidLimits = limits.filter((field) => form.errorsOf(field.name) !== undefined).length;
  const changedLimits = limits.filter((field) => server.changed.includes(field.name)).length;
  const field = (setting: SettingField, numeric = true) => (
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
        />
      }
      numeric={numeric}
      disabled={disabled}
    />
  );
  return (
    <form
      onSubmit={form.submit}
      noValidate
      aria-label={`Settings of the ${name} server`}
      className="flex max-w-4xl flex-col gap-4"
    >
      <div className="grid gap-4 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        {field({ name: "address", label: "Address" }, false)}
        {field({ name: "port", label: "Port" })}
      </div>
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
      <details className="group rounded-md border border-line" open={invalidLimits > 0 ? true : undefined}>
        <summary className="flex flex-wrap items-center gap-2 px-3 py-2 font-medium">
          <ChevronRight className="size-4 text-ink-3 transition-transform group-open:rotate-90" aria-hidden />
          Limits
          {changedLimits > 0 && <Badge tone="accent">{changedLimits} changed</Badge>}
          {invalidLimits > 0 && <Badge tone="fail">{invalidLimits} invalid</Badge>}
        </summary>
        <div className="grid gap-4 border-line border-t p-3 sm:grid-cols-2 md:grid-cols-3 lg:grid-cols-2 xl:grid-cols-3">
          {limits.map((setting) => field(setting))}
        </div>
      </details>
      {form.fault && <FaultNote fault={form.fault} />}
      <Consequence server={server} changes={form.changes} />
      <div className="flex flex-wrap items-center gap-2">
        <Button
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
    ? `${server.id.toUpperCase()}_HOST`
    : name === "port"
      ? `${server.id.toUpperCase()}_PORT`
      : null;

/** Where the value in force comes from, and its default. */
function Origin({
  server,
  name,
  hint,
  edited,
}: {
  server: ServerRow;
  name: string;
  hint: string | undefined;
  /** The field differs from the value in force. */
  edited: boolean;
}) {
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

function OpenToOthers({ id }: { id: ServerRow["id"] }) {
  return (
    <Banner tone="warn" title="Other machines can reach this address">
      {id === "tftp"
        ? "TFTP has no passwords. Anyone who can reach the server can read every image."
        : "Give every SFTP user a strong password."}
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
      {activeTransfers > 0 &&
        ` ${activeTransfers === 1 ? "The running transfer fails." : `The ${activeTransfers.toLocaleString("en")} running transfers fail.`}`}
      {server.id === "sftp" && server.connections.length > 0 && " Clients must reconnect."}
    </p>
  );
}
