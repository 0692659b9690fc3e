/** Judges facts by all checks, and sums the verdicts up. */
import { type CheckId, checkIds, groupOfCheck } from "@/lib/contracts/readiness/check-ids";
import {
  type CheckResult,
  MAX_AFFECTED,
  type Verdict,
  verdicts,
} from "@/lib/contracts/readiness/check-result";
import type { ReadinessFacts } from "@/lib/contracts/readiness/facts";
import type { ReadinessSummary } from "@/lib/contracts/readiness/report";
import { allChecks } from "./all-checks";
import type { ProbePart } from "./check";

/** The result of one check. @param checkedAt wall milliseconds */
export function judgeBy(id: CheckId, facts: ReadinessFacts, checkedAt: number): CheckResult {
  const check = allChecks[id];
  const { verdict, finding, evidence = [], affected = [], fix } = check.judge(facts);
  const names = [...new Set(affected)];
  return {
    id,
    title: check.title,
    group: groupOfCheck(id),
    severity: check.severity,
    verdict,
    finding,
    evidence: [...evidence],
    affected: names.slice(0, MAX_AFFECTED),
    affectedCount: names.length,
    why: check.why,
    fix:
      fix === undefined
        ? null
        : { text: fix.text, commands: [...(fix.commands ?? [])], cure: fix.cure ?? null },
    reference: check.reference ?? null,
    checkedAt,
  };
}

/** The results of all checks, in the order of the registry. @param checkedAt wall milliseconds */
export const judgeAll = (facts: ReadinessFacts, checkedAt: number): CheckResult[] =>
  checkIds.map((id) => judgeBy(id, facts, checkedAt));

/** What all results together say. Checks that could not be made do not count against it; the counts show them. */
export function summarize(results: readonly Pick<CheckResult, "verdict">[]): ReadinessSummary {
  const counts = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (const { verdict } of results) counts[verdict]++;
  const hasFailed = counts.outage + counts.fails > 0;
  return { verdict: hasFailed ? "not-ready" : counts.warning > 0 ? "warnings" : "ready", counts };
}

/** What must be asked of the server again to repeat these checks. */
export const partsFor = (ids: readonly CheckId[]): Set<ProbePart> =>
  new Set(ids.flatMap((id) => allChecks[id].needs));
