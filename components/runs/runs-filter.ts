/** The filter of the list of runs. It is in the URL, so that a filtered list can be shared. */

import { outcomeWords } from "@/lib/contracts/run-words";
import { type RunOutcome, runOutcomes } from "@/lib/contracts/runs";

export type RunsFilter = {
  text: string;
  outcome: RunOutcome | "any";
  startedBy: string | null;
  version: string | null;
};

export const NO_RUNS_FILTER: RunsFilter = { text: "", outcome: "any", startedBy: null, version: null };

export const isFiltered = ({ text, outcome, startedBy, version }: RunsFilter): boolean =>
  text.trim() !== "" || outcome !== "any" || startedBy !== null || version !== null;

export const outcomeOptions: readonly { value: RunsFilter["outcome"]; label: string }[] = [
  { value: "any", label: "Any outcome" },
  ...runOutcomes.map((outcome) => ({ value: outcome, label: outcomeWords[outcome] })),
];

/** How the filter is in the URL. */
export const runsUrlFormat = {
  read(params: { get(name: string): string | null }): RunsFilter {
    const outcome = runOutcomes.find((one) => one === params.get("outcome"));
    return {
      text: (params.get("q") ?? "").slice(0, 200),
      outcome: outcome ?? "any",
      startedBy: params.get("by"),
      version: params.get("version"),
    };
  },
  write({ text, outcome, startedBy, version }: RunsFilter): string {
    const params = new URLSearchParams();
    if (text !== "") params.set("q", text);
    if (outcome !== "any") params.set("outcome", outcome);
    if (startedBy !== null) params.set("by", startedBy);
    if (version !== null) params.set("version", version);
    return params.toString();
  },
};
