/** What is checked: image server, fleet, window and network, prefilled from the saved profile; and the Run button. */
"use client";

import { ClipboardCheck } from "lucide-react";
import type { ReactNode } from "react";
import { Fold } from "@/components/forms/fold";
import { ChoiceBar, DiscardChanges, SubmitRow, TextField } from "@/components/forms/form-fields";
import type { KeptDraft } from "@/components/forms/use-draft";
import { type Form, useForm } from "@/components/forms/use-form";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useLocalZone } from "@/components/ui/local-zone";
import { Panel } from "@/components/ui/panel";
import { SwitchField } from "@/components/ui/switch-field";
import { useCommand } from "@/lib/client/commands";
import { useIsConnected } from "@/lib/client/rows/hooks";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import type { Profile } from "@/lib/contracts/profile";
import { probedProtocols } from "@/lib/contracts/readiness/server-facts";
import { counted } from "@/lib/kit/text";
import { ListingField } from "./listing-field";
import { checkReadiness, draftOf, foldedFields, type ReadinessDraft } from "./readiness-draft";

const protocols = [
  ...probedProtocols.map((value) => ({ value, label: value.toUpperCase() })),
  { value: "none" as const, label: "No server" },
];

export function ReadinessForm({
  profile,
  apCount,
  isRunning,
  kept,
  onStarted,
}: {
  profile: Profile | null;
  /** How many access points the lab has. */
  apCount: number;
  isRunning: boolean;
  kept: KeptDraft<ReadinessDraft>;
  onStarted: () => void;
}) {
  const run = useCommand();
  const reachable = useIsConnected();
  const form = useForm({
    base: draftOf(profile),
    check: checkReadiness,
    kept,
    save: (input) => run("readiness.run", input),
    keepAfterSave: (_, typed) => typed,
    onSaved: onStarted,
  });
  const { values, change } = form;
  return (
    <form aria-label="Readiness check" noValidate onSubmit={form.submit} className="min-w-0">
      <Panel title="Check" description="Prefilled from the saved profile">
        <div className="flex flex-col gap-4">
          <ServerFields form={form} />
          <Section title="Fleet">
            <ChoiceBar
              legend="Fleet"
              value={values.fleetFrom}
              options={[
                { value: "lab", label: `This console (${counted(apCount, "AP")})` },
                { value: "listing", label: "Pasted listing" },
              ]}
              onChange={(fleetFrom) => change({ fleetFrom })}
            />
            {values.fleetFrom === "listing" && (
              <ListingField
                text={values.text}
                errors={form.errorsOf("text")}
                onText={(text) => change({ text })}
              />
            )}
          </Section>
          <PlanFields form={form} />
          <ProbeFields form={form} />
          <div className="sticky bottom-0 -mx-4 -mb-4 border-line border-t bg-surface px-4 py-3">
            <SubmitRow
              form={form}
              label="Run check"
              icon={<ClipboardCheck aria-hidden />}
              reachable={reachable}
              disabled={isRunning}
            >
              <DiscardChanges form={form} />
            </SubmitRow>
          </div>
        </div>
      </Panel>
    </form>
  );
}

type Fields = { form: Form<ReadinessDraft> };

const Section = ({ title, children }: { title: string; children: ReactNode }) => (
  <fieldset className="flex min-w-0 flex-col gap-3 border-line border-t pt-3 first:border-t-0 first:pt-0">
    <legend className="float-left font-semibold text-[0.8125rem] text-ink-2">{title}</legend>
    {children}
  </fieldset>
);

function ServerFields({ form }: Fields) {
  const { protocol } = form.values;
  return (
    <Section title="Image server">
      <ChoiceBar
        legend="Protocol"
        value={protocol}
        options={protocols}
        onChange={(next) => form.change({ protocol: next })}
      />
      {protocol === "none" ? (
        <p className="text-[0.8125rem] text-ink-3">Only the fleet and the controller are checked.</p>
      ) : (
        <>
          <div className="grid grid-cols-[minmax(0,1fr)_6rem] gap-3">
            <TextField form={form} name="address" label="Server" placeholder="192.0.2.10" />
            <TextField form={form} name="port" label="Port" numeric placeholder="Standard" />
          </div>
          <TextField form={form} name="path" label="Image Path" placeholder="EWC_17_12_1" />
          {modeContracts[protocol].requiresLogin && (
            <>
              <TextField form={form} name="user" label="User" placeholder="ewc-images" />
              <TextField
                form={form}
                name="password"
                label="Password"
                type="password"
                autoComplete="new-password"
                hint="Leave blank to use the stored password. Reports never contain it."
              />
              <TextField
                form={form}
                name="hostKey"
                label="Host key"
                hint="The fingerprint that the server must present. Leave blank to use the pinned one."
                placeholder="SHA256:…"
              />
            </>
          )}
        </>
      )}
    </Section>
  );
}

function PlanFields({ form }: Fields) {
  const { values, errorsOf, change } = form;
  const zone = useLocalZone();
  return (
    <Section title="Plan">
      <div className="grid grid-cols-[minmax(0,1fr)_6rem] gap-3">
        <Field label="Window begins" errors={errorsOf("windowStart")}>
          {(control) => (
            <Input
              {...control}
              type="datetime-local"
              title={zone}
              value={values.windowStart}
              onChange={(event) => change({ windowStart: event.target.value })}
            />
          )}
        </Field>
        <TextField form={form} name="windowMinutes" label="Minutes" numeric placeholder="120" />
      </div>
      <SwitchField
        label="Parallel Mode"
        hint="Images of several families are downloaded at the same time."
        checked={values.parallelMode}
        onChange={(parallelMode) => change({ parallelMode })}
      />
      <Fold title="Version and network" {...countOf(form, foldedFields.network)}>
        <div className="grid grid-cols-2 gap-3">
          <TextField form={form} name="targetVersion" label="Target" placeholder="As on server" />
          <TextField form={form} name="uplinkMegabits" label="Uplink, Mbit/s" numeric placeholder="100" />
          <TextField form={form} name="roundTripMs" label="CAPWAP RTT, ms" numeric placeholder="2" />
          <TextField form={form} name="pathMtu" label="Path MTU, bytes" numeric placeholder="1485" />
        </div>
      </Fold>
    </Section>
  );
}

function ProbeFields({ form }: Fields) {
  const { values, change } = form;
  return (
    <Fold title="Amount of data to read" {...countOf(form, foldedFields.probe)}>
      <div className="flex flex-col gap-3">
        <div className="grid grid-cols-2 gap-3">
          <TextField form={form} name="secondsPerImage" label="Seconds per image" numeric />
          <TextField form={form} name="readsAtOnce" label="Simultaneous reads" numeric />
        </div>
        <SwitchField
          label="Read whole images"
          hint="Finds damage anywhere in the images, but takes as long as downloading them."
          checked={values.wholeImages}
          onChange={(wholeImages) => change({ wholeImages })}
        />
      </div>
    </Fold>
  );
}

/** How many of the fields are changed, and how many show an error. */
const countOf = (form: Form<ReadinessDraft>, names: readonly (keyof ReadinessDraft)[]) => ({
  changed: names.filter((name) => form.changes.includes(name)).length,
  invalid: names.filter((name) => form.errorsOf(name) !== undefined).length,
});
