/** How many runs are kept, and how large a recording may become. */
"use client";

import { useEffect, useState } from "react";
import { checkWith } from "@/components/forms/draft";
import { FormDialog } from "@/components/forms/form-dialog";
import { TextField } from "@/components/forms/form-fields";
import { useForm } from "@/components/forms/use-form";
import { useCommand } from "@/lib/client/commands";
import { type RunRetention, runRetentionSchema } from "@/lib/contracts/runs";

/** Rendered once the present settings are known. */
export function RetentionDialog({ onClose, onSaved }: { onClose: () => void; onSaved: () => void }) {
  const run = useCommand();
  const [retention, setRetention] = useState<RunRetention>();
  useEffect(() => {
    void run("runs.retention", {}).then((answer) => answer.ok && setRetention(answer.value));
  }, [run]);
  return retention && <RetentionForm retention={retention} onClose={onClose} onSaved={onSaved} />;
}

type Draft = { keepRuns: string; recordingMegabytes: string };

function RetentionForm({
  retention,
  onClose,
  onSaved,
}: {
  retention: RunRetention;
  onClose: () => void;
  onSaved: () => void;
}) {
  const run = useCommand();
  const form = useForm({
    base: {
      keepRuns: String(retention.keepRuns),
      recordingMegabytes: String(retention.recordingMegabytes),
    },
    check: (draft: Draft) =>
      checkWith(runRetentionSchema, {
        keepRuns: numberIn(draft.keepRuns),
        recordingMegabytes: numberIn(draft.recordingMegabytes),
      }),
    save: (input) => run("runs.save-retention", input),
    onSaved: () => {
      onSaved();
      onClose();
    },
  });
  return (
    <FormDialog
      title="Retention of runs"
      description="The oldest runs are removed first, with their recordings. Log lines and transfers have limits of their own."
      submitLabel="Save"
      canSubmit={form.isDirty}
      width="sm"
      form={form}
      onClose={onClose}
    >
      <TextField form={form} name="keepRuns" label="Runs to keep" numeric />
      <TextField
        form={form}
        name="recordingMegabytes"
        label="Size of a recording, in MB"
        hint="Applies to runs that start from now on. Near the limit, progress is recorded less often."
        numeric
      />
    </FormDialog>
  );
}

const numberIn = (text: string): number => (text.trim() === "" ? Number.NaN : Number(text));
