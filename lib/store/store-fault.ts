/** Errors of the database as faults with a remedy, and whether trying again can help. */
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

/** The driver adapter's error, thrown by itself or wrapped by Prisma's client. */
const causeOf = (thrown: unknown): unknown =>
  field(field(field(thrown, "meta"), "driverAdapterError"), "cause") ?? field(thrown, "cause");

/** SQLite's own message, without the source code that Prisma puts in front of it. */
function sentenceOf(thrown: unknown): string {
  const original = field(causeOf(thrown), "originalMessage");
  if (typeof original === "string") return original;
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** @param file path of the database, for the message */
export function storeFaultOf(thrown: unknown, file: string): StoreFault {
  const code = sqliteCodeOf(thrown) ?? "";
  const is = (name: string) => code === name || code.startsWith(`${name}_`);
  const unusable = (message: string, remedy: string) => fault("store-unusable", message, remedy);
  if (is("SQLITE_FULL"))
    return {
      retry: true,
      fault: fault(
        "disk-full",
        `The disk that holds ${file} is full. Changes are refused, and new records are kept in memory.`,
        "Free some disk space. The console then writes the records automatically.",
      ),
    };
  if (is("SQLITE_BUSY") || is("SQLITE_LOCKED"))
    return {
      retry: true,
      fault: unusable(
        `Another program has locked ${file}. Changes are refused, and new records are kept in memory.`,
        "End the other program. The console then writes the records automatically.",
      ),
    };
  if (is("SQLITE_NOTADB") || is("SQLITE_CORRUPT"))
    return {
      retry: false,
      fault: unusable(
        `${file} is damaged or is not a database: ${sentenceOf(thrown)}.`,
        "Restore a copy of it, or move it away to start with an empty one.",
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
  return { retry: false, fault: fault("internal", `The database reported an error: ${sentenceOf(thrown)}`) };
}

/** The refusal of a change that could not be stored. @param why what writing fails with */
export const nothingChanged = ({ code, remedy }: Fault): Fault =>
  fault(
    code,
    code === "disk-full"
      ? "The disk is full: nothing was changed."
      : "The data folder cannot be written: nothing was changed.",
    remedy,
  );

/** A `store-unusable` fault to throw. */
export const unusable = (message: string, remedy: string): FaultError =>
  new FaultError(fault("store-unusable", message, remedy));
