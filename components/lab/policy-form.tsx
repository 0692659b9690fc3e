/** Sets how many access points start at once, when a failed one retries, and how images are transferred. */
"use client";

import { Save } from "lucide-react";
import { DiscardChanges, SubmitRow, TextField } from "@/components/forms/form-fields";
import { useForm } from "@/components/forms/use-form";
import { Panel } from "@/components/ui/panel";
import { SwitchField } from "@/components/ui/switch-field";
import { notify } from "@/components/ui/toast-store";
import { useCommand } from "@/lib/client/commands";
import { useOnlyRow } from "@/lib/client/rows/hooks";
import type { LabRow } from "@/lib/contracts/lab";
import { checkPolicy, draftOfPolicy, policyWords } from "./policy-draft";

export function PolicyForm({ lab, reachable }: { lab: LabRow; reachable: boolean }) {
  const run = useCommand();
  const controller = useOnlyRow("controller");
  const form = useForm({
    base: draftOfPolicy(lab),
    atRest: lab,
    check: checkPolicy,
    save: (input) => run("lab.set-policy", input),
    keepAfterSave: draftOfPolicy,
    onSaved: () =>
      notify("Start and transfer settings saved", {
        tone: "ok",
        body: "They apply to downloads that start from now on.",
      }),
  });
  const policy = form.input;
  return (
    <form
      onSubmit={form.submit}
      noValidate
      aria-label="Start and transfer settings"
      className="flex flex-col gap-4"
    >
      <div className="grid gap-4 lg:grid-cols-2">
        <Panel title="Predownload start" description="In seconds of simulated time">
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
                label="Seconds between batches"
                hint="A 9800 waits 60."
                numeric
              />
            </div>
            <TextField
              form={form}
              name="retryDelaysSeconds"
              label="Retry delays (s)"
              hint="One value per retry. Leave blank for no retries."
            />
            <SwitchField
              label="Every access point downloads on its own"
              hint={
                form.values.everyApFetches
                  ? "Each one is a separate TFTP client. Use this to load-test the server."
                  : "One image master per family downloads the image. The others get it over CAPWAP."
              }
              checked={form.values.everyApFetches}
              onChange={(everyApFetches) => form.change({ everyApFetches })}
            />
            <SwitchField
              label="Keep command line sessions during a reload"
              hint={
                form.values.keepsSessions
                  ? "Sessions continue while the controller reloads. Not on a real EWC."
                  : "Sessions end when the controller reloads, and SSH is refused until it is back."
              }
              checked={form.values.keepsSessions}
              onChange={(keepsSessions) => form.change({ keepsSessions })}
            />
            {policy && controller && (
              <p role="status" className="text-ink-2">
                {policyWords(policy, controller.apCount)}
              </p>
            )}
          </div>
        </Panel>
        <Panel
          title="TFTP transfers"
          description="What clients request from the server. In seconds of real time."
        >
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField
              form={form}
              name="blockSize"
              label="Block size (bytes)"
              hint="RFC 2348. Default without the option: 512."
              numeric
            />
            <TextField
              form={form}
              name="windowSize"
              label="Window size (packets)"
              hint="RFC 7440. 1 waits for every acknowledgment."
              numeric
            />
            <TextField
              form={form}
              name="timeoutSeconds"
              label="Timeout (s)"
              hint="Resend after this many seconds."
              numeric
            />
            <TextField form={form} name="retries" label="Retries" hint="Then time out." numeric />
          </div>
        </Panel>
      </div>
      <SubmitRow
        form={form}
        label="Save settings"
        icon={<Save aria-hidden />}
        reachable={reachable}
        disabled={!form.isDirty}
      >
        <DiscardChanges form={form} />
      </SubmitRow>
    </form>
  );
}
