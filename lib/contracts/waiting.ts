/**
 * What access points wait for, in words, the same on the page and on the command line. Rows say whom or which batch they
 * wait for; the numbers that change meanwhile are looked up where the words are shown, so that waiting sends no rows.
 */
import { grouped } from "@/lib/kit/number-text";
import { type ApRow, isMoving } from "./aps";
import type { StartQueueRow } from "./upgrade";

/** What one access point waits for. */
export type Wait = {
  /** In words without numbers that change; empty when it waits for nothing. */
  readonly activity: string;
  readonly batch: number | null;
  /** Id of the access point whose transfer has to end first. */
  readonly apId: string | null;
};
export const NO_WAIT: Wait = { activity: "", batch: null, apId: null };

/** What the words depend on besides the row. Times are milliseconds of the controller's clock. */
export type WaitingFacts = {
  queue: StartQueueRow | null;
  /** Null while unknown. */
  now: number | null;
  /** The row of the access point that it waits for; undefined when there is none. */
  awaited: Pick<ApRow, "apImage"> | undefined;
};

/** When a batch starts, in milliseconds of the controller's clock. */
export const batchStartsAt = (queue: StartQueueRow, batch: number): number =>
  queue.startsAt + (batch - queue.batch) * queue.intervalMs;

/** `Queued for batch 3, in 4 s`, `Waits for 9120-core (image master), 41%`, `Waits for its next try, in 12 s` */
export function activityText(
  row: Pick<ApRow, "activity" | "waitsForBatch" | "nextRetryAt">,
  facts: WaitingFacts,
): string {
  const { queue, now, awaited } = facts;
  if (row.activity === "") return "";
  if (row.waitsForBatch !== null && queue !== null)
    return row.activity + countdown(batchStartsAt(queue, row.waitsForBatch), now);
  if (row.nextRetryAt !== null) return row.activity + countdown(row.nextRetryAt, now);
  if (awaited === undefined || !isMoving(awaited.apImage)) return row.activity;
  const { percent } = awaited.apImage;
  return percent === null ? row.activity : `${row.activity}, ${percent}%`;
}

/** `143 queued; next batch of 16 in 4 s`; empty when nobody is queued. */
export function queueText(queue: StartQueueRow | null, now: number | null): string {
  if (queue === null) return "";
  const left = now === null ? null : secondsUntil(queue.startsAt, now);
  const when = left === null ? "" : left === 0 ? " now" : ` in ${grouped(left)} s`;
  return `${grouped(queue.count)} queued; next batch of ${queue.size}${when}`;
}

const secondsUntil = (at: number, now: number): number => Math.max(0, Math.ceil((at - now) / 1000));

function countdown(at: number, now: number | null): string {
  const left = now === null ? 0 : secondsUntil(at, now);
  return left === 0 ? "" : `, in ${grouped(left)} s`;
}
