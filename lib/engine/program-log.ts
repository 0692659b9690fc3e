/** The program's own log on standard error: faults that no user waits for, one line each. */
import { printable } from "@/lib/kit/text";

const levels = ["debug", "info", "warn", "error"] as const;
/** From the least to the most severe. */
export type LogLevel = (typeof levels)[number];

/** Writes one line per call, with its level and the part of the program that it comes from. */
export type ProgramLog = {
  write(level: LogLevel, where: string, what: unknown): void;
  /** A function that logs causes of one part of the program as errors. */
  fault(where: string): (cause: unknown) => void;
};

/** Logs lines of at least the level `threshold`. */
export function programLog(threshold: LogLevel, out: (line: string) => void): ProgramLog {
  const write = (level: LogLevel, where: string, what: unknown) => {
    if (levels.indexOf(level) < levels.indexOf(threshold)) return;
    const text =
      what instanceof Error
        ? level === "error"
          ? (what.stack ?? what.message)
          : what.message
        : String(what);
    out(`${new Date().toISOString()} ${level} ${where}: ${printable(text)}`);
  };
  return { write, fault: (where) => (cause) => write("error", where, cause) };
}
