/** A form with one way to submit it: the draft, its check, and the call that saves it. */
"use client";

import { type SyntheticEvent, useTransition } from "react";
import type { Answer } from "@/lib/contracts/fault";
import type { Values } from "./draft";
import { type Draft, type DraftOptions, useDraft } from "./use-draft";

export type Form<V extends Values, I = unknown> = Draft<V, I> & {
  isSaving: boolean;
  submit: (event?: SyntheticEvent) => void;
};

/** Every form of the console uses this hook; see docs/decisions/0010-forms.md. */
export function useForm<V extends Values, I, R>({
  save,
  onSaved,
  keepAfterSave = () => ({}),
  ...options
}: DraftOptions<V, I> & {
  save: (input: I) => Promise<Answer<R>>;
  onSaved: (value: R, input: I) => void;
  /** The values that stay typed: a settings form shows what it saved until the live row has it. Default: none. */
  keepAfterSave?: (value: R, typed: Partial<V>) => Partial<V>;
}): Form<V, I> {
  const draft = useDraft(options);
  const [isSaving, start] = useTransition();
  const submit = () => {
    const input = draft.attempt(submit);
    if (input === undefined || isSaving) return;
    start(async () => {
      const answer = await save(input);
      if (!answer.ok) return draft.refuse(answer.fault);
      draft.discard(keepAfterSave(answer.value, draft.typed));
      onSaved(answer.value, input);
    });
  };
  return {
    ...draft,
    isSaving,
    submit(event) {
      event?.preventDefault();
      submit();
    },
  };
}
