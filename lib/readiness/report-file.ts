/** A readiness report as a file: JSON with all facts, or Markdown to read and to attach to a change request. */
import { checkGroups, checkGroupTitles } from "@/lib/contracts/readiness/check-ids";
import { type CheckResult, verdictLabels } from "@/lib/contracts/readiness/check-result";
import type { ReadinessFile, ReadinessReport, readinessFormats } from "@/lib/contracts/readiness/report";
import { formatBytes } from "@/lib/kit/units";
import { predictionText, summaryText, worstFirst } from "./report-text";

export function reportFile(
  report: ReadinessReport,
  format: (typeof readinessFormats)[number],
): ReadinessFile {
  const stamp = new Date(report.startedAt).toISOString().slice(0, 16).replaceAll(":", "-");
  return format === "json"
    ? {
        fileName: `readiness-${stamp}.json`,
        mediaType: "application/json",
        text: `${JSON.stringify(report, null, 2)}\n`,
      }
    : { fileName: `readiness-${stamp}.md`, mediaType: "text/markdown", text: reportMarkdown(report) };
}

/** Characters that would end a cell or begin markup. */
const cell = (text: string): string => text.replace(/[\\|`*_<>[\]]/g, "\\$&").replace(/\s*\n\s*/g, " ");

/** The report in Markdown. */
export function reportMarkdown(report: ReadinessReport): string {
  const { facts, results, summary } = report;
  const lines = [
    "# Readiness for an upgrade",
    "",
    `**${summaryText(summary)}**`,
    "",
    `- Checked: ${new Date(report.startedAt).toISOString()} by ${cell(report.startedBy)} from ${cell(report.startedFrom)}`,
    `- Image server: ${report.server === null ? "not checked" : cell(report.server)}`,
    `- Access points: ${report.apCount}`,
    ...(facts.server.known
      ? [
          `- Read from the server: ${formatBytes(facts.server.value.cost.bytes)} in ${facts.server.value.cost.requests} requests`,
        ]
      : []),
    "",
  ];
  for (const group of checkGroups) {
    const rows = results.filter((result) => result.group === group);
    lines.push(`## ${checkGroupTitles[group]}`, "", "| verdict | check | finding |", "| --- | --- | --- |");
    for (const { verdict, title, finding } of rows)
      lines.push(`| ${verdictLabels[verdict]} | ${cell(title)} | ${cell(finding)} |`);
    lines.push("");
  }
  lines.push("## Predicted duration", "", ...predictionText(report).map((line) => `- ${cell(line)}`), "");
  const problems = worstFirst(results).filter(({ fix, verdict }) => fix !== null && verdict !== "pass");
  if (problems.length > 0) lines.push("## What to do", "");
  for (const problem of problems) lines.push(...problemLines(problem), "");
  return `${lines.join("\n").trimEnd()}\n`;
}

function problemLines({
  title,
  verdict,
  finding,
  why,
  fix,
  evidence,
  affected,
  affectedCount,
  reference,
}: CheckResult): string[] {
  const more = affectedCount - affected.length;
  return [
    `### ${cell(title)}: ${verdictLabels[verdict]}`,
    "",
    cell(finding),
    "",
    `Why it matters: ${cell(why)}`,
    "",
    `What to do: ${cell(fix?.text ?? "")}`,
    ...(fix !== null && fix.commands.length > 0 ? ["", "```", ...fix.commands, "```"] : []),
    ...(affected.length > 0
      ? ["", `Affected: ${cell(affected.join(", "))}${more > 0 ? ` and ${more} more` : ""}`]
      : []),
    ...(evidence.length > 0
      ? ["", ...evidence.map(({ asked, answer }) => `- ${cell(asked)}: ${cell(answer)}`)]
      : []),
    ...(reference === null ? [] : ["", `See [${cell(reference.title)}](${reference.url}).`]),
  ];
}
