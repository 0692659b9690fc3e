/** Groups the events of an access point by the runs in which they happened. */
import type { ApDetail } from "@/lib/contracts/ap-detail";
import type { ApRun } from "@/lib/contracts/runs";

export type HistoryEvent = ApDetail["history"][number];
/** A run with its events, or events outside of runs. */
export type HistoryGroup = { key: string; run: ApRun | null; title: string; events: HistoryEvent[] };

/**
 * Newest first.
 * @param events newest first
 * @param runs newest first, those in which the access point took part
 * @param hasOlder older runs are not loaded, so events before the oldest one may belong to them
 */
export function historyGroups(
  events: readonly HistoryEvent[],
  runs: readonly ApRun[],
  hasOlder: boolean,
): HistoryGroup[] {
  const groups: HistoryGroup[] = [];
  let rest = [...events];
  /** Takes the events after `at` off the rest. */
  const take = (at: number) => {
    const taken = rest.filter(({ wallAt }) => wallAt > at);
    rest = rest.filter(({ wallAt }) => wallAt <= at);
    return taken;
  };
  const outside = (title: string, found: HistoryEvent[]) => {
    const [newest] = found;
    if (newest) groups.push({ key: `outside ${newest.wallAt}`, run: null, title, events: found });
  };
  for (const [i, run] of runs.entries()) {
    const { number, startedAt, endedAt } = run.row;
    const end = endedAt === null ? Number.POSITIVE_INFINITY : Math.max(endedAt, run.recordedUntil);
    outside(i === 0 ? "Since the last run" : `After run ${number}`, take(end));
    groups.push({ key: `run ${number}`, run, title: `Run ${number}`, events: take(startedAt - 1) });
  }
  outside(runs.length === 0 ? "Events" : hasOlder ? "Earlier" : "Before its first run", rest);
  return groups;
}
