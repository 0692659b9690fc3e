/** Splits the lines of a file into those shown near their findings, and those that are folded. */
import type { DoctorFinding } from "@/lib/contracts/doctor";

export type NumberedLine = { number: number; text: string; findings: DoctorFinding[] };
export type LineGroup = { isFolded: boolean; lines: NumberedLine[] };

/** Lines around a finding that stay visible. */
const AROUND = 3;
/** A shorter group is not folded. */
const MIN_FOLDED_LINES = 8;

/** The lines in groups: those near a finding, and those far from any, which are folded. */
export function lineGroupsOf(text: string, findings: readonly DoctorFinding[]): LineGroup[] {
  const byLine = new Map<number, DoctorFinding[]>();
  for (const finding of findings)
    if (finding.line !== null) byLine.set(finding.line, [...(byLine.get(finding.line) ?? []), finding]);
  const texts = text.replace(/\r?\n$/, "").split(/\r\n|\n|\r/);
  const lines = texts.map((content, index) => ({
    number: index + 1,
    text: content,
    findings: byLine.get(index + 1) ?? [],
  }));
  const near = new Set<number>();
  for (const number of byLine.keys())
    for (let each = number - AROUND; each <= number + AROUND; each++) near.add(each);
  const groups: LineGroup[] = [];
  for (const line of lines) {
    const isFolded = !near.has(line.number);
    const current = groups.at(-1);
    if (current?.isFolded === isFolded) current.lines.push(line);
    else groups.push({ isFolded, lines: [line] });
  }
  const isOnly = groups.length === 1;
  return groups.map(({ isFolded, lines: own }) => ({
    isFolded: isFolded && !isOnly && own.length >= MIN_FOLDED_LINES,
    lines: own,
  }));
}
