/** The behavior form's values: each trait is off (`false`), on (`true`), or on with the text of its value. */

import { checkWith, type FormCheck, numberOrNaN, numberOrNull } from "@/components/forms/draft";
import { differsOf } from "@/lib/contracts/behavior-words";
import { type BehaviorChange, behaviorChangeSchema } from "@/lib/contracts/lab";
import { type TraitField, traits } from "./traits";

export type BehaviorDraft = { [F in TraitField]: string | boolean } & {
  /** Seconds until an access point that lost CAPWAP rejoins; empty: it never does. */
  rejoinAfterSeconds: string;
};

/** The form's values for a behavior. */
export function draftOfBehavior(behavior: BehaviorChange): BehaviorDraft {
  const differs = differsOf(behavior);
  const each = traits.map(({ field, value }) => {
    const current = differs[field];
    if (value && typeof current === "number") return [field, String(value.toTyped?.(current) ?? current)];
    return [field, current === true];
  });
  const rejoinAfter = differs.rejoinAfterSeconds;
  return {
    ...Object.fromEntries(each),
    rejoinAfterSeconds: typeof rejoinAfter === "number" ? String(rejoinAfter) : "",
  };
}

/** The traits that are on, with their values, not yet checked. */
export function behaviorOf(draft: BehaviorDraft): BehaviorChange {
  const change: BehaviorChange = {};
  for (const { field, value } of traits) {
    const typed = draft[field];
    if (typed === false) continue;
    const number = numberOrNaN(String(typed));
    Object.assign(change, { [field]: value ? (value.fromTyped?.(number) ?? number) : true });
  }
  if (change.losesCapwapAtPercent !== undefined)
    change.rejoinAfterSeconds = numberOrNull(draft.rejoinAfterSeconds);
  return change;
}

/** Checks the typed values with the contract. */
export const checkBehavior = (draft: BehaviorDraft): FormCheck<BehaviorChange> =>
  checkWith(behaviorChangeSchema, behaviorOf(draft));

/** The error for a form in which no trait is selected; empty when one is. */
export const missingTraits = (draft: BehaviorDraft): { traits?: string[] } =>
  traits.some(({ field }) => draft[field] !== false) ? {} : { traits: ["Select at least one fault."] };
