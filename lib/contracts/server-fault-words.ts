/** The faults of an image server that are set in Lab, in words: for Lab itself, for the servers' page, for logs. */
import { formatRate } from "@/lib/kit/units";
import type { ServerFaults, TftpFaults } from "./server-faults";

/** One short sentence for each fault that is on, worst first; empty for a server that is well. */
export function serverFaultWords(faults: ServerFaults | TftpFaults): string[] {
  const { missing, denied, corrupts, stopsAtPercent, bytesPerSecond } = faults;
  const dropsShare = "dropsShare" in faults ? faults.dropsShare : 0;
  return [
    faults.down === "refuses" && "Down: connections are refused.",
    faults.down === "silent" && "Down: it never answers.",
    missing !== "" && `${pathWords(missing)} answered with "file not found".`,
    denied !== "" && `${pathWords(denied)} answered with "permission denied".`,
    corrupts !== "" && `${pathWords(corrupts)} sent with altered bytes.`,
    stopsAtPercent !== null && `Each transfer stops at ${stopsAtPercent} %.`,
    bytesPerSecond !== null && `At most ${formatRate(bytesPerSecond)} for each transfer.`,
    dropsShare > 0 && `${percentWords(dropsShare)} of the datagrams are lost each way.`,
  ].filter((words) => words !== false);
}

const pathWords = (pattern: string): string => (pattern === "*" ? "Everything is" : `${pattern} is`);

/** 0.125 -> `12.5 %`. */
export const percentWords = (share: number): string => `${Math.round(share * 10_000) / 100} %`;
