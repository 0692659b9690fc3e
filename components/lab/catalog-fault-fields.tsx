/** The faults that only the software download service has: on the way to it, at the sign-in, and in downloads. */
"use client";

import { TextField } from "@/components/forms/form-fields";
import type { Draft } from "@/components/forms/use-draft";
import { SwitchField } from "@/components/ui/switch-field";
import type { CatalogSwitch, ServerFaultsDraft } from "./server-faults-draft";

const groups: readonly {
  legend: string;
  switches: readonly { name: CatalogSwitch; label: string; hint: string }[];
}[] = [
  {
    legend: "On the way to the service",
    switches: [
      {
        name: "nameDoesNotResolve",
        label: "Name does not resolve",
        hint: "The controller and the access points get no address for it.",
      },
      { name: "proxyRefuses", label: "Proxy refuses", hint: "Their proxy refuses the connection." },
      {
        name: "untrustedCertificate",
        label: "Certificate not trusted",
        hint: "It shows a certificate of an unknown authority.",
      },
    ],
  },
  {
    legend: "Accounts",
    switches: [
      { name: "refusesAccounts", label: "Accounts refused", hint: "Every sign-in fails." },
      { name: "deniesContract", label: "No contract", hint: "No account may download." },
      {
        name: "requiresAgreement",
        label: "Agreement not accepted",
        hint: "Every account has yet to accept it.",
      },
    ],
  },
];

export function CatalogFaultFields({
  form,
  paths,
}: {
  form: Pick<Draft<ServerFaultsDraft>, "values" | "errorsOf" | "change">;
  paths: readonly string[];
}) {
  const toggle = ({ name, label, hint }: { name: CatalogSwitch; label: string; hint: string }) => (
    <SwitchField
      key={name}
      label={label}
      hint={hint}
      checked={form.values[name]}
      onChange={(on) => form.change({ [name]: on })}
    />
  );
  return (
    <>
      {groups.map(({ legend, switches }) => (
        <fieldset key={legend}>
          <legend className="pb-2 font-medium text-ink-2">{legend}</legend>
          <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">{switches.map(toggle)}</div>
        </fieldset>
      ))}
      <fieldset>
        <legend className="pb-2 font-medium text-ink-2">Downloads</legend>
        <div className="grid items-start gap-4 sm:grid-cols-2 xl:grid-cols-3">
          <TextField
            form={form}
            name="withdrawn"
            label="Withdrawn"
            hint="A release, an image set, or a file. Running downloads of it end."
            suggestions={paths}
            placeholder="none"
          />
          <TextField
            form={form}
            name="truncates"
            label="Truncated path"
            hint="Announces the whole size and never sends the last part."
            suggestions={paths}
            placeholder="none"
          />
          {toggle({
            name: "refusesResume",
            label: "Resume refused",
            hint: "A client that asks for the rest gets the whole file.",
          })}
        </div>
      </fieldset>
    </>
  );
}
