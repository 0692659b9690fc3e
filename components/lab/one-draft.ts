/** One access point to add, as it is typed. */

import type { BehaviorDraft } from "@/components/behaviors/behavior-draft";
import { behaviorOf, draftOfBehavior } from "@/components/behaviors/behavior-draft";
import { type Checked, checkedBy, typedText } from "@/components/forms/draft";
import type { Answer } from "@/lib/contracts/fault";
import { type NewAp, newApSchema } from "@/lib/contracts/lab";
import { NO_VERSION } from "@/lib/contracts/versions";

export type OneDraft = BehaviorDraft & {
  model: string;
  name: string;
  ip: string;
  radioMac: string;
  ethernetMac: string;
  running: string;
  backup: string;
};

export const newOne = (running: string): OneDraft => ({
  ...draftOfBehavior({}),
  model: "",
  name: "",
  ip: "",
  radioMac: "",
  ethernetMac: "",
  running,
  backup: "",
});

/** What is empty is left out: it is made up, unlike any that exists. */
export const checkOne = (draft: OneDraft): Checked<NewAp> =>
  checkedBy(newApSchema, {
    model: draft.model,
    name: typedText(draft.name),
    ip: typedText(draft.ip),
    radioMac: typedText(draft.radioMac)?.toLowerCase(),
    ethernetMac: typedText(draft.ethernetMac)?.toLowerCase(),
    running: draft.running.trim(),
    backup: draft.backup.trim() || NO_VERSION,
    behavior: behaviorOf(draft),
  });

/** What is taken already is said beside the field that has it. */
export function besideFields<T>(answer: Answer<T>, ap: NewAp): Answer<T> {
  const taken = answer.ok ? [] : (answer.fault.fields?.aps ?? []);
  const fields: Record<string, string[]> = {};
  for (const name of ["name", "ip", "radioMac", "ethernetMac"] as const) {
    const told = taken.filter((reason) => reason.startsWith(`${ap[name]} `));
    if (told.length > 0) fields[name] = told;
  }
  if (answer.ok || Object.keys(fields).length === 0) return answer;
  return { ok: false, fault: { ...answer.fault, fields } };
}
