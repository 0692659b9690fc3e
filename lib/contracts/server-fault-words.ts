/** Describes the faults that Lab injects into an image server: for Lab, the Servers page, and logs. */
import { formatRate } from "@/lib/kit/units";
import type { ServerFaults, TftpFaults } from "./server-faults";

/** One short sentence for each active fault, the worst first; empty when there is none. */
export function serverFaultWords(faults: ServerFaults | TftpFaults): string[] {
  const { missing, denied, corrupts, stopsAtPercent, bytesPerSecond } = faults;
  const dropsShare = "dropsShare" in faults ? faults.dropsShare : 0;
  return [
    faults.down === "refuses" && "Down: refuses connections.",
    faults.down === "silent" && "Down: never answers.",
    missing !== "" && `${pathWords(missing)}: answers "file not found".`,
    denied !== "" && `${pathWords(denied)}: answers "permission denied".`,
    corrupts !== "" && `${pathWords(corrupts)}: sends corrupted bytes.`,
    stopsAtPercent !== null && `Every transfer stops at ${stopsAtPercent}%.`,
    bytesPerSecond !== null && `Every transfer is limited to ${formatRate(bytesPerSecond)}.`,
    dropsShare > 0 && `Loses ${percentWords(dropsShare)} of datagrams in each direction.`,
  ].filter((words) => words !== false);
}

const pathWords = (pattern: string): string => (pattern === "*" ? "All files" : pattern);

/** Writes a share as a percentage: 0.125 -> `12.5%`. */
export const percentWords = (share: number): string => `${Math.round(share * 10_000) / 100}%`;
