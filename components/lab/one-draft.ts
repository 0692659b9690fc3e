/** The values of the form that adds one access point. */
import type { BehaviorDraft } from "@/components/behaviors/behavior-draft";
import { behaviorOf, draftOfBehavior } from "@/components/behaviors/behavior-draft";
import { checkWith, type FormCheck, textOrUndefined } from "@/components/forms/draft";
import type { Answer } from "@/lib/contracts/fault";
import { type NewAp, newApSchema } from "@/lib/contracts/lab";
import { NO_VERSION } from "@/lib/contracts/versions";

/** The fields, among them those of the behavior. */
export type OneDraft = BehaviorDraft & {
  model: string;
  name: string;
  ip: string;
  radioMac: string;
  ethernetMac: string;
  running: string;
  backup: string;
};

/** The empty form. @param running the version to suggest */
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

/** Leaves empty fields out: the program generates unused values for them. */
export const checkOne = (draft: OneDraft): FormCheck<NewAp> =>
  checkWith(newApSchema, {
    model: draft.model,
    name: textOrUndefined(draft.name),
    ip: textOrUndefined(draft.ip),
    radioMac: textOrUndefined(draft.radioMac)?.toLowerCase(),
    ethernetMac: textOrUndefined(draft.ethernetMac)?.toLowerCase(),
    running: draft.running.trim(),
    backup: draft.backup.trim() || NO_VERSION,
    behavior: behaviorOf(draft),
  });

/** Moves each sentence about a value that is already taken to the field with this value. */
export function assignTakenValues<T>(answer: Answer<T>, ap: NewAp): Answer<T> {
  const taken = answer.ok ? [] : (answer.fault.fields?.aps ?? []);
  const fields: Record<string, string[]> = {};
  for (const name of ["name", "ip", "radioMac", "ethernetMac"] as const) {
    const sentences = taken.filter((reason) => reason.startsWith(`${ap[name]} `));
    if (sentences.length > 0) fields[name] = sentences;
  }
  if (answer.ok || Object.keys(fields).length === 0) return answer;
  return { ok: false, fault: { ...answer.fault, fields } };
}
