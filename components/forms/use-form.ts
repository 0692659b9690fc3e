/** A form's state: what holds until one types, what was typed whatever happens meanwhile, and what is wrong with it. */
"use client";

import { type SyntheticEvent, useEffect, useState, useTransition } from "react";
import { call } from "@/lib/client/call";
import type { Answer, Fault } from "@/lib/contracts/fault";
import type { Checked, FieldErrors, Values } from "./draft";

export type Form<V extends Values> = {
  values: V;
  errors: FieldErrors;
  /** What to say beside a field: nothing before one has typed there or tried to send the form. */
  told: (name: string) => readonly string[] | undefined;
  set: (part: Partial<V>) => void;
  /** Something differs from what holds. */
  dirty: boolean;
  discard: () => void;
  /** An attempt to send it was made: every field says what is wrong with it. */
  insist: boolean;
  busy: boolean;
  /** A refusal that belongs to no single field. */
  fault: Fault | undefined;
  submit: (event?: SyntheticEvent) => void;
};

export function useForm<V extends Values, I, R>({
  base,
  check,
  save,
  onSaved,
  afterwards = () => ({}),
}: {
  /** What stands in fields nobody has touched; it may change while one types. */
  base: V;
  check: (values: V) => Checked<I>;
  save: (input: I) => Promise<Answer<R>>;
  onSaved: (value: R, input: I) => void;
  /** What stays typed: a form of settings shows what was stored until the row that says so is here. */
  afterwards?: (value: R, typed: Partial<V>) => Partial<V>;
}): Form<V> {
  const [draft, setDraft] = useState<Partial<V>>({});
  const [insist, setInsist] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const [busy, start] = useTransition();
  const values: V = { ...base, ...draft };
  const { input, errors } = check(values);
  const touched = Object.keys(draft);
  const dirty = touched.some((name) => draft[name] !== base[name]);
  const settled = touched.length > 0 && !dirty;
  useEffect(() => {
    if (settled) setDraft({});
  }, [settled]);
  const reset = (next: Partial<V>) => {
    setDraft(next);
    setInsist(false);
    setFault(undefined);
  };
  return {
    values,
    errors,
    told: (name) => fault?.fields?.[name] ?? (insist || name in draft ? errors[name] : undefined),
    set(part) {
      setFault(undefined);
      setDraft((before) => ({ ...before, ...part }));
    },
    dirty,
    discard: () => reset({}),
    insist,
    busy,
    fault: fault?.fields && Object.keys(fault.fields).some((name) => name in values) ? undefined : fault,
    submit(event) {
      event?.preventDefault();
      setInsist(input === undefined);
      setFault(undefined);
      if (input === undefined) return;
      start(async () => {
        const answer = await call(() => save(input));
        if (!answer.ok) return setFault(answer.fault);
        reset(afterwards(answer.value, draft));
        onSaved(answer.value, input);
      });
    },
  };
}
