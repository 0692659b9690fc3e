/** Cuts an answer down to what `depth` and `fields` ask for. A filter afterwards: keys of lists vanish unless asked for. */
import type { z } from "zod";
import { found, type Outcome, problems, refused } from "./problem";
import type { FieldTree, Query } from "./query";
import { childOf } from "./schema";

/** The value with the nodes of `fields` only, and no deeper than `depth`; undefined when nothing of it is left. */
export function filterValue(value: unknown, { depth, fields }: Pick<Query, "depth" | "fields">): unknown {
  const selected = fields === null ? value : select(value, fields);
  return depth === null ? selected : cut(selected, depth);
}

function select(value: unknown, fields: FieldTree): unknown {
  if (Array.isArray(value)) {
    const entries = value.map((entry) => select(entry, fields)).filter((entry) => entry !== undefined);
    return entries.length === 0 ? undefined : entries;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const kept = Object.entries(value).flatMap(([name, child]): [string, unknown][] => {
    const below = fields.get(name.slice(name.indexOf(":") + 1));
    if (below === undefined) return [];
    const part: unknown = below === null ? child : select(child, below);
    return part === undefined ? [] : [[name, part]];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** @param depth levels that are left, the node itself included */
function cut(value: unknown, depth: number): unknown {
  if (Array.isArray(value)) return value.map((entry) => cut(entry, depth));
  if (typeof value !== "object" || value === null) return value;
  if (depth <= 1) return {};
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, cut(child, depth - 1)]));
}

/** Refuses fields that the model does not have. */
export function checkFields(schema: z.ZodType, fields: FieldTree | null): Outcome<null> {
  for (const [name, below] of fields ?? []) {
    const child = childOf(schema, name);
    if (child === undefined) return refused(problems.invalidValue(`invalid value for fields: ${name}`));
    const checked = checkFields(child, below);
    if (!checked.ok) return checked;
  }
  return found(null);
}
