/** AP versions: four numbers `17.9.4.27`, each 0-255 (spec 20, "Versions"). Never computed from a release name. */
import { z } from "zod";

const part = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const PATTERN = new RegExp(`^${part}(\\.${part}){3}$`);

export const versionSchema = z
  .string()
  .regex(PATTERN, "A version is four numbers from 0 to 255, like 17.9.4.27.");
export type Version = z.infer<typeof versionSchema>;

export const NO_VERSION = "0.0.0.0";

export const isVersion = (text: string): boolean => PATTERN.test(text);

/** Negative, zero or positive, as `a` is older than, the same as or newer than `b`. */
export function compareVersions(a: string, b: string): number {
  const left = a.split(".").map(Number);
  const right = b.split(".").map(Number);
  for (let i = 0; i < 4; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
