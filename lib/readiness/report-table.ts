/** A readiness report as a table for a terminal. */
import { checkGroups, checkGroupTitles } from "@/lib/contracts/readiness/check-ids";
import { type CheckResult, type Verdict, verdictLabels } from "@/lib/contracts/readiness/check-result";
import type { ReadinessReport } from "@/lib/contracts/readiness/report";
import { printable } from "@/lib/kit/text";
import { formatBytes } from "@/lib/kit/units";
import { predictionText, summaryText, worstFirst } from "./report-text";

/** Short, so that the findings have room. */
const MARKS: Record<Verdict, string> = {
  outage: "OUTAGE",
  fails: "FAIL",
  warning: "WARN",
  manual: "MANUAL",
  "not-checked": "----",
  "not-applicable": "n/a",
  pass: "pass",
};
const WIDTH = 110;

/** The table, then what to do about each problem, then the sum. Ends with a line break. */
export function reportTable(report: ReadinessReport): string {
  const { results, summary, facts, server, apCount } = report;
  const lines = [
    `Image server   ${server ?? "not checked"}`,
    `Access points  ${apCount}`,
    ...(facts.server.known
      ? [
          `Data read      ${formatBytes(facts.server.value.cost.bytes)} in ${facts.server.value.cost.requests} requests`,
        ]
      : []),
  ];
  for (const group of checkGroups) {
    lines.push("", checkGroupTitles[group].toUpperCase());
    for (const result of results) if (result.group === group) lines.push(...row(result));
  }
  const problems = worstFirst(results).filter(({ verdict }) =>
    ["outage", "fails", "warning"].includes(verdict),
  );
  for (const problem of problems) lines.push("", ...problemLines(problem));
  lines.push("", "PREDICTED DURATION", ...predictionText(report));
  return `${[...lines, "", summaryText(summary)].map(printable).join("\n")}\n`;
}

const row = ({ verdict, title, finding }: CheckResult): string[] => {
  const [first = "", ...more] = wrapped(`${title}: ${finding}`, WIDTH - 8);
  return [`${MARKS[verdict].padEnd(7)} ${first}`, ...more.map((text) => `        ${text}`)];
};

function problemLines({ verdict, title, why, fix, evidence }: CheckResult): string[] {
  return [
    `${verdictLabels[verdict]}: ${title}`,
    ...indented(why),
    ...evidence.slice(0, 8).map(({ asked, answer }) => `  - ${asked}: ${answer}`),
    ...indented(fix === null ? "" : `What to do: ${fix.text}`),
    ...(fix?.commands ?? []).map((command) => `    ${command}`),
  ];
}

const indented = (text: string): string[] =>
  text === "" ? [] : wrapped(text, WIDTH - 2).map((line) => `  ${line}`);

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
