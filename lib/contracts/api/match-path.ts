/** Finds the operations of the HTTP API that a path means, and the parameters in it. */
import { API_ROOT } from "./face";
import { apiOperations, type Operation } from "./operations";

/** `methods`: what may be done with the path; an operation only if the method is among them. */
export type Matched =
  | { kind: "operation"; operation: Operation; parameters: Record<string, string> }
  | { kind: "other-method"; methods: string[] }
  | { kind: "none" };

const segmentsOf = (path: string): string[] => path.slice(API_ROOT.length).split("/").slice(1);
const isField = (segment: string): boolean => segment.startsWith("{");

/** The segments of a path as its sender meant them; undefined when they are no text. */
function decoded(path: string): string[] | undefined {
  try {
    return segmentsOf(path).map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function parametersIn(pattern: string, segments: readonly string[]): Record<string, string> | undefined {
  const parts = segmentsOf(pattern);
  if (parts.length !== segments.length) return undefined;
  const found: Record<string, string> = {};
  for (const [at, part] of parts.entries()) {
    const segment = segments[at] ?? "";
    if (!isField(part) && part !== segment) return undefined;
    if (isField(part) && segment === "") return undefined;
    if (isField(part)) found[part.slice(1, -1)] = segment;
  }
  return found;
}

/** `/runs/retention` is looked at before `/runs/{number}`. */
export function matchPath(method: string, path: string): Matched {
  const segments = path.startsWith(`${API_ROOT}/`) ? decoded(path) : undefined;
  if (segments === undefined) return { kind: "none" };
  const matching = apiOperations()
    .flatMap((operation) => {
      const parameters = parametersIn(operation.path, segments);
      return parameters === undefined ? [] : [{ operation, parameters }];
    })
    .toSorted((a, b) => Object.keys(a.parameters).length - Object.keys(b.parameters).length);
  // HEAD is GET without the body (RFC 9110, section 9.3.2).
  const wanted = method === "HEAD" ? "GET" : method;
  const found = matching.find(({ operation }) => operation.method === wanted);
  if (found !== undefined) return { kind: "operation", ...found };
  if (matching.length === 0) return { kind: "none" };
  const methods = new Set(matching.map(({ operation }) => operation.method as string));
  if (methods.has("GET")) methods.add("HEAD");
  return { kind: "other-method", methods: [...methods].toSorted() };
}
