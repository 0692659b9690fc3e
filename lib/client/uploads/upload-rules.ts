/** The rules of an upload in the browser: which failures are retried, what the user reads, and the rate. */

import { type Fault, fault } from "@/lib/contracts/fault";
import { faultSchema } from "@/lib/contracts/fault-schema";
import { uploadGone } from "@/lib/contracts/uploads";
import { areSchemasLoaded } from "../schemas";

/** Delays between attempts, milliseconds. They start over after each uploaded chunk; after the last one, the user can resume. */
export const RETRY_DELAYS_MS: number[] = [
  0,
  500,
  1000,
  2000,
  3000,
  ...Array.from({ length: 175 }, () => 5000),
];

/**
 * Whether the same request may succeed later. Status 0: no answer.
 * 409 and 423: the server still has the upload locked for the lost connection.
 */
export const isWorthRetrying = (status: number): boolean =>
  status === 0 || status === 409 || status === 423 || (status >= 500 && status !== 507);

/** The fault in the server's answer, or the one that follows from the HTTP status (0: no answer). */
export function faultOfAnswer(status: number, body: string): Fault {
  try {
    const { fault: said } = JSON.parse(body) as { fault?: unknown };
    const parsed = areSchemasLoaded() ? faultSchema.safeParse(said) : null;
    if (parsed?.success) return parsed.data;
  } catch {
    // Not an answer of this program: a proxy's page, or nothing.
  }
  if (status === 0)
    return fault(
      "timed-out",
      "The console did not answer.",
      "The uploaded part is kept. Check the connection, then select Resume.",
    );
  if (status === 404 || status === 410) return uploadGone();
  return fault("internal", `The console answered with HTTP status ${status}.`, "Select Resume to try again.");
}

/** Measures bytes per second as a moving average over about two seconds, from total byte counts. */
export function createRateMeter(): { add(totalBytes: number, atMs: number): number } {
  let last: { bytes: number; at: number } | undefined;
  let rate = 0;
  return {
    add(totalBytes, atMs) {
      if (last === undefined || totalBytes < last.bytes) {
        last = { bytes: totalBytes, at: atMs };
        return rate;
      }
      const elapsed = atMs - last.at;
      if (elapsed < 200) return rate;
      const sample = ((totalBytes - last.bytes) * 1000) / elapsed;
      const weight = rate === 0 ? 1 : 1 - Math.exp(-elapsed / 2000);
      rate += (sample - rate) * weight;
      last = { bytes: totalBytes, at: atMs };
      return rate;
    },
  };
}
