/**
 * What becomes of a delivery after each attempt: delivered, tried again later, or failed. Decides only: it knows no clock,
 * no socket and no random number. The delays are those that the Standard Webhooks specification proposes.
 */
import { type Fault, fault } from "@/lib/contracts/fault";
import type { DeliveryRow } from "@/lib/contracts/webhooks";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** Before the second, third ... attempt. After the last one, the delivery has failed: three days after it was made. */
export const RETRY_DELAYS_MS: readonly number[] = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];
/** A delay becomes longer by up to this share of it, so that a receiver that was down is not hit by all at once. */
const JITTER = 0.2;
/** A receiver that asks for more time than this is not heard. */
const MOST_RETRY_AFTER_MS = 24 * HOUR_MS;
/** No wait is longer, so a stored time that is further away was written under another clock. */
export const LONGEST_WAIT_MS = 24 * HOUR_MS * (1 + JITTER);

/** How an attempt was answered. */
export type AttemptOutcome = {
  /** Null when there was no answer. */
  status: number | null;
  fault: Fault | null;
  retryAfterMs: number | null;
};

type Changes = Pick<
  DeliveryRow,
  "state" | "attempts" | "attemptsInRow" | "nextAttemptAt" | "lastAttemptAt" | "status" | "fault"
>;

/**
 * @param now wall milliseconds at the end of the attempt
 * @param chance a random number in [0, 1)
 * @returns the changed fields, and whether the webhook has to be disabled
 */
export function afterAttempt(
  row: Readonly<DeliveryRow>,
  outcome: AttemptOutcome,
  now: number,
  chance: number,
): { changes: Changes; isGone: boolean } {
  const { status } = outcome;
  const why = outcome.fault ?? faultOfStatus(status ?? 0);
  const ended: Changes = {
    state: why === null ? "delivered" : "failed",
    attempts: row.attempts + 1,
    attemptsInRow: row.attemptsInRow + 1,
    nextAttemptAt: null,
    lastAttemptAt: now,
    status,
    fault: why,
  };
  const isGone = status === 410;
  const delay = RETRY_DELAYS_MS[row.attemptsInRow];
  if (why === null || isGone || delay === undefined) return { changes: ended, isGone };
  const asked = Math.min(outcome.retryAfterMs ?? 0, MOST_RETRY_AFTER_MS);
  const nextAttemptAt = Math.round(now + Math.max(delay, asked) * (1 + JITTER * chance));
  return { changes: { ...ended, state: "waiting", nextAttemptAt }, isGone };
}

/** Only 2xx is a success. */
function faultOfStatus(status: number): Fault | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400)
    return fault(
      "peer-error",
      `The receiver answered with a redirect (${status}). Redirects are not followed.`,
      "Change the URL of the webhook to the final one.",
    );
  if (status === 410)
    return fault(
      "peer-error",
      "The receiver answered 410 Gone: it no longer accepts messages from this webhook.",
    );
  return fault("peer-error", `The receiver answered with status ${status}.`);
}

/**
 * How long to wait for the next attempt, in milliseconds.
 * @param now wall milliseconds
 */
export const waitOf = ({ nextAttemptAt }: Pick<DeliveryRow, "nextAttemptAt">, now: number): number =>
  Math.min(Math.max(0, (nextAttemptAt ?? now) - now), LONGEST_WAIT_MS);

/** The changes with which a delivery is sent as if it were new. @param now wall milliseconds */
export const orderedAgain = (
  now: number,
): Pick<DeliveryRow, "state" | "attemptsInRow" | "nextAttemptAt"> => ({
  state: "waiting",
  attemptsInRow: 0,
  nextAttemptAt: now,
});
