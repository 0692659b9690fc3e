/** Readiness reports for tests, judged from facts with which everything is ready and which the test changes. */
import type { Prediction } from "@/lib/contracts/prediction";
import { type ReadinessFacts, readinessFactsSchema } from "@/lib/contracts/readiness/facts";
import { type ReadinessReport, readinessReportSchema } from "@/lib/contracts/readiness/report";
import { judgeAll, summarize } from "@/lib/readiness/judge";
import ready from "@/lib/readiness/ready-facts.json";

/** @param change makes of facts that are ready those of the report */
export function reportOf(
  change: (facts: ReadinessFacts) => void,
  prediction: Prediction | null = null,
): ReadinessReport {
  const facts = readinessFactsSchema.parse(structuredClone(ready));
  change(facts);
  const results = judgeAll(facts, facts.gatheredAt);
  return readinessReportSchema.parse({
    id: "one",
    startedAt: facts.gatheredAt,
    endedAt: facts.gatheredAt,
    startedBy: "lena",
    startedFrom: "198.51.100.7",
    server: "tftp://192.0.2.10/EWC_17_12_1",
    apCount: facts.fleet.aps.length,
    rerunOf: null,
    summary: summarize(results),
    input: { server: null, fleetFrom: "listing", probe: {}, plan: {} },
    facts,
    results,
    prediction,
  });
}
