/** The fields of forwarding: whether, where to, and which lines as what. */
"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { SwitchField } from "@/components/ui/switch-field";
import {
  type ForwardingDraft,
  type ForwardingField,
  facilityOptions,
  forwardedSeverities,
  transportOptions,
} from "./forwarding-draft";

type FieldsProps = {
  fields: Required<ForwardingDraft>;
  /** The errors to be shown beside a field. */
  told: (field: ForwardingField) => readonly string[] | undefined;
  disabled: boolean;
  onChange: (part: ForwardingDraft) => void;
};

export function ForwardingFields({ fields, told, disabled, onChange }: FieldsProps) {
  return (
    <>
      <SwitchField
        label="Send the log on"
        hint={
          fields.enabled
            ? "Each line goes out as it is written. Lines from before are not sent."
            : "The settings are kept, and nothing is sent."
        }
        checked={fields.enabled}
        disabled={disabled}
        onChange={(enabled) => onChange({ enabled })}
      />
      <div className="grid gap-4 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)]">
        <Field label="Collector (IPv4/IPv6)" errors={told("address")}>
          {(control) => (
            <Input
              {...control}
              code
              name="address"
              value={fields.address}
              disabled={disabled}
              onChange={(event) => onChange({ address: event.target.value })}
            />
          )}
        </Field>
        <Field label="Port" errors={told("port")}>
          {(control) => (
            <Input
              {...control}
              code
              name="port"
              inputMode="numeric"
              value={fields.port}
              disabled={disabled}
              onChange={(event) => onChange({ port: event.target.value })}
            />
          )}
        </Field>
        <Field label="Transport">
          {(control) => (
            <Select
              {...control}
              value={fields.transport}
              disabled={disabled}
              onValueChange={(transport) => onChange({ transport })}
              options={transportOptions}
            />
          )}
        </Field>
      </div>
      <p className="-mt-2 text-[0.8125rem] text-ink-3">
        {fields.transport === "udp"
          ? "UDP is not acknowledged: what the network or the collector loses is lost."
          : "Over TCP lines wait while the collector is away, about 10,000 of them, and are sent once it is back."}
      </p>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Severity" hint="Which lines are sent on.">
          {(control) => (
            <Select
              {...control}
              value={fields.severity}
              disabled={disabled}
              onValueChange={(severity) => onChange({ severity })}
              options={forwardedSeverities}
            />
          )}
        </Field>
        <Field label="Facility" hint="Under which the collector files them. Controllers use local7.">
          {(control) => (
            <Select
              {...control}
              value={fields.facility}
              disabled={disabled}
              onValueChange={(facility) => onChange({ facility })}
              options={facilityOptions}
            />
          )}
        </Field>
      </div>
    </>
  );
}
