/** What a readiness check says: its verdict, what it rests on, why it matters, and what to do. */
import { z } from "zod";
import { cureSchema } from "../cure";
import { type CheckGroup, checkGroups, checkIdSchema } from "./check-ids";
import { evidenceSchema } from "./observed";

/** From the worst to the least. */
export const verdicts = [
  /** Clients would lose service that a good upgrade would not cost them. */
  "outage",
  /** The upgrade will fail, wholly or for some access points. */
  "fails",
  "warning",
  /** Only a person can tell: the text says what to look at. */
  "manual",
  /** A fact is missing: `reason` says which. */
  "not-checked",
  "not-applicable",
  "pass",
] as const;
export const verdictSchema = z.enum(verdicts);
export type Verdict = z.infer<typeof verdictSchema>;

export const verdictLabels: Record<Verdict, string> = {
  outage: "Fail: outage",
  fails: "Fail: the upgrade will fail",
  warning: "Warning",
  manual: "Manual check",
  "not-checked": "Could not check",
  "not-applicable": "Not applicable",
  pass: "Pass",
};

/** How much the check's subject matters, whatever its verdict. */
export const severities = ["critical", "high", "medium", "low"] as const;
export const severitySchema = z.enum(severities);
export type Severity = z.infer<typeof severitySchema>;

/** At most so many names of a list are in a result; `affectedCount` counts them all. */
export const MAX_AFFECTED = 50;

export const checkResultSchema = z.object({
  id: checkIdSchema,
  title: z.string(),
  group: z.enum(checkGroups as [CheckGroup, ...CheckGroup[]]),
  severity: severitySchema,
  verdict: verdictSchema,
  /** One sentence: what was found, or why it was not checked or does not apply. */
  finding: z.string(),
  evidence: z.array(evidenceSchema),
  /** Names of access points or files that the finding is about. */
  affected: z.array(z.string()).max(MAX_AFFECTED),
  affectedCount: z.int(),
  /** Why it matters, as a sentence. */
  why: z.string(),
  /** What to do about it; null when there is nothing to do. `commands` are lines to copy. */
  fix: z.object({ text: z.string(), commands: z.array(z.string()), cure: cureSchema.nullable() }).nullable(),
  reference: z.object({ title: z.string(), url: z.string() }).nullable(),
  /** Wall milliseconds. */
  checkedAt: z.number(),
});
export type CheckResult = z.infer<typeof checkResultSchema>;
