/** Why a RESTCONF request is refused: the error list of RFC 8040 §7.1, with the words of the controller. */

/** One refusal. It is plain data: it becomes a status and a body. */
export type Problem = {
  status: number;
  type: "transport" | "rpc" | "protocol" | "application";
  tag: string;
  message: string;
  /** The instance that the refusal is about, as `/module:container/leaf`. */
  path?: string;
  /** Set for a value that breaks a rule of the model. */
  appTag?: string;
};

/** A value, or why there is none. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; problem: Problem };

export const found = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const refused = (problem: Problem): { ok: false; problem: Problem } => ({ ok: false, problem });

const make = (
  status: number,
  type: Problem["type"],
  tag: string,
  message: string,
  path?: string,
): Problem => ({ status, type, tag, message, ...(path !== undefined && { path }) });

export const problems = {
  notFound: (path?: string) => make(404, "application", "invalid-value", "uri keypath not found", path),
  malformed: (message: string, path?: string) => make(400, "application", "malformed-message", message, path),
  unknownElement: (name: string, path: string) =>
    make(400, "application", "unknown-element", `unknown element: ${name} in ${path}`, path),
  missingElement: (name: string, path: string) =>
    make(400, "application", "missing-element", `missing element: ${name} in ${path}`, path),
  invalidValue: (message: string, path?: string) => make(400, "application", "invalid-value", message, path),
  /** A rule of the model is broken; the message is the rule's own. */
  mustViolation: (message: string, path: string): Problem => ({
    ...make(400, "application", "invalid-value", message, path),
    appTag: "must-violation",
  }),
  dataExists: (path: string) =>
    make(409, "application", "data-exists", `object already exists: ${path}`, path),
  accessDenied: () => make(403, "protocol", "access-denied", "access denied"),
  /** Before anybody is known. @param status 401 or 403, 429 after too many attempts, 503 of the program itself */
  notServed: (status: number, message: string) => make(status, "protocol", "access-denied", message),
  notSupported: (message: string) => make(405, "protocol", "operation-not-supported", message),
  notAcceptable: () => make(406, "protocol", "invalid-value", "only application/yang-data+json is available"),
  unsupportedMediaType: () =>
    make(415, "protocol", "invalid-value", "the body must be application/yang-data+json"),
  tooLarge: () => make(413, "protocol", "too-big", "the body is too large"),
  preconditionFailed: () => make(412, "protocol", "operation-failed", "the resource has changed"),
  unavailable: (message: string) => make(503, "transport", "resource-denied", message),
  failed: (message: string) => make(500, "application", "operation-failed", message),
};

/** The body of a refusal. */
export const problemBody = ({ type, tag, appTag, path, message }: Problem): object => ({
  "ietf-restconf:errors": {
    error: [
      {
        "error-type": type,
        "error-tag": tag,
        ...(appTag !== undefined && { "error-app-tag": appTag }),
        ...(path !== undefined && { "error-path": path }),
        "error-message": message,
      },
    ],
  },
});
