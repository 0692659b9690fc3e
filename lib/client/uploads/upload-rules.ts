/** Decisions of an upload in the browser, apart from its connection: what is tried again, and what is said. */
import { type Fault, fault, faultSchema } from "@/lib/contracts/fault";

/** Waits between attempts, milliseconds. They begin anew after every part that went through; then Resume is offered. */
export const RETRY_DELAYS_MS: number[] = [
  0,
  500,
  1000,
  2000,
  3000,
  ...Array.from({ length: 175 }, () => 5000),
];

/**
 * Whether the same request may succeed later. Status 0: there was no answer at all.
 * 409 and 423: the server still holds the upload for the connection that broke.
 */
export const isWorthRetrying = (status: number): boolean =>
  status === 0 || status === 409 || status === 423 || (status >= 500 && status !== 507);

/** What the server said, or what its silence means. */
export function faultOfAnswer(status: number, body: string): Fault {
  try {
    const parsed = faultSchema.safeParse((JSON.parse(body) as { fault?: unknown }).fault);
    if (parsed.success) return parsed.data;
  } catch {
    // Not ours: a proxy's page, or nothing.
  }
  if (status === 0)
    return fault(
      "timed-out",
      "The console did not answer.",
      "What arrived is kept. Check the connection, then press Resume.",
    );
  if (status === 404 || status === 410)
    return fault(
      "not-found",
      "This upload is not known any more: it was canceled, or it expired.",
      "Upload the file again.",
    );
  return fault("internal", `The console answered with HTTP status ${status}.`, "Press Resume to try again.");
}

/** Bytes per second as a moving mean over about two seconds, fed with totals. */
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
