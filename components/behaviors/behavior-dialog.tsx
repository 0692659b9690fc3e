/** The dialog that sets the behavior of the selected access points, used by Lab and by the access point pages. */
"use client";

import { useState } from "react";
import { formatApCount } from "@/components/fleet/format-ap-count";
import { FormDialog } from "@/components/forms/form-dialog";
import { useForm } from "@/components/forms/use-form";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { notify } from "@/components/ui/toast-store";
import { useCommand } from "@/lib/client/commands";
import type { BehaviorChange } from "@/lib/contracts/lab";
import { type BehaviorDraft, checkBehavior, draftOfBehavior, missingTraits } from "./behavior-draft";
import { BehaviorFields } from "./behavior-fields";
import { type MergeMode, mergeModes } from "./merge-mode";

export function BehaviorDialog({
  apIds,
  title,
  current,
  onClose,
  onDone,
}: {
  apIds: readonly string[];
  title: string;
  /** If given, the fields start with it, and saving replaces it. Otherwise the user decides about existing faults. */
  current: BehaviorChange | undefined;
  onClose: () => void;
  onDone?: () => void;
}) {
  const run = useCommand();
  const [mode, setMode] = useState<MergeMode>(current ? "replace" : "merge");
  // Read once, when the dialog opens, so that changes made elsewhere do not alter fields while the user edits them.
  const [base] = useState(() => draftOfBehavior(current ?? {}));
  const form = useForm({
    base,
    check: (draft: BehaviorDraft) => {
      const { input, errors } = checkBehavior(draft);
      const missing = mode === "merge" ? missingTraits(draft) : {};
      const target = { of: "aps" as const, apIds: [...apIds] };
      return {
        input: missing.traits ? undefined : input && { target, change: input, mode },
        errors: { ...errors, ...missing },
      };
    },
    save: (input) => run("lab.set-behavior", input),
    onSaved: ({ changed }) => {
      notify(`Behavior set for ${formatApCount(changed)}`, { tone: "ok" });
      onDone?.();
      onClose();
    },
  });
  return (
    <FormDialog
      title={title}
      description={`Applies immediately, even during a transfer.${
        mode === "replace" ? " With nothing selected, all faults are cleared." : ""
      }`}
      submitLabel="Set behavior"
      width="lg"
      form={form}
      onClose={onClose}
    >
      <BehaviorFields form={form} />
      {current === undefined && (
        <Field label="Existing faults" className="max-w-xs">
          {(control) => <Select {...control} value={mode} onValueChange={setMode} options={mergeModes} />}
        </Field>
      )}
    </FormDialog>
  );
}
