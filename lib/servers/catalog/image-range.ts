/** Which bytes of an image a request asks for (RFC 9110 §14). Single ranges only: several are answered with the whole file. */
import parseRange from "range-parser";

export type ImageRange =
  | { kind: "whole" }
  /** Offsets of the first and the last byte. */
  | { kind: "part"; start: number; end: number }
  | { kind: "unsatisfiable" };

/**
 * @param range the Range header
 * @param ifRange the If-Range header: the part is wanted only of the file with this entity tag
 * @param etag of the file as it is now, quoted
 */
export function rangeOf(
  range: string | undefined,
  ifRange: string | undefined,
  etag: string,
  sizeBytes: number,
): ImageRange {
  // RFC 9110 §13.1.5: a date is never equal, because no Last-Modified is sent.
  if (range === undefined || (ifRange !== undefined && ifRange.trim() !== etag)) return { kind: "whole" };
  const parsed = parseRange(sizeBytes, range);
  if (parsed === -1) return { kind: "unsatisfiable" };
  if (parsed === -2 || parsed.type !== "bytes" || parsed.length !== 1) return { kind: "whole" };
  const [only] = parsed;
  return only === undefined ? { kind: "whole" } : { kind: "part", start: only.start, end: only.end };
}
