/** The CPU time of other processes, from proc_pid_stat(5) of Linux. */
import { readFileSync } from "node:fs";

/** How Linux counts CPU time in /proc, everywhere that Node runs. */
const TICK_MS = 10;

/** Fields of /proc/<pid>/stat from the third on: the second, the name, may contain spaces. @throws when it has ended */
export function statFields(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  return text
    .slice(text.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
}

const sumMs = (fields: number[]): number => fields.reduce((sum, ticks) => sum + ticks, 0) * TICK_MS;

/** Of the children that the process has waited for, in milliseconds: `cutime` and `cstime`, fields 16 and 17. */
export const childrenCpuMs = (pid: number): number => sumMs(statFields(pid).slice(13, 15));

/** Of the process with its threads and those children, in milliseconds; NaN where the system does not tell. */
export function cpuMs(pid: number | null): number {
  try {
    return pid === null ? Number.NaN : sumMs(statFields(pid).slice(11, 15));
  } catch {
    return Number.NaN;
  }
}
