/** Errors of the tus protocol as faults, so that a page can show them like all others. */
import { type Fault, fault, faultOf } from "@/lib/contracts/fault";
import { MAX_UPLOAD_BYTES, uploadGone } from "@/lib/contracts/uploads";
import { formatBytes } from "@/lib/kit/units";

/** Makes a fault of tus's own errors, which are plain text. The status stays, because the client's retries depend on it. */
export function asFaultBody(error: Error | { status_code: number; body: string }): {
  status_code: number;
  body: string;
} {
  const status = "status_code" in error && typeof error.status_code === "number" ? error.status_code : 500;
  const body = "body" in error && typeof error.body === "string" ? error.body : "";
  if (body.startsWith('{"fault"')) return { status_code: status, body };
  return { status_code: status, body: JSON.stringify({ fault: tusFault(status, error) }) };
}

function tusFault(status: number, error: unknown): Fault {
  switch (status) {
    case 404:
    case 410:
      return uploadGone();
    case 409:
      return fault("conflict", "The sent data does not continue where the received data ends.");
    case 413:
      return fault(
        "too-large",
        `An upload can have at most ${formatBytes(MAX_UPLOAD_BYTES)}, and not more than its announced size.`,
      );
    case 400:
    case 403:
      return fault("bad-input", "The upload request is incomplete or invalid.");
    default:
      return faultOf(error instanceof Error ? error : new Error("The upload could not be stored."));
  }
}
