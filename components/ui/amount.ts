/** So much of so much, with the unit once where it is the same. */
import { formatBytes } from "@/lib/kit/units";

/** `20.7 of 70.5 MB`, `900 B of 70.5 MB`; only what there is when all of it is there or the whole is not known. */
export function amountOf(bytes: number, whole: number | null): string {
  const part = formatBytes(bytes);
  if (whole === null || bytes === whole) return part;
  const all = formatBytes(whole);
  const unit = ` ${all.split(" ")[1]}`;
  return `${part.endsWith(unit) ? part.slice(0, -unit.length) : part} of ${all}`;
}
