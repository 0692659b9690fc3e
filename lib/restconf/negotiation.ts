/** The media types of bodies and answers, and what a client asks of an answer that has not changed. */
import { found, type Outcome, problems, refused } from "./problem";

export const DATA_TYPE = "application/yang-data+json";

const typesOf = (header: string): string[] =>
  header.split(",").map((part) => (part.split(";")[0] ?? "").trim().toLowerCase());

/** Refuses a client that wants no JSON. Without the header, anything is welcome. */
export function checkAccept(accept: string | null): Outcome<null> {
  const welcome = ["", "*/*", "application/*", DATA_TYPE, "application/json"];
  return accept === null || typesOf(accept).some((type) => welcome.includes(type))
    ? found(null)
    : refused(problems.notAcceptable());
}

/** Parses the body of a change. @param contentType null: the header is absent */
export function parseBody(contentType: string | null, text: string): Outcome<unknown> {
  const [type = ""] = typesOf(contentType ?? "");
  if (type !== DATA_TYPE && type !== "application/json") return refused(problems.unsupportedMediaType());
  try {
    return found(JSON.parse(text) as unknown);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : "not valid";
    return refused(problems.malformed(`the body is not JSON: ${why.slice(0, 200)}`));
  }
}

const tagsOf = (header: string): string[] => header.split(",").map((tag) => tag.trim().replace(/^W\//, ""));

/** Whether the client has this version of the resource already (`If-None-Match`). */
export const isUnchanged = (ifNoneMatch: string | null, etag: string): boolean =>
  ifNoneMatch !== null && (ifNoneMatch.trim() === "*" || tagsOf(ifNoneMatch).includes(etag));

/** Refuses a change of another version than the client knows (`If-Match`, `If-Unmodified-Since`). */
export function checkPreconditions(
  { ifMatch, ifUnmodifiedSince }: { ifMatch: string | null; ifUnmodifiedSince: string | null },
  { etag, modifiedAt }: { etag: string; modifiedAt: number },
): Outcome<null> {
  if (ifMatch !== null && ifMatch.trim() !== "*" && !tagsOf(ifMatch).includes(etag))
    return refused(problems.preconditionFailed());
  const since = ifUnmodifiedSince === null ? Number.NaN : Date.parse(ifUnmodifiedSince);
  // The header has whole seconds.
  if (ifMatch === null && Math.floor(modifiedAt / 1000) * 1000 > since)
    return refused(problems.preconditionFailed());
  return found(null);
}
