/** The outcome of an audit entry as a badge and a sentence. */
import type { Tone } from "@/components/ui/tone";
import { AUDIT_DONE, type AuditRow } from "@/lib/contracts/audit";

export type ShownOutcome = { tone: Tone; label: string; sentence: string };

/** Entries of earlier versions may have a code without a sentence. */
export function outcomeOf({ outcome }: Pick<AuditRow, "outcome">): ShownOutcome {
  if (outcome === AUDIT_DONE) return { tone: "ok", label: "Done", sentence: "Done" };
  const [code = "", ...sentence] = outcome.split(": ");
  return { tone: "warn", label: "Refused", sentence: sentence.join(": ") || code };
}
