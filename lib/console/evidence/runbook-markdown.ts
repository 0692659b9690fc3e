/** The runbook of an upgrade as Markdown, with a box to tick at each step. */

import { type Runbook, type RunbookStep, runbookPages } from "@/lib/contracts/runbook";
import { markdownBlock, markdownCode, markdownTable, markdownText } from "@/lib/kit/markdown";
import { grouped } from "@/lib/kit/number-text";

export function runbookMarkdown(book: Runbook): string {
  const { fromVersion, targetVersion, controller, profile, fleet, notes, sections } = book;
  let number = 0;
  const parts = [
    `# Runbook: upgrade of ${markdownText(controller)} from ${markdownCode(fromVersion)} to ${markdownCode(targetVersion ?? "the version on the image server")}`,
    markdownTable(
      ["Profile", "Value"],
      profile.map(({ name, value }) => [name, markdownText(value)]),
    ),
    markdownTable(
      ["Image family", "Access points", "Models"],
      fleet.map(({ family, aps, models }) => [family, grouped(aps), models.map(markdownText).join(", ")]),
    ),
    ...notes.map((note) => `> ${markdownText(note)}`),
    ...sections.flatMap(({ title, steps }) => [
      `## ${title}`,
      ...steps.map((step) => stepMarkdown(step, ++number)),
    ]),
  ];
  return `${parts.join("\n\n")}\n`;
}

function stepMarkdown(
  { title, actions, page, lines, output, expected, decision }: RunbookStep,
  number: number,
): string {
  const list = (texts: readonly string[]) => texts.map((text) => `- ${markdownText(text)}`).join("\n");
  return [
    `### ${number}. ${markdownText(title)}`,
    "- [ ] Done at ________ by ________",
    ...(page === null ? [] : [`Page: ${markdownText(runbookPages[page])}`]),
    ...(actions.length === 0 ? [] : [list(actions)]),
    ...(lines.length === 0 ? [] : ["On the command line:", markdownBlock(lines)]),
    ...(output.length === 0 ? [] : ["Output includes:", markdownBlock(output)]),
    ...(expected.length === 0 ? [] : ["Expected:", list(expected)]),
    ...(decision === null
      ? []
      : [`**Decide:** ${markdownText(decision.question)} If not: ${markdownText(decision.otherwise)}`]),
  ].join("\n\n");
}
