/** What went wrong in the database, as a fault an operator can act on, and whether trying again can help. */
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";

export type StoreFault = { fault: Fault; retry: boolean };

/** SQLite's result code by name (`SQLITE_FULL`), from the driver's error or from an error around it. */
function sqliteCodeOf(thrown: unknown): string | undefined {
  if (typeof thrown !== "object" || thrown === null) return undefined;
  const code = field(thrown, "code");
  if (typeof code === "string" && code.startsWith("SQLITE_")) return code;
  const original = field(causeOf(thrown), "originalCode");
  return typeof original === "string" ? original : undefined;
}

const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Partial<Record<string, unknown>>)[name] : undefined;

/** What the driver adapter found out, thrown by itself or by Prisma's client around it. */
const causeOf = (thrown: unknown): unknown =>
  field(field(field(thrown, "meta"), "driverAdapterError"), "cause") ?? field(thrown, "cause");

/** SQLite's own sentence, without the piece of source code that Prisma puts before it. */
function sentenceOf(thrown: unknown): string {
  const original = field(causeOf(thrown), "originalMessage");
  if (typeof original === "string") return original;
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** @param file the database, for the operator's eyes. */
export function storeFaultOf(thrown: unknown, file: string): StoreFault {
  const code = sqliteCodeOf(thrown) ?? "";
  const is = (name: string) => code === name || code.startsWith(`${name}_`);
  const unusable = (message: string, remedy: string) => fault("store-unusable", message, remedy);
  if (is("SQLITE_FULL"))
    return {
      retry: true,
      fault: fault(
        "disk-full",
        `The disk that holds ${file} is full; what happens is kept in memory.`,
        "Free some space: it is then written by itself.",
      ),
    };
  if (is("SQLITE_BUSY") || is("SQLITE_LOCKED"))
    return {
      retry: true,
      fault: unusable(
        `Another program has locked ${file}; what happens is kept in memory.`,
        "End the other program: it is then written by itself.",
      ),
    };
  if (is("SQLITE_NOTADB") || is("SQLITE_CORRUPT"))
    return {
      retry: false,
      fault: unusable(
        `${file} is damaged or is not a database: ${sentenceOf(thrown)}.`,
        "Put back a copy of it, or move it away: the next start then begins with an empty one.",
      ),
    };
  if (is("SQLITE_IOERR") || is("SQLITE_READONLY") || is("SQLITE_CANTOPEN") || is("SQLITE_PERM"))
    return {
      retry: true,
      fault: unusable(
        `${file} cannot be written: ${sentenceOf(thrown)}.`,
        "Check the disk and the permissions of the data folder.",
      ),
    };
  return { retry: false, fault: fault("internal", `The database refused: ${sentenceOf(thrown)}`) };
}

/** A start that cannot go on, said to the operator. */
export const unusable = (message: string, remedy: string): FaultError =>
  new FaultError(fault("store-unusable", message, remedy));
