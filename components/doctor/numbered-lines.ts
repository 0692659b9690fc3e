/** Which lines of a file are shown with their findings, and which are folded. */
import type { DoctorFinding } from "@/lib/contracts/doctor";

export type NumberedLine = { number: number; text: string; findings: DoctorFinding[] };
export type Stretch = { isFolded: boolean; lines: NumberedLine[] };

/** Lines around a finding that stay visible. */
const AROUND = 3;
/** A shorter stretch is not worth a fold. */
const LEAST_FOLDED = 8;

/** The lines in stretches: those near a finding, and folds of those that are far from all. */
export function stretchesOf(text: string, findings: readonly DoctorFinding[]): Stretch[] {
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
  const stretches: Stretch[] = [];
  for (const line of lines) {
    const isFolded = !near.has(line.number);
    const current = stretches.at(-1);
    if (current?.isFolded === isFolded) current.lines.push(line);
    else stretches.push({ isFolded, lines: [line] });
  }
  const isOnly = stretches.length === 1;
  return stretches.map(({ isFolded, lines: own }) => ({
    isFolded: isFolded && !isOnly && own.length >= LEAST_FOLDED,
    lines: own,
  }));
}
