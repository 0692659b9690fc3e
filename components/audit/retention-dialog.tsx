/** How many records of the audit log are kept. */
"use client";

import { useEffect, useState } from "react";
import { checkWith } from "@/components/forms/draft";
import { FormDialog } from "@/components/forms/form-dialog";
import { TextField } from "@/components/forms/form-fields";
import { useForm } from "@/components/forms/use-form";
import { useCommand } from "@/lib/client/commands";
import { type AuditRetention, auditRetentionSchema } from "@/lib/contracts/audit";

/** Rendered once the present setting is known. */
export function RetentionDialog({ onClose, onSaved }: { onClose: () => void; onSaved: () => void }) {
  const run = useCommand();
  const [retention, setRetention] = useState<AuditRetention>();
  useEffect(() => {
    void run("audit.retention", {}).then((answer) => answer.ok && setRetention(answer.value));
  }, [run]);
  return retention && <RetentionForm retention={retention} onClose={onClose} onSaved={onSaved} />;
}

function RetentionForm({
  retention,
  onClose,
  onSaved,
}: {
  retention: AuditRetention;
  onClose: () => void;
  onSaved: () => void;
}) {
  const run = useCommand();
  const form = useForm({
    base: { keepRecords: String(retention.keepRecords) },
    check: (draft: { keepRecords: string }) =>
      checkWith(auditRetentionSchema, {
        keepRecords: draft.keepRecords.trim() === "" ? Number.NaN : Number(draft.keepRecords),
      }),
    save: (input) => run("audit.save-retention", input),
    onSaved: () => {
      onSaved();
      onClose();
    },
  });
  return (
    <FormDialog
      title="Retention of the audit log"
      description="The oldest records are dropped first. A record says how many, and where the chain continues."
      submitLabel="Save"
      canSubmit={form.isDirty}
      width="sm"
      form={form}
      onClose={onClose}
    >
      <TextField form={form} name="keepRecords" label="Records to keep" numeric />
    </FormDialog>
  );
}
