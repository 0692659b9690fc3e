/** Short texts about a report that a page, a file and the command line share. */
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { foldImagePath } from "@/lib/contracts/profile-fields";
import { type CheckResult, verdictLabels, verdicts } from "@/lib/contracts/readiness/check-result";
import { type ReadinessSummary, readinessVerdictLabels } from "@/lib/contracts/readiness/report";
import type { ServerTarget } from "@/lib/contracts/readiness/server-facts";
import { bracketedHost } from "@/lib/kit/host-and-port";

/** `tftp://192.0.2.10/EWC_17_12_1`; the standard port is left out. */
export function urlOfTarget({ protocol, address, port, path }: ServerTarget): string {
  const suffix = port === modeContracts[protocol].server?.standardPort ? "" : `:${port}`;
  return `${protocol}://${bracketedHost(address)}${suffix}/${foldImagePath(path)}`;
}

/** `Not ready: 2 Fail: the upgrade will fail, 1 Warning, 40 Pass`. */
export const summaryText = ({ verdict, counts }: ReadinessSummary): string =>
  `${readinessVerdictLabels[verdict]}. ${verdicts
    .filter((one) => counts[one] > 0)
    .map((one) => `${verdictLabels[one]}: ${counts[one]}`)
    .join(" · ")}`;

/** The results that somebody should read, the worst first; then those that could not be checked. */
export const worstFirst = (results: readonly CheckResult[]): CheckResult[] =>
  results.toSorted((a, b) => verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict));
