/** Finds the resource of a path, and writes it as JSON piece by piece: a list of thousands is never held as one text. */
import type { z } from "zod";
import type { DataNode } from "./data-node";
import type { Facts } from "./facts";
import { checkFields, filterValue } from "./filter";
import { found, type Outcome, problems, refused } from "./problem";
import type { FieldTree, Query } from "./query";
import { instancePath, type Segment } from "./resource-path";
import { childOf, keysOf } from "./schema";
import { modules } from "./tree";

/** What a path leads to. */
export type Target =
  /** All modules. */
  | { kind: "datastore" }
  /** A node of the tree. */
  | { kind: "node"; label: string; node: DataNode }
  /** One entry of a list, or something inside of one. */
  | { kind: "value"; label: string; value: unknown; schema: z.ZodType; isConfig: boolean };

/** Walks the tree. Names of the controller's own modules are needed at the root only. */
export function findTarget(segments: readonly Segment[], facts: Facts): Outcome<Target> {
  const [first, ...rest] = segments;
  if (first === undefined) return found({ kind: "datastore" });
  const path = instancePath(segments);
  const missing = refused(problems.notFound(path));
  const module = modules.find(({ name }) => name === first.module);
  if (module === undefined || module.root.name !== first.name || first.keys !== null) return missing;
  let node: DataNode = module.root;
  for (const [i, segment] of rest.entries()) {
    if (segment.module !== null && segment.module !== module.name) return missing;
    if (node.kind !== "container") return missing;
    const child: DataNode | undefined = node.children.find(({ name }) => name === segment.name);
    if (child === undefined) return missing;
    node = child;
    const label = `${module.name}:${segment.name}`;
    const inner = rest.slice(i + 1);
    if (child.kind === "list" && segment.keys !== null) {
      const source = child.find(facts, segment.keys);
      if (source === undefined) return missing;
      const at = { value: child.entry(source, facts), schema: child.schema, isConfig: child.isConfig };
      return inside(module.name, label, at, inner) ?? missing;
    }
    if (segment.keys !== null) return missing;
    if (child.kind === "value" && inner.length > 0) {
      const at = { value: child.read(facts), schema: child.schema, isConfig: child.isConfig };
      return inside(module.name, label, at, inner) ?? missing;
    }
  }
  return found({ kind: "node", label: `${module.name}:${node.name}`, node });
}

type Place = { value: unknown; schema: z.ZodType; isConfig: boolean };

/** Walks on inside of a value; null when there is no such node. */
function inside(
  module: string,
  label: string,
  place: Place,
  segments: readonly Segment[],
): Outcome<Target> | null {
  const [segment, ...rest] = segments;
  if (segment === undefined) return found({ kind: "value", label, ...place });
  const { value, isConfig } = place;
  const schema = childOf(place.schema, segment.name);
  if (schema === undefined || typeof value !== "object" || value === null) return null;
  let child: unknown = Reflect.get(value, segment.name);
  if (segment.keys !== null) {
    const names = keysOf(schema);
    const { keys } = segment;
    if (names === null || names.length !== keys.length || !Array.isArray(child)) return null;
    child = child.find((entry: Record<string, unknown>) =>
      names.every((name, i) => String(entry[name]) === keys[i]),
    );
  }
  if (child === undefined) return null;
  return inside(module, `${module}:${segment.name}`, { value: child, schema, isConfig }, rest);
}

/** Refuses `fields` that the resource does not have. */
export function checkQuery(target: Target, { fields }: Query): Outcome<null> {
  switch (target.kind) {
    case "value":
      return checkFields(target.schema, fields);
    case "node":
      return checkNodeFields(target.node, fields);
    case "datastore":
      return found(null);
  }
}

function checkNodeFields(node: DataNode, fields: FieldTree | null): Outcome<null> {
  if (node.kind !== "container") return checkFields(node.schema, fields);
  for (const [name, below] of fields ?? []) {
    const child = node.children.find((known) => known.name === name);
    if (child === undefined) return refused(problems.invalidValue(`invalid value for fields: ${name}`));
    const checked = checkNodeFields(child, below);
    if (!checked.ok) return checked;
  }
  return found(null);
}

/** Whether all of the resource is configuration, which has an ETag and can be changed. */
export const isConfig = (target: Target): boolean =>
  target.kind === "value" ? target.isConfig : target.kind === "node" ? isConfigNode(target.node) : false;
const isConfigNode = (node: DataNode): boolean =>
  node.kind === "container" ? node.children.every(isConfigNode) : node.isConfig;

/**
 * The JSON of a resource in pieces, each an entry of a list or smaller. Nothing when there is nothing: an empty list, or
 * filters that leave nothing.
 */
export function* writeTarget(target: Target, facts: Facts, query: Query): Generator<string> {
  const members = targetMembers(target, facts, query);
  let isOpen = false;
  for (const piece of members) {
    yield isOpen ? piece : `{${piece}`;
    isOpen = true;
  }
  if (isOpen) yield "}";
}

function* targetMembers(target: Target, facts: Facts, query: Query): Generator<string> {
  const writing = { facts, content: query.content };
  switch (target.kind) {
    case "node":
      return yield* member(target.label, target.node, writing, query);
    case "value": {
      if (isExcluded(target.isConfig, query.content)) return;
      const value = filterValue(target.value, query);
      if (value !== undefined) yield `${JSON.stringify(target.label)}:${JSON.stringify(value)}`;
      return;
    }
    case "datastore":
      return yield* object(
        "ietf-restconf:data",
        modules.map(({ name, root }) => ({ label: `${name}:${root.name}`, node: root })),
        writing,
        query,
      );
  }
}

type Writing = { facts: Facts; content: Query["content"] };
type Cut = Pick<Query, "depth" | "fields">;

const isExcluded = (isConfiguration: boolean, content: Query["content"]): boolean =>
  content !== "all" && isConfiguration !== (content === "config");

/** `"name":value`, or nothing. */
function* member(label: string, node: DataNode, writing: Writing, cut: Cut): Generator<string> {
  if (node.kind === "container") {
    const children = node.children.map((child) => ({ label: child.name, node: child }));
    return yield* object(label, children, writing, cut);
  }
  const { facts, content } = writing;
  if (isExcluded(node.isConfig, content)) return;
  if (node.kind === "value") {
    const value = filterValue(node.read(facts), cut);
    if (value !== undefined) yield `${JSON.stringify(label)}:${JSON.stringify(value)}`;
    return;
  }
  let isOpen = false;
  for (const source of node.sources(facts)) {
    const entry = filterValue(node.entry(source, facts), cut);
    if (entry === undefined) continue;
    yield `${isOpen ? "," : `${JSON.stringify(label)}:[`}${JSON.stringify(entry)}`;
    isOpen = true;
  }
  if (isOpen) yield "]";
}

function* object(
  label: string,
  children: readonly { label: string; node: DataNode }[],
  writing: Writing,
  { depth, fields }: Cut,
): Generator<string> {
  if (depth === 1) {
    yield `${JSON.stringify(label)}:{}`;
    return;
  }
  let isOpen = false;
  for (const child of children) {
    const below = fields === null ? null : fields.get(child.node.name);
    if (below === undefined) continue;
    let isFirst = true;
    const cut = { depth: depth === null ? null : depth - 1, fields: below };
    for (const piece of member(child.label, child.node, writing, cut)) {
      yield isFirst ? `${isOpen ? "," : `${JSON.stringify(label)}:{`}${piece}` : piece;
      isFirst = false;
      isOpen = true;
    }
  }
  if (isOpen) yield "}";
}
