/** How many access points start at once, when a failed one tries again, and how an image is transferred. */
"use client";

import { Save } from "lucide-react";
import { DiscardChanges, SubmitRow, TextField } from "@/components/forms/form-fields";
import { useForm } from "@/components/forms/use-form";
import { Panel } from "@/components/ui/panel";
import { SwitchField } from "@/components/ui/switch-field";
import { notify } from "@/components/ui/toast-store";
import { useOnlyRow } from "@/lib/client/rows/hooks";
import type { LabRow } from "@/lib/contracts/lab";
import type { LabActions } from "./lab-actions";
import { checkPolicy, draftOfPolicy, policyWords } from "./policy-draft";

export function PolicyForm({
  lab,
  reachable,
  setPolicy,
}: {
  lab: LabRow;
  reachable: boolean;
  setPolicy: LabActions["setPolicy"];
}) {
  const controller = useOnlyRow("controller");
  const form = useForm({
    base: draftOfPolicy(lab),
    check: checkPolicy,
    save: setPolicy,
    afterwards: draftOfPolicy,
    onSaved: () =>
      notify("Start and transfer settings saved", {
        tone: "ok",
        body: "They hold for what starts from now on.",
      }),
  });
  const policy = checkPolicy(form.values).input;
  return (
    <form
      onSubmit={form.submit}
      noValidate
      aria-label="Start and transfer settings"
      className="flex flex-col gap-4"
    >
      <div className="grid gap-4 lg:grid-cols-2">
        <Panel title="Start of a predownload" description="Seconds of the simulated clock">
          <div className="flex flex-col gap-4">
            <div className="grid gap-4 sm:grid-cols-2">
              <TextField
                form={form}
                name="batchSize"
                label="Access points at once"
                hint="A 9800 starts 16."
                numeric
              />
              <TextField
                form={form}
                name="batchIntervalSeconds"
                label="Until the next start (s)"
                hint="A 9800 waits 60."
                numeric
              />
            </div>
            <TextField
              form={form}
              name="retryDelaysSeconds"
              label="Wait before each retry (s)"
              hint="One figure for each retry. Empty: a failed access point does not try again."
            />
            <SwitchField
              label="Every access point fetches for itself"
              hint={
                form.values.everyApFetches
                  ? "Each is a TFTP client of its own: a load test of the server."
                  : "One image master for each family fetches, the others get the image over CAPWAP."
              }
              checked={form.values.everyApFetches}
              onChange={(everyApFetches) => form.set({ everyApFetches })}
            />
            {policy && controller && (
              <p role="status" className="text-ink-2">
                {policyWords(policy, controller.apCount)}
              </p>
            )}
          </div>
        </Panel>
        <Panel
          title="Transfers by TFTP"
          description="What a client asks of the server, in seconds of the real clock"
        >
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField
              form={form}
              name="blockSize"
              label="Block size (bytes)"
              hint="RFC 2348. 512 without the option."
              numeric
            />
            <TextField
              form={form}
              name="windowSize"
              label="Window size (packets)"
              hint="RFC 7440. 1 waits for each acknowledgement."
              numeric
            />
            <TextField
              form={form}
              name="timeoutSeconds"
              label="Timeout (s)"
              hint="Without an answer, then it asks again."
              numeric
            />
            <TextField
              form={form}
              name="retries"
              label="Retries"
              hint="Then it is given up: Timed out."
              numeric
            />
          </div>
        </Panel>
      </div>
      <SubmitRow
        form={form}
        label="Save settings"
        icon={<Save aria-hidden />}
        reachable={reachable}
        disabled={!form.dirty}
      >
        <DiscardChanges form={form} />
      </SubmitRow>
    </form>
  );
}
