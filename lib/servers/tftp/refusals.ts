/** What the TFTP server says no to before a transfer begins: code, words, and under which name it is counted. */
import { ErrorCode } from "@/lib/wire/tftp/packet";
import type { Refusal } from "./jail";

/** `reason` names the counter. */
export type Refused = Refusal & { reason: string };

export const TOO_OFTEN = "too many requests per second";
export const notUtf8: Refused = {
  code: ErrorCode.accessViolation,
  words: "The name is not valid UTF-8",
  reason: "name not allowed",
};
export const malformed: Refused = {
  code: ErrorCode.illegalOperation,
  words: "The request cannot be read",
  reason: "malformed request",
};
export const readOnly: Refused = {
  code: ErrorCode.accessViolation,
  words: "This server is read-only: it takes no files",
  reason: "write request",
};
export const unknownMode: Refused = {
  code: ErrorCode.illegalOperation,
  words: "The mode must be octet or netascii",
  reason: "unknown mode",
};

export const counted = (refusal: Refusal): Refused => ({
  ...refusal,
  reason: refusal.code === ErrorCode.fileNotFound ? "file not found" : "name not allowed",
});
