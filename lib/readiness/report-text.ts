/** Short texts about a report that a page, a file and the command line share. */
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { predictionLines, spanText } from "@/lib/contracts/prediction-text";
import { foldImagePath } from "@/lib/contracts/profile-fields";
import {
  type CheckResult,
  type Verdict,
  verdictLabels,
  verdicts,
} from "@/lib/contracts/readiness/check-result";
import { latestStart } from "@/lib/contracts/readiness/latest-start";
import { predictionNote } from "@/lib/contracts/readiness/prediction-note";
import {
  type ReadinessReport,
  type ReadinessSummary,
  readinessVerdictLabels,
} from "@/lib/contracts/readiness/report";
import type { ServerTarget } from "@/lib/contracts/readiness/server-facts";
import { bracketedHost } from "@/lib/kit/host-and-port";
import { isoTime } from "@/lib/kit/time-text";

/** `tftp://192.0.2.10/EWC_17_12_1`; the standard port is left out. */
export function urlOfTarget({ protocol, address, port, path }: ServerTarget): string {
  const suffix = port === modeContracts[protocol].server?.standardPort ? "" : `:${port}`;
  return `${protocol}://${bracketedHost(address)}${suffix}/${foldImagePath(path)}`;
}

/** The prediction as lines, with when to start; or why there is none. */
export function predictionText(report: Pick<ReadinessReport, "prediction" | "facts" | "summary">): string[] {
  const { prediction, facts } = report;
  const { predicted } = facts.plan;
  if (prediction === null) return [predicted.known ? "There is no prediction." : predicted.reason];
  const latest = latestStart(prediction, facts.plan);
  const note = predictionNote(report);
  return [
    ...(note === null ? [] : [note]),
    ...predictionLines(prediction),
    ...(latest === null
      ? []
      : [
          `To be ready before the window ends, start by ${isoTime(latest.safe)} (worst case) or ${isoTime(latest.likely)} (likely case).`,
        ]),
  ];
}

/** What a runbook says of a report: its summary, each problem, and how long the upgrade takes. */
export function readinessNotes(report: ReadinessReport): string[] {
  const { startedAt, startedBy, server, summary, results, prediction } = report;
  const problems = worstFirst(results).filter(({ verdict }) => RUNBOOK_VERDICTS.includes(verdict));
  const note = predictionNote(report);
  return [
    `Readiness checked ${isoTime(startedAt)} by ${startedBy}${server === null ? "" : ` against ${server}`}. ${summaryText(summary)}.`,
    ...problems.map(({ verdict, title, finding }) => `${verdictLabels[verdict]}: ${title}. ${finding}`),
    ...(prediction === null ? [] : [`Predicted until ready to activate: ${spanText(prediction.ready)}.`]),
    ...(note === null ? [] : [note]),
  ];
}
const RUNBOOK_VERDICTS: readonly Verdict[] = ["outage", "fails", "warning", "manual"];

/** `Not ready: 2 Fail: the upgrade will fail, 1 Warning, 40 Pass`. */
export const summaryText = ({ verdict, counts }: ReadinessSummary): string =>
  `${readinessVerdictLabels[verdict]}. ${verdicts
    .filter((one) => counts[one] > 0)
    .map((one) => `${verdictLabels[one]}: ${counts[one]}`)
    .join(" · ")}`;

/** The results that somebody should read, the worst first; then those that could not be checked. */
export const worstFirst = (results: readonly CheckResult[]): CheckResult[] =>
  results.toSorted((a, b) => verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict));
