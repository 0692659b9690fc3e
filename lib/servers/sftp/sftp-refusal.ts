/** Refusals of the SFTP server: each becomes a STATUS answer (draft-ietf-secsh-filexfer-02 §7). */
import type { Result } from "@/lib/kit/result";
import { type StatusCode, statusCode, statusText } from "@/lib/wire/sftp/protocol";

/** The code and message of a STATUS answer. The message never contains a real path. */
export type Refusal = { code: StatusCode; message: string };

/** @param message OpenSSH's text for the code when absent */
export const refusal = (code: StatusCode, message: string = statusText[code]): Refusal => ({ code, message });
export const notFound = refusal(statusCode.noSuchFile);
export const denied = refusal(statusCode.permissionDenied);

const MESSAGES: Record<string, string> = {
  ENOSPC: "No space left on device",
  EDQUOT: "Disk quota exceeded",
  EEXIST: "File exists",
  ENOTEMPTY: "Directory not empty",
  ENAMETOOLONG: "File name too long",
  EMFILE: "Too many open files",
  ENFILE: "Too many open files",
  EISDIR: "Is a directory",
  ENOTDIR: "Not a directory",
  EFBIG: "File too large",
};

/** The refusal for an error of the file system. The error's own message names real paths, so it is not passed on. */
export function refusalOf(error: unknown): Refusal {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
    case "ELOOP":
      return notFound;
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return denied;
    default:
      return refusal(statusCode.failure, MESSAGES[code]);
  }
}

/** A refusal thrown where a request is answered; {@link SftpAnswers} turns it into a STATUS. */
export class RefusedError extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

/** @throws RefusedError */
export const refuse = (code: StatusCode, message?: string): never => {
  throw new RefusedError(refusal(code, message));
};

/** The value of a result. @throws RefusedError for a refusal */
export const valueOrRefuse = <T>(result: Result<T, Refusal>): T => {
  if (!result.ok) throw new RefusedError(result.fault);
  return result.value;
};
