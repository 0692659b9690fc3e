/** A server's settings: what holds, where it comes from, and what would hold after Save. */
"use client";

import { ChevronRight, Save } from "lucide-react";
import { type FormEvent, useState, useTransition } from "react";
import { isLoopback } from "@/components/server-state/server-state";
import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { FaultNote } from "@/components/ui/fault-note";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SwitchField } from "@/components/ui/switch-field";
import { notify } from "@/components/ui/toast-store";
import { call } from "@/lib/client/call";
import type { Fault } from "@/lib/contracts/fault";
import type { ServerRow } from "@/lib/contracts/servers";
import type { ServerActions } from "./server-actions";
import {
  checkSettings,
  draftChanges,
  fieldText,
  limitFields,
  type SettingField,
  type SettingsDraft,
  type Values,
} from "./settings-draft";

type FormProps = {
  server: ServerRow;
  draft: SettingsDraft;
  onDraft: (draft: SettingsDraft) => void;
  disabled: boolean;
  save: ServerActions["saveSettings"];
};

export function SettingsForm({ server, draft, onDraft, disabled, save }: FormProps) {
  const [insist, setInsist] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const [saving, startSaving] = useTransition();
  const values: Values = server.settings;
  const { settings, errors } = checkSettings(server.id, values, draft);
  const changes = draftChanges(draft, values);
  const name = server.id.toUpperCase();

  const type = (field: string, typed: string | boolean) => {
    setFault(undefined);
    onDraft({ ...draft, [field]: typed });
  };
  const text = (field: string) => String(draft[field] ?? fieldText(field, values[field] ?? ""));
  const told = (field: string) =>
    insist || field in draft ? (errors[field] ?? fault?.fields?.[field]) : undefined;
  const discard = () => {
    onDraft({});
    setInsist(false);
    setFault(undefined);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setInsist(settings === undefined);
    if (!settings) return;
    startSaving(async () => {
      const answer = await call(() => save({ settings }));
      if (!answer.ok) return setFault(answer.fault);
      discard();
      if (answer.value.reason)
        notify(`Settings saved, but the ${name} server does not listen`, {
          tone: "fail",
          body: answer.value.reason.message,
        });
      else notify(`Settings of the ${name} server saved`, { tone: "ok" });
    });
  };
  const limits = limitFields[server.id];
  const wrongLimits = limits.filter((field) => told(field.name) !== undefined).length;
  const changedLimits = limits.filter((field) => server.changed.includes(field.name)).length;
  const field = (setting: SettingField, numeric = true) => (
    <Field
      key={setting.name}
      label={setting.seconds ? `${setting.label} (s)` : setting.label}
      note={server.changed.includes(setting.name) && <Badge tone="accent">Changed</Badge>}
      hint={
        <Origin
          server={server}
          name={setting.name}
          hint={setting.hint}
          typing={changes.includes(setting.name)}
        />
      }
      errors={told(setting.name)}
    >
      {(control) => (
        <Input
          {...control}
          code
          name={setting.name}
          inputMode={numeric ? "decimal" : "text"}
          value={text(setting.name)}
          disabled={disabled}
          onChange={(event) => type(setting.name, event.target.value)}
        />
      )}
    </Field>
  );
  return (
    <form
      onSubmit={submit}
      noValidate
      aria-label={`Settings of the ${name} server`}
      className="flex max-w-4xl flex-col gap-4"
    >
      <div className="grid gap-4 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        {field({ name: "address", label: "Address" }, false)}
        {field({ name: "port", label: "Port" })}
      </div>
      {!errors.address && !isLoopback(text("address")) && <OpenToOthers id={server.id} />}
      {server.id === "sftp" && (
        <LegacyClients
          checked={Boolean(draft.legacyClients ?? server.settings.legacyClients)}
          saved={server.settings.legacyClients}
          disabled={disabled}
          onChange={(on) => type("legacyClients", on)}
        />
      )}
      <details className="group rounded-md border border-line" open={wrongLimits > 0 ? true : undefined}>
        <summary className="flex flex-wrap items-center gap-2 px-3 py-2 font-medium">
          <ChevronRight className="size-4 text-ink-3 transition-transform group-open:rotate-90" aria-hidden />
          Limits
          {changedLimits > 0 && <Badge tone="accent">{changedLimits} changed</Badge>}
          {wrongLimits > 0 && <Badge tone="fail">{wrongLimits} to mend</Badge>}
        </summary>
        <div className="grid gap-4 border-line border-t p-3 sm:grid-cols-2 md:grid-cols-3 lg:grid-cols-2 xl:grid-cols-3">
          {limits.map((setting) => field(setting))}
        </div>
      </details>
      {fault && !fault.fields && <FaultNote fault={fault} />}
      <Consequence server={server} changes={changes} />
      <div className="flex flex-wrap items-center gap-2">
        <Button
          type="submit"
          variant="primary"
          busy={saving}
          disabled={disabled || changes.length === 0}
          icon={<Save aria-hidden />}
        >
          Save settings
        </Button>
        {Object.keys(draft).length > 0 && (
          <Button variant="ghost" onClick={discard}>
            Discard changes
          </Button>
        )}
        {server.changed.length > 0 && (
          <Button variant="ghost" disabled={disabled} onClick={() => onDraft(asDraft(server.defaults))}>
            Fill in the defaults
          </Button>
        )}
      </div>
    </form>
  );
}

const asDraft = (settings: Values): SettingsDraft =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name,
      typeof value === "boolean" ? value : fieldText(name, value),
    ]),
  );

/** The environment variable that a setting follows while nobody changes it. */
const variable = (server: ServerRow, name: string): string | null =>
  name === "address"
    ? `${server.id.toUpperCase()}_HOST`
    : name === "port"
      ? `${server.id.toUpperCase()}_PORT`
      : null;

/** Where the value in force comes from, and what else would hold. */
function Origin({
  server,
  name,
  hint,
  typing,
}: {
  server: ServerRow;
  name: string;
  hint: string | undefined;
  /** What stands in the field is not in force. */
  typing: boolean;
}) {
  const values: Values = server.settings;
  const defaults: Values = server.defaults;
  const from = variable(server, name);
  const origin = typing
    ? `In force: ${fieldText(name, values[name] ?? "")}.`
    : server.changed.includes(name)
      ? `Set on this page; ${from ?? "the default"} is ${fieldText(name, defaults[name] ?? "")}.`
      : from && `Follows ${from}.`;
  const anyPort = name === "port" && server.settings.port === 0;
  return [
    hint,
    origin,
    anyPort &&
      (server.state === "listening" ? `0 is any free port, now ${server.port}.` : "0 is any free port."),
  ]
    .filter(Boolean)
    .join(" ");
}

function OpenToOthers({ id }: { id: ServerRow["id"] }) {
  return (
    <Banner tone="warn" title="Other machines can reach this address">
      {id === "tftp"
        ? "TFTP asks for no password: whoever reaches it can read every image."
        : "Give every SFTP user a password that cannot be guessed."}
    </Banner>
  );
}

function LegacyClients(props: {
  checked: boolean;
  /** In force: the warning stands above the form then. */
  saved: boolean;
  disabled: boolean;
  onChange: (on: boolean) => void;
}) {
  return (
    <div className="flex flex-col gap-2">
      <SwitchField
        label="Legacy clients"
        hint="Adds what devices of the IOS-XE era need: group14-sha1, ssh-rsa, CBC ciphers, hmac-sha1."
        checked={props.checked}
        disabled={props.disabled}
        onChange={props.onChange}
      />
      {props.checked && !props.saved && (
        <Banner tone="warn" title="Saving allows broken algorithms">
          SHA-1 and CBC weaken the server for everybody who connects. Leave this on only as long as such a
          device needs it.
        </Banner>
      )}
    </div>
  );
}

/** What saving ends, said before it is done. */
function Consequence({ server, changes }: { server: ServerRow; changes: readonly string[] }) {
  const moves = changes.includes("address") || changes.includes("port");
  if (!moves || server.state !== "listening") return null;
  const { activeTransfers } = server;
  return (
    <p role="status" className="text-[0.8125rem] text-warn-text">
      Saving moves the server to the new address at once.
      {activeTransfers > 0 &&
        ` ${activeTransfers === 1 ? "The running transfer ends" : `The ${activeTransfers} running transfers end`} with an error.`}
      {server.id === "sftp" && server.connections.length > 0 && " Clients have to connect again."}
    </p>
  );
}
