/** The program's own log, to standard error: faults that belong to nobody who asked. One line each. */
import { printable } from "@/lib/kit/text";

const levels = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof levels)[number];

/** Writes one line per call, with its level and the part of the program that it comes from. */
export type ProgramLog = {
  write(level: LogLevel, where: string, what: unknown): void;
  /** For ports that take `(where, cause)` or only a cause. */
  fault(where: string): (cause: unknown) => void;
};

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
