/** Responses of the HTTP API: answers with an ETag, and problem details. */
import "server-only";
import { createHash } from "node:crypto";
import { PROBLEM_TYPE, problemOf } from "@/lib/contracts/api/problem";
import type { Fault } from "@/lib/contracts/fault";
import type { HeaderReader } from "../guard";

/** A fault as problem details, with the status of its code. */
export function problemResponse(refused: Fault, headers: Record<string, string> = {}): Response {
  const problem = problemOf(refused);
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { "content-type": PROBLEM_TYPE, "cache-control": "no-store", ...headers },
  });
}

/** RFC 9110, section 13.1.2: a weak comparison, and `*` for any answer. */
const namesTag = (list: string, etag: string): boolean =>
  list.trim() === "*" || list.split(",").some((one) => one.trim().replace(/^W\//, "") === etag);

/** The answer to a GET: 304 when the client has it already. */
export function readResponse(
  value: unknown,
  headers: HeaderReader,
  more: Record<string, string> = {},
): Response {
  const body = JSON.stringify(value);
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 27)}"`;
  const known = headers.get("if-none-match");
  const shared = { etag, "cache-control": "private, no-cache", ...more };
  if (known !== null && namesTag(known, etag)) return new Response(null, { status: 304, headers: shared });
  return new Response(body, {
    headers: { "content-type": "application/json; charset=utf-8", ...shared },
  });
}

/** The answer to a change. */
export const changeResponse = (value: unknown, headers: Record<string, string> = {}): Response =>
  Response.json(value, { headers: { "cache-control": "no-store", ...headers } });
