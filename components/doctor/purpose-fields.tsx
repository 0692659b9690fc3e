/** The fields that an examination needs: those of the image download profile, and facts about the server. */
"use client";

import { ChoiceBar, TextField } from "@/components/forms/form-fields";
import type { Draft } from "@/components/forms/use-draft";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { SwitchField } from "@/components/ui/switch-field";
import { type DoctorHost, doctorProtocols } from "@/lib/contracts/doctor";
import { type PurposeDraft, protocolLabels } from "./purpose-draft";

const hosts: { value: DoctorHost; label: string }[] = [
  { value: "debian", label: "Debian or Ubuntu" },
  { value: "redhat", label: "Red Hat, Rocky or Fedora" },
  { value: "windows", label: "Windows" },
];
const protocols = doctorProtocols.map((value) => ({ value, label: protocolLabels[value] }));

export function PurposeFields({ form }: { form: Draft<PurposeDraft> }) {
  const { host, protocol, behindNat } = form.values;
  return (
    <div className="flex flex-col gap-4">
      <ChoiceBar
        legend="Mode"
        value={protocol}
        options={protocols}
        onChange={(next) => form.change({ protocol: next })}
      />
      <TextField form={form} name="server" label="Server" placeholder="192.0.2.10" />
      <TextField form={form} name="path" label="Image Path" placeholder="EWC_17_12_1" />
      <div className="grid grid-cols-2 gap-4">
        <TextField form={form} name="port" label="Port" numeric placeholder="Standard" />
        <TextField form={form} name="userName" label="SFTP user" placeholder="ewc-images" />
      </div>
      <Field label="Server runs on">
        {(control) => (
          <Select
            {...control}
            value={host}
            options={hosts}
            onValueChange={(next) => form.change({ host: next })}
          />
        )}
      </Field>
      <TextField
        form={form}
        name="logFile"
        label="Log file you check"
        hint="Optional. The doctor tells you if the server logs to another file."
        placeholder="/var/log/syslog"
      />
      <SwitchField
        label="Firewall or NAT"
        hint="Between the server and the controller or its access points."
        checked={behindNat}
        onChange={(on) => form.change({ behindNat: on })}
      />
    </div>
  );
}
