/** The fields of the forwarding settings. */
"use client";

import { TextField } from "@/components/forms/form-fields";
import type { Draft } from "@/components/forms/use-draft";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { SwitchField } from "@/components/ui/switch-field";
import {
  type ForwardingDraft,
  facilityOptions,
  forwardedSeverities,
  transportOptions,
} from "./forwarding-draft";

export function ForwardingFields({
  form,
  disabled,
}: {
  form: Pick<Draft<ForwardingDraft>, "values" | "errorsOf" | "change">;
  disabled: boolean;
}) {
  const { values, change } = form;
  return (
    <>
      <SwitchField
        label="Forward syslog"
        hint={
          values.enabled
            ? "New lines are sent as they are written. Earlier lines are not sent."
            : "Nothing is sent. The settings are kept."
        }
        checked={values.enabled}
        disabled={disabled}
        onChange={(enabled) => change({ enabled })}
      />
      <div className="grid gap-4 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)]">
        <TextField form={form} name="address" label="Collector (IPv4/IPv6)" disabled={disabled} />
        <TextField form={form} name="port" label="Port" numeric disabled={disabled} />
        <Field label="Transport">
          {(control) => (
            <Select
              {...control}
              value={values.transport}
              disabled={disabled}
              onValueChange={(transport) => change({ transport })}
              options={transportOptions}
            />
          )}
        </Field>
      </div>
      <p className="-mt-2 text-[0.8125rem] text-ink-3">
        {values.transport === "udp"
          ? "UDP is not acknowledged. Lines that the network or the collector drops are lost."
          : "While the collector is down, up to about 10,000 lines wait and are sent later."}
      </p>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Severity" hint="Which lines to forward.">
          {(control) => (
            <Select
              {...control}
              value={values.severity}
              disabled={disabled}
              onValueChange={(severity) => change({ severity })}
              options={forwardedSeverities}
            />
          )}
        </Field>
        <Field label="Facility" hint="How the collector files the lines. Controllers use local7.">
          {(control) => (
            <Select
              {...control}
              value={values.facility}
              disabled={disabled}
              onValueChange={(facility) => change({ facility })}
              options={facilityOptions}
            />
          )}
        </Field>
      </div>
    </>
  );
}
