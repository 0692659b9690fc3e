/** Behaviors of access points as they are typed: a trait is off, on, or on with the text of its figure. */

import { type Checked, checkedBy, typedNumber, typedOrNull } from "@/components/forms/draft";
import { differsOf } from "@/lib/contracts/behavior-words";
import { type BehaviorChange, behaviorChangeSchema } from "@/lib/contracts/lab";
import { type TraitField, traits } from "./traits";

export type BehaviorDraft = { [F in TraitField]: string | boolean } & {
  /** Belongs to Loses CAPWAP; empty: it stays away. */
  rejoinAfterSeconds: string;
};

export function draftOfBehavior(behavior: BehaviorChange): BehaviorDraft {
  const differs = differsOf(behavior);
  const each = traits.map(({ field, value }) => {
    const held = differs[field];
    if (value && typeof held === "number") return [field, String(value.shown?.(held) ?? held)];
    return [field, held === true];
  });
  const back = differs.rejoinAfterSeconds;
  return { ...Object.fromEntries(each), rejoinAfterSeconds: typeof back === "number" ? String(back) : "" };
}

/** The traits that are on, with their figures: not checked yet. */
export function behaviorOf(draft: BehaviorDraft): BehaviorChange {
  const change: BehaviorChange = {};
  for (const { field, value } of traits) {
    const typed = draft[field];
    if (typed === false) continue;
    const number = typedNumber(String(typed));
    Object.assign(change, { [field]: value ? (value.kept?.(number) ?? number) : true });
  }
  if (change.losesCapwapAtPercent !== undefined)
    change.rejoinAfterSeconds = typedOrNull(draft.rejoinAfterSeconds);
  return change;
}

export const checkBehavior = (draft: BehaviorDraft): Checked<BehaviorChange> =>
  checkedBy(behaviorChangeSchema, behaviorOf(draft));

/** What to say when nothing is chosen where that would change nothing; empty otherwise. */
export const nothingChosen = (draft: BehaviorDraft): { traits?: string[] } =>
  traits.some(({ field }) => draft[field] !== false) ? {} : { traits: ["Choose at least one of these."] };
