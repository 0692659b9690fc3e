/** Processor time of another process, in milliseconds. */
import { readFileSync } from "node:fs";

/** `USER_HZ` of Linux. */
const TICKS_PER_SECOND = 100;
/** User and system time in proc_pid_stat(5), then that of children, counted from the first field after the name. */
const TIMES = { from: 11, to: 15 };

/** Of a process that runs, with its threads and the children it has waited for; NaN where the system does not tell. */
export function processorMs(pid: number | null): number {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return Number.NaN;
  }
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = fields.slice(TIMES.from, TIMES.to).reduce((sum, field) => sum + Number(field), 0);
  return (ticks * 1000) / TICKS_PER_SECOND;
}
