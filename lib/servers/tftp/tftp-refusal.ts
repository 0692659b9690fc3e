/** Refusals of the TFTP server: each becomes one ERROR packet (RFC 1350 §5), and a reason under which it is counted. */
import { ErrorCode } from "@/lib/wire/tftp/packet";
import { NoDataPortError } from "./data-sockets";
import { isOutOfDescriptors } from "./descriptor-reserve";

/** The error code and message of an ERROR packet. */
export type Refusal = {
  code: number;
  message: string;
  /** Set when the name does not exist: the name as it was asked for, and the file whose name comes closest. */
  missing?: { name: string; closest: string | null };
  /** The name of the counter, when the code alone does not tell. */
  reason?: string;
};

/** A refusal with the name of the counter that it adds to. */
export type CountedRefusal = Refusal & { reason: string };

/** The counter's name for requests above the rate limit, of which not every one is logged. */
export const TOO_MANY_REQUESTS = "too many requests per second";

export const notUtf8: CountedRefusal = {
  code: ErrorCode.accessViolation,
  message: "The file name is not valid UTF-8",
  reason: "name not allowed",
};
export const malformed: CountedRefusal = {
  code: ErrorCode.illegalOperation,
  message: "The request is malformed",
  reason: "malformed request",
};
export const readOnly: CountedRefusal = {
  code: ErrorCode.accessViolation,
  message: "This server is read-only",
  reason: "write request",
};
export const unknownMode: CountedRefusal = {
  code: ErrorCode.illegalOperation,
  message: "The mode must be octet or netascii",
  reason: "unknown mode",
};
export const tooManyOpenFiles: CountedRefusal = {
  code: ErrorCode.notDefined,
  message: "The server has too many files open",
  reason: "too many open files",
};

/** Why a file could not be opened, with the counter for it. */
export const countedFileRefusal = (refusal: Refusal): CountedRefusal => ({
  ...refusal,
  reason: refusal.reason ?? reasonOf(refusal.code),
});

function reasonOf(code: number): string {
  switch (code) {
    case ErrorCode.fileNotFound:
      return "file not found";
    case ErrorCode.diskFull:
      return "no space for a write";
    case ErrorCode.fileExists:
      return "file exists";
    default:
      return "name not allowed";
  }
}

/** The refusal of a request that failed before its transfer began. */
export function refusalOf(error: unknown): CountedRefusal {
  const code = ErrorCode.notDefined;
  if (isOutOfDescriptors(error)) return tooManyOpenFiles;
  if (error instanceof NoDataPortError) return { code, message: error.message, reason: "no free data port" };
  const message = `Internal error: ${error instanceof Error ? error.message : String(error)}`;
  return { code, message, reason: "internal failure" };
}
