/** What is worth saying aloud when the upgrade moved on: stages and failures, never a percentage (spec 10). */
import type { UpgradeRow } from "@/lib/contracts/upgrade";

type Heard = Pick<UpgradeRow, "id" | "stageMarks" | "counters" | "running" | "status">;

const activeStage = (row: Heard) => row.stageMarks.find((m) => m.mark === "active")?.stage;
const points = (n: number) => `${n} access ${n === 1 ? "point" : "points"}`;

/** One sentence or more; undefined when nothing is worth saying. `before` undefined: the page was just opened. */
export function announcement(before: Heard | undefined, after: Heard): string | undefined {
  if (before === undefined) return undefined;
  const said: string[] = [];
  const stage = activeStage(after);
  if (stage !== undefined && stage !== activeStage(before)) said.push(`Stage ${stage} in progress.`);
  for (const { stage: name, mark } of after.stageMarks) {
    const was = before.stageMarks.find((m) => m.stage === name)?.mark;
    if (mark === was) continue;
    if (mark === "failed") said.push(`Stage ${name} failed.`);
    if (mark === "warnings") said.push(`Stage ${name} done with warnings.`);
  }
  const failed = after.counters.failed;
  if (failed > before.counters.failed) said.push(`${points(failed)} failed.`);
  if (before.running && !after.running) said.push(after.status);
  return said.length === 0 ? undefined : said.join(" ");
}
