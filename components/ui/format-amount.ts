/** Formats how many bytes of how many have arrived. */
import { formatBytes } from "@/lib/kit/units";

/** `20.7 of 70.5 MB`, `900 B of 70.5 MB`; only one amount when all bytes arrived or the total is unknown (null). */
export function formatAmount(bytes: number, total: number | null): string {
  const part = formatBytes(bytes);
  if (total === null || bytes === total) return part;
  const all = formatBytes(total);
  const unit = ` ${all.split(" ")[1]}`;
  return `${part.endsWith(unit) ? part.slice(0, -unit.length) : part} of ${all}`;
}
