/** Sets how access points behave, from wherever they were chosen. */
"use client";

import { useState } from "react";
import { formatApCount } from "@/components/fleet/format-ap-count";
import { FormDialog } from "@/components/forms/form-dialog";
import { useForm } from "@/components/forms/use-form";
import type { LabActions } from "@/components/lab/lab-actions";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { notify } from "@/components/ui/toast-store";
import type { BehaviorChange } from "@/lib/contracts/lab";
import { type BehaviorDraft, checkBehavior, draftOfBehavior, nothingChosen } from "./behavior-draft";
import { BehaviorFields } from "./behavior-fields";
import { type Mode, modes } from "./behavior-form";

export function BehaviorDialog({
  apIds,
  title,
  present,
  setBehavior,
  onClose,
  onDone,
}: {
  apIds: readonly string[];
  title: string;
  /** What they have now, where that is known: the fields begin with it and replace it. */
  present?: BehaviorChange;
  setBehavior: LabActions["setBehavior"];
  onClose: () => void;
  onDone?: () => void;
}) {
  const [mode, setMode] = useState<Mode>(present ? "replace" : "merge");
  // What it began with: a change from elsewhere does not move the fields below one's hands.
  const [base] = useState(() => draftOfBehavior(present ?? {}));
  const form = useForm({
    base,
    check: (draft: BehaviorDraft) => {
      const { input, errors } = checkBehavior(draft);
      const missing = mode === "merge" ? nothingChosen(draft) : {};
      const target = { of: "aps" as const, apIds: [...apIds] };
      return {
        input: missing.traits ? undefined : input && { target, change: input, mode },
        errors: { ...errors, ...missing },
      };
    },
    save: setBehavior,
    onSaved: ({ changed }) => {
      notify(`Behavior of ${formatApCount(changed)} set`, { tone: "ok" });
      onDone?.();
      onClose();
    },
  });
  return (
    <FormDialog
      title={title}
      description={`Holds at once, also in the middle of a transfer.${
        mode === "replace" ? " With nothing chosen, an access point is well-behaved." : ""
      }`}
      submitLabel="Set behavior"
      width="lg"
      form={form}
      onClose={onClose}
    >
      <BehaviorFields form={form} />
      {present === undefined && (
        <Field label="Faults they have already" className="max-w-xs">
          {(control) => <Select {...control} value={mode} onValueChange={setMode} options={modes} />}
        </Field>
      )}
    </FormDialog>
  );
}
