/**
 * Reads the path of a request (RFC 8040 §3.5.3): `/restconf/data/module:list=key1,key2/leaf`. It takes the path as it came
 * over the network, because a decoded one no longer tells a comma in a key from a comma between keys.
 */
import { found, type Outcome, problems, refused } from "./problem";

/** One step from the root of the data. */
export type Segment = {
  /** The name of the module; null where the path does not repeat it. */
  module: string | null;
  name: string;
  /** Decoded; null for a node that is not an entry of a list. */
  keys: readonly string[] | null;
};

export type Resource =
  | { kind: "root" }
  | { kind: "yang-library-version" }
  | { kind: "data"; segments: readonly Segment[] }
  /** Without an operation: the list of all. */
  | { kind: "operations"; operation: { module: string; name: string } | null };

export const ROOT = "/restconf";
const NAME = /^(?:([A-Za-z_][\w.-]*):)?([A-Za-z_][\w.-]*)$/;

/** @param path from `/restconf` on, still percent-encoded, without the query */
export function parseResourcePath(path: string): Outcome<Resource> {
  if (path !== ROOT && !path.startsWith(`${ROOT}/`)) return refused(problems.notFound());
  const parts = path.slice(ROOT.length + 1).split("/");
  // A slash at the end is what people type.
  if (parts.at(-1) === "") parts.pop();
  const [first, ...rest] = parts;
  switch (first) {
    case undefined:
      return found({ kind: "root" });
    case "yang-library-version":
      return rest.length === 0 ? found({ kind: "yang-library-version" }) : refused(problems.notFound());
    case "data":
      return parseData(rest);
    case "operations":
      return parseOperation(rest);
    default:
      return refused(problems.notFound());
  }
}

function parseData(parts: readonly string[]): Outcome<Resource> {
  const segments: Segment[] = [];
  for (const part of parts) {
    const segment = parseSegment(part);
    if (!segment.ok) return segment;
    segments.push(segment.value);
  }
  if (segments[0]?.module === null)
    return refused(problems.malformed(`the name ${segments[0].name} must have a module prefix`));
  return found({ kind: "data", segments });
}

function parseOperation(parts: readonly string[]): Outcome<Resource> {
  if (parts.length === 0) return found({ kind: "operations", operation: null });
  const [, module, name] = NAME.exec(parts[0] ?? "") ?? [];
  if (parts.length > 1 || module === undefined || name === undefined) return refused(problems.notFound());
  return found({ kind: "operations", operation: { module, name } });
}

function parseSegment(part: string): Outcome<Segment> {
  const equals = part.indexOf("=");
  const [, module, name] = NAME.exec(decode(equals < 0 ? part : part.slice(0, equals)) ?? "") ?? [];
  if (name === undefined) return refused(problems.malformed(`${JSON.stringify(part)} is not a valid name`));
  if (equals < 0) return found({ module: module ?? null, name, keys: null });
  const keys: string[] = [];
  for (const raw of part.slice(equals + 1).split(",")) {
    const key = decode(raw);
    if (key === null)
      return refused(problems.malformed(`the key ${JSON.stringify(raw)} is not percent-encoded`));
    keys.push(key);
  }
  return found({ module: module ?? null, name, keys });
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** The path of a node as errors name it: `/module:container/list[key='x']/leaf`. */
export const instancePath = (segments: readonly Segment[]): string =>
  segments
    .map(({ module, name, keys }) => {
      const predicate = keys === null ? "" : `[${keys.map((key) => `'${key}'`).join(",")}]`;
      return `/${module === null ? "" : `${module}:`}${name}${predicate}`;
    })
    .join("");
