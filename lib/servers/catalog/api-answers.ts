/** Answers of the software download service as values: JSON, errors, or an image to send. */
import type { OutgoingHttpHeaders } from "node:http";
import type { ApiError } from "@/lib/contracts/catalog-api";
import type { OfferedImage } from "@/lib/contracts/catalog-releases";

/** `user`: who signed in, for the log. `reason`: the counter of a refusal. */
export type JsonAnswer = {
  kind: "json";
  status: number;
  body: unknown;
  headers: OutgoingHttpHeaders;
  user: string | null;
  reason: string | null;
};
export type ImageAnswer = {
  kind: "image";
  user: string;
  release: string;
  image: OfferedImage;
  /** Offsets of the first and the last byte; an empty file has `end` -1. */
  start: number;
  end: number;
  isPart: boolean;
  etag: string;
  headOnly: boolean;
};
export type ApiAnswer = JsonAnswer | ImageAnswer;

const STATUS: Readonly<Record<ApiError, number>> = {
  invalid_request: 400,
  invalid_client: 401,
  unsupported_grant_type: 400,
  invalid_token: 401,
  "not-found": 404,
  "method-not-allowed": 405,
  "too-large": 413,
  busy: 503,
  "not-entitled": 403,
  "agreement-required": 403,
  "file-not-found": 404,
  "access-violation": 403,
  "release-withdrawn": 410,
  "range-not-satisfiable": 416,
  internal: 500,
};

export const success = (body: unknown, user: string | null): JsonAnswer => ({
  kind: "json",
  status: 200,
  body,
  headers: {},
  user,
  reason: null,
});

/**
 * An error answer.
 * @param description a sentence for the person at the client
 * @param reason the name of its counter: a fixed text, because each becomes a counter of the server's row
 */
export function refusal(
  error: ApiError,
  description: string,
  reason: string,
  more: { status?: number; headers?: OutgoingHttpHeaders; user?: string | null } = {},
): JsonAnswer {
  return {
    kind: "json",
    status: more.status ?? STATUS[error],
    body: { error, error_description: description },
    headers: more.headers ?? {},
    user: more.user ?? null,
    reason,
  };
}
