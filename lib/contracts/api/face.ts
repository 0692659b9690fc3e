/** How one command is reached over the HTTP API: method, path, and what differs from its input and answer. */

/** Where the API is. */
export const API_ROOT = "/api/v1";

export const apiMethods = ["GET", "POST", "PUT", "DELETE"] as const;
export type ApiMethod = (typeof apiMethods)[number];

/** A command with several faces shows a part of its answer in some of them. */
export type Face = {
  method: ApiMethod;
  /** Below the root of the API; `{apId}` is the field `apId` of the command's input. */
  path: string;
  /** What a question answers, as a heading. A change has its audit words. */
  summary?: string;
  /** The fields of the answer that this face shows; absent: all. */
  only?: readonly string[];
  /** The answer is one page of a list. */
  page?: ListPage;
  /** It takes an Idempotency-Key. Not for answers with a secret: they would be stored. */
  takesKey?: true;
};

/** How the next page of a list is found when the answer says that there is `more`. */
export type ListPage = {
  /** The field of the answer that has the rows. */
  rows: string;
  /** The field of a row that the next page continues at, and the row in which it is. */
  cursor: string;
  from: "first" | "last";
  /** The field of the input that takes it. */
  input: string;
};

/** `sftpUsers` -> `sftp-users`. */
const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The path of a topic that has no entry in the table. */
export const derivedTopicPath = (topic: string): string => `/${kebab(topic)}`;

/**
 * The face of a command that has no entry in the table. `webhooks.list` is `GET /webhooks`; any other question is `GET
 * /webhooks/deliveries`, or POST when its input does not fit into a query string; a change is `POST /webhooks/send-again`.
 */
export function derivedFace(
  name: string,
  { kind, fitsQuery }: { kind: "query" | "change"; fitsQuery: boolean },
): Face {
  const [subject = "", verb = ""] = name.split(/\.(.*)/s);
  const isList = kind === "query" && verb === "list";
  const path = isList ? `/${subject}` : `/${subject}/${verb}`;
  if (kind === "change") return { method: "POST", path };
  const words = `${subject} ${verb}`.replaceAll("-", " ");
  const summary = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  return { method: fitsQuery ? "GET" : "POST", path, summary };
}
