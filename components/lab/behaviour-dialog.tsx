/** Sets how access points behave, from wherever they were chosen. */
"use client";

import { useState } from "react";
import { countWords } from "@/components/fleet/count-words";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { notify } from "@/components/ui/toast-store";
import type { BehaviourChange } from "@/lib/contracts/lab";
import { type BehaviourDraft, checkBehaviour, draftOfBehaviour, nothingChosen } from "./behaviour-draft";
import { BehaviourFields } from "./behaviour-fields";
import { type Mode, modes } from "./behaviour-form";
import { FormDialog } from "./form-dialog";
import type { LabActions } from "./lab-actions";
import { useForm } from "./use-form";

export function BehaviourDialog({
  apIds,
  title,
  present,
  setBehaviour,
  onClose,
  onDone,
}: {
  apIds: readonly string[];
  title: string;
  /** What they have now, where that is known: the fields begin with it and replace it. */
  present?: BehaviourChange;
  setBehaviour: LabActions["setBehaviour"];
  onClose: () => void;
  onDone?: () => void;
}) {
  const [mode, setMode] = useState<Mode>(present ? "replace" : "merge");
  // What it began with: a change from elsewhere does not move the fields below one's hands.
  const [base] = useState(() => draftOfBehaviour(present ?? {}));
  const form = useForm({
    base,
    check: (draft: BehaviourDraft) => {
      const { input, errors } = checkBehaviour(draft);
      const missing = mode === "merge" ? nothingChosen(draft) : {};
      const target = { of: "aps" as const, apIds: [...apIds] };
      return {
        input: missing.traits ? undefined : input && { target, change: input, mode },
        errors: { ...errors, ...missing },
      };
    },
    save: setBehaviour,
    onSaved: ({ changed }) => {
      notify(`Behaviour of ${countWords(changed)} set`, { tone: "ok" });
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
      submitLabel="Set behaviour"
      width="lg"
      form={form}
      onClose={onClose}
    >
      <BehaviourFields form={form} />
      {present === undefined && (
        <Field label="Faults they have already" className="max-w-xs">
          {(control) => <Select {...control} value={mode} onValueChange={setMode} options={modes} />}
        </Field>
      )}
    </FormDialog>
  );
}
