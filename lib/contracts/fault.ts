/**
 * A fault: how something failed or was refused. It is plain data: it becomes a form message, a syslog text, a TFTP ERROR
 * or an HTTP status, and is compared by its `code` only. Its schema has a file of its own (`fault-schema.ts`), so that a
 * page that only shows faults does not load what schemas need.
 */
import type { z } from "zod";
import { type FaultCode, faultCodes } from "./fault-codes";
import type { faultSchema } from "./fault-schema";

export type Fault = z.infer<typeof faultSchema>;

/** Makes a fault; without a message it has its code's title. */
export function fault(code: FaultCode, message: string = faultCodes[code].title, remedy?: string): Fault {
  return remedy === undefined ? { code, message } : { code, message, remedy };
}

/** What happened and, where there is one, what to do about it, as one text. */
export const faultText = ({ message, remedy }: Fault): string =>
  remedy === undefined ? message : `${message} ${remedy}`;

/** A fault thrown inside one thread. Compare `fault.code`, never `instanceof`: one process has several copies of a module. */
export class FaultError extends Error {
  readonly fault: Fault;
  constructor(f: Fault) {
    super(f.message);
    this.name = "FaultError";
    this.fault = f;
  }
}

/** Only this program throws faults, so the parts that may be absent are not looked at. */
const isFault = (value: unknown): value is Fault =>
  typeof value === "object" &&
  value !== null &&
  "code" in value &&
  Object.hasOwn(faultCodes, String(value.code)) &&
  "message" in value &&
  typeof value.message === "string";

/** The fault in a thrown value; anything without one becomes the fault `internal`. */
export function faultOf(thrown: unknown): Fault {
  if (typeof thrown === "object" && thrown !== null && "fault" in thrown && isFault(thrown.fault))
    return thrown.fault;
  return fault("internal", thrown instanceof Error ? thrown.message : String(thrown));
}

/** The answer to a command: a value or a fault, never an exception. */
export type Answer<T> = { ok: true; value: T } | { ok: false; fault: Fault };
