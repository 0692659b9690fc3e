/** What Activate interrupts, before it is confirmed: one estimate and one sentence, wherever it is shown. */

import { z } from "zod";
import { grouped } from "@/lib/kit/number-text";
import { counted } from "@/lib/kit/text";
import { formatDuration } from "@/lib/kit/units";

/** Milliseconds of the controller's (simulated) clock, from Activate until an access point is joined again. */
export const outageSchema = z.object({
  /** Access points that are joined now and lose their connection. */
  apCount: z.int(),
  /** Of those, the ones that have to download the image before they can join again. */
  downloading: z.int(),
  /** When the first and when the last of the others is back; both 0 when there are none. */
  leastMs: z.number(),
  mostMs: z.number(),
});
export type Outage = z.infer<typeof outageSchema>;

/**
 * `Activate interrupts service on 12 access points, each for 27 s to 31 s.`
 * @param clockFactor how many times as fast as wall time the controller's clock runs
 */
export function outageText({ apCount, downloading, leastMs, mostMs }: Outage, clockFactor: number): string {
  if (apCount === 0) return "Activate interrupts no service, because no access point is joined.";
  const interrupts = `Activate interrupts service on ${counted(apCount, "access point")}`;
  const returning = apCount - downloading;
  const range = rangeText(leastMs, mostMs, clockFactor);
  if (downloading === 0) return `${interrupts}${returning === 1 ? "" : ", each"} for ${range}.`;
  if (returning === 0)
    return `${interrupts}, which ${downloading === 1 ? "returns" : "return"} only after downloading the image.`;
  const late = `${grouped(downloading)} only after downloading the image`;
  return `${interrupts}: ${counted(returning, "returns", "return")} after ${range}, and ${late}.`;
}

/** Whole seconds, rounded outward; `of controller time (x10)` while the controller's clock is not the wall clock. */
function rangeText(leastMs: number, mostMs: number, clockFactor: number): string {
  const least = formatDuration(Math.floor(leastMs / 1000));
  const most = formatDuration(Math.ceil(mostMs / 1000));
  const range = least === most ? least : `${least} to ${most}`;
  return clockFactor === 1 ? range : `${range} of controller time (x${clockFactor})`;
}
