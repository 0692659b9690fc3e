/** The dialog that adds or changes a webhook. */
"use client";

import { useId, useState } from "react";
import { FormDialog } from "@/components/forms/form-dialog";
import { TextField } from "@/components/forms/form-fields";
import { useForm } from "@/components/forms/use-form";
import { Checkbox } from "@/components/ui/checkbox";
import { SwitchField } from "@/components/ui/switch-field";
import { useCommand } from "@/lib/client/commands";
import { type WebhookRow, webhookEvents } from "@/lib/contracts/webhooks";
import { checkWebhook, draftOf, newWebhook, type WebhookDraft } from "./webhook-draft";
import { eventHints, eventWords } from "./webhook-words";

export function WebhookDialog({
  row,
  onClose,
}: {
  /** null adds a webhook. */
  row: WebhookRow | null;
  /** Called with the secret of a new webhook, to be shown once. */
  onClose: (secret: { name: string; password: string } | null) => void;
}) {
  const run = useCommand();
  const errorId = useId();
  // Taken once, so that a change made elsewhere does not change fields while the user edits them.
  const [base] = useState<WebhookDraft>(() => (row ? draftOf(row) : newWebhook));
  const form = useForm({
    base,
    check: (draft: WebhookDraft) => checkWebhook(draft, row?.id ?? null),
    save: (webhook) => run("webhooks.save", { webhook }),
    onSaved: ({ name, secret }) => onClose(secret === null ? null : { name, password: secret }),
  });
  const { values } = form;
  const errors = form.errorsOf("events") ?? [];
  return (
    <FormDialog
      title={row ? `Change ${row.name}` : "Add webhook"}
      submitLabel={row ? "Change webhook" : "Add webhook"}
      width="md"
      form={form}
      onClose={() => onClose(null)}
    >
      <TextField form={form} name="name" label="Name" />
      <TextField
        form={form}
        name="url"
        label="URL"
        hint="The console sends messages to this URL from its own network. It does not follow redirects, and it verifies the certificate of an https URL."
      />
      <fieldset aria-describedby={errors.length > 0 ? errorId : undefined}>
        <legend className="mb-2 font-medium">Events</legend>
        <div className="grid gap-x-6 gap-y-2.5 sm:grid-cols-2">
          {webhookEvents.map((event) => (
            <Checkbox
              key={event}
              checked={values[event]}
              onCheckedChange={(checked) => form.change({ [event]: checked } as Partial<WebhookDraft>)}
            >
              {eventWords[event]}
              {eventHints[event] !== undefined && (
                <span className="ml-1.5 text-[0.8125rem] text-ink-3">{eventHints[event]}</span>
              )}
            </Checkbox>
          ))}
        </div>
        {errors.length > 0 && (
          <p id={errorId} role="alert" className="mt-2 text-[0.8125rem] text-fail-text">
            {errors.join(" ")}
          </p>
        )}
      </fieldset>
      <SwitchField
        label="Enabled"
        hint={
          values.enabled
            ? "Events are sent from now on."
            : "Nothing is sent. Waiting deliveries are marked as failed."
        }
        checked={values.enabled}
        onChange={(enabled) => form.change({ enabled })}
      />
    </FormDialog>
  );
}
