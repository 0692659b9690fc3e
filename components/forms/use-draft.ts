/** The state of a form: the saved values until the user types, then the typed ones, and what is wrong with them. */
"use client";

import { type Dispatch, type SetStateAction, useEffect, useState } from "react";
import { areSchemasLoaded, loadSchemas, useSchemas } from "@/lib/client/schemas";
import { type Fault, fault } from "@/lib/contracts/fault";
import type { FieldErrors, FormCheck, Values } from "./draft";

/** Where the typed values live when they must outlive the form: a `useState` pair of a parent, or a store. */
export type KeptDraft<V extends Values> = readonly [Partial<V>, Dispatch<SetStateAction<Partial<V>>>];

export type DraftOptions<V extends Values, I> = {
  /** The values of fields that the user has not touched. They may change while the user types elsewhere. */
  base: V;
  check: (values: V) => FormCheck<I>;
  kept?: KeptDraft<V> | undefined;
  /**
   * What `check` gives for `base`, where `input` is needed before the user types. So that an untouched form does not load
   * what checks it; see lib/client/schemas.ts.
   */
  atRest?: I | undefined;
  /** Whether two contents of a field mean the same, for example `600` and `600.0`. Default: equal when trimmed. */
  isSame?: (name: string, a: string | boolean, b: string | boolean) => boolean;
};

export type Draft<V extends Values, I = unknown> = {
  values: V;
  /** Only the fields that the user has touched. */
  typed: Partial<V>;
  /** The checked input; undefined while any field is invalid, and before anything can be checked. */
  input: I | undefined;
  /** All errors, whether or not they are shown yet. */
  errors: FieldErrors;
  /** The errors to show beside a field: none until the user types there or tries to submit. */
  errorsOf: (name: string) => readonly string[] | undefined;
  /** The user tried to submit an invalid form: every invalid field shows its errors. */
  showsAllErrors: boolean;
  /** The names of the fields whose values differ from `base`. */
  changes: readonly string[];
  isDirty: boolean;
  /** The server's refusal, unless its sentences are shown beside fields. */
  fault: Fault | undefined;
  change: (part: Partial<V>) => void;
  /** Goes back to `base`, or to the given part of the typed values. */
  discard: (keep?: Partial<V>) => void;
  /**
   * Returns the input to submit; when a field is invalid, returns undefined and shows all errors. Where nothing can be
   * checked yet, returns undefined and calls `again` when it can, so that no click is lost.
   */
  attempt: (again: () => void) => I | undefined;
  /** Shows why the server refused the input. */
  refuse: (fault: Fault) => void;
};

const NO_ERRORS: FieldErrors = {};
const equalTrimmed = (_name: string, a: string | boolean, b: string | boolean): boolean =>
  String(a).trim() === String(b).trim();

/** State of a form without its submission, for forms that submit in more than one way. */
export function useDraft<V extends Values, I>({
  base,
  check,
  kept,
  atRest,
  isSame = equalTrimmed,
}: DraftOptions<V, I>): Draft<V, I> {
  const own = useState<Partial<V>>({});
  const [draft, setDraft] = kept ?? own;
  const [showsAllErrors, setShowsAllErrors] = useState(false);
  const [refusal, setFault] = useState<Fault>();
  const values: V = { ...base, ...draft };
  const touched = Object.keys(draft);
  // Renders again when the values can be checked.
  const canCheck = useSchemas(touched.length > 0);
  const isAtRest = !canCheck && touched.length === 0;
  const { input, errors } = isAtRest ? { input: atRest, errors: NO_ERRORS } : check(values);
  const changes = touched.filter((name) => !isSame(name, values[name] ?? "", base[name] ?? ""));
  // What was typed is now the saved value: the form follows `base` again.
  const isSettled = touched.length > 0 && touched.every((name) => draft[name] === base[name]);
  useEffect(() => {
    if (isSettled) setDraft({});
  }, [isSettled, setDraft]);
  return {
    values,
    typed: draft,
    input,
    errors,
    errorsOf: (name) =>
      refusal?.fields?.[name] ?? (showsAllErrors || name in draft ? errors[name] : undefined),
    showsAllErrors,
    changes,
    isDirty: changes.length > 0,
    fault:
      refusal?.fields && Object.keys(refusal.fields).some((name) => name in values) ? undefined : refusal,
    change(part) {
      setFault(undefined);
      setDraft((before) => ({ ...before, ...part }));
    },
    discard(keep = {}) {
      setDraft(keep);
      setShowsAllErrors(false);
      setFault(undefined);
    },
    attempt(again) {
      setFault(undefined);
      if (!areSchemasLoaded()) {
        loadSchemas().then(again, () =>
          setFault(fault("engine-unreachable", "The console did not respond.")),
        );
        return undefined;
      }
      const checked = check(values).input;
      setShowsAllErrors(checked === undefined);
      return checked;
    },
    refuse: setFault,
  };
}
