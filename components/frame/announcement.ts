/** The text for screen readers when the upgrade progresses: stages and failures, but no percentages. */
import { formatApCount } from "@/components/fleet/format-ap-count";
import type { UpgradeRow } from "@/lib/contracts/upgrade";

type UpgradeFacts = Pick<
  UpgradeRow,
  "id" | "stageMarks" | "counters" | "running" | "canActivate" | "status" | "causes"
>;

const activeStage = (row: UpgradeFacts) => row.stageMarks.find((m) => m.mark === "active")?.stage;

/** Sentences about what changed; undefined when there is nothing to announce or the page was just opened. */
export function announcement(before: UpgradeFacts | undefined, after: UpgradeFacts): string | undefined {
  if (before === undefined) return undefined;
  const sentences: string[] = [];
  const stage = activeStage(after);
  if (stage !== undefined && stage !== activeStage(before))
    sentences.push(after.canActivate ? `Stage ${stage}: action required.` : `Stage ${stage} in progress.`);
  for (const { stage: name, mark } of after.stageMarks) {
    const previous = before.stageMarks.find((m) => m.stage === name)?.mark;
    if (mark === previous) continue;
    if (mark === "failed") sentences.push(`Stage ${name} failed.`);
    if (mark === "warnings") sentences.push(`Stage ${name} done with warnings.`);
  }
  const failed = after.counters.failed;
  if (failed > before.counters.failed)
    sentences.push(`${formatApCount(failed)} failed.`, ...newCauses(before, after));
  if (before.running && !after.running) sentences.push(after.status);
  return sentences.length === 0 ? undefined : sentences.join(" ");
}

/** Each cause that was not known before, with whom it hits. */
function newCauses(before: UpgradeFacts, after: UpgradeFacts): string[] {
  const known = new Set(before.causes.map(({ text }) => text));
  return after.causes
    .filter(({ text }) => !known.has(text))
    .map(({ text, apNames, apCount }) => {
      const hits = apCount === 1 ? (apNames[0] ?? formatApCount(1)) : formatApCount(apCount);
      return `${hits}: ${text}`;
    });
}
