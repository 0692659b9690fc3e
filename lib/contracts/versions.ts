/** AP software versions: four numbers from 0 to 255, like `17.9.4.27`. A version can't be computed from a release name. */
import { z } from "zod";

const part = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const PATTERN = new RegExp(`^${part}(\\.${part}){3}$`);

export const versionSchema = z.string().regex(PATTERN, "Enter four numbers from 0 to 255, like 17.9.4.27.");
export type Version = z.infer<typeof versionSchema>;

/** What an access point without a backup image shows as its version. */
export const NO_VERSION = "0.0.0.0";

/** Whether the text is a version. */
export const isVersion = (text: string): boolean => PATTERN.test(text);

/** Negative when `a` is older than `b`, zero when they are the same, positive when `a` is newer. */
export function compareVersions(a: string, b: string): number {
  const left = a.split(".").map(Number);
  const right = b.split(".").map(Number);
  for (let i = 0; i < 4; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
