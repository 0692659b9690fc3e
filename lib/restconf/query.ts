/** The query of a request: `content`, `depth`, `fields` and `with-defaults` (RFC 8040 §4.8). */
import { found, type Outcome, problems, refused } from "./problem";

/** The nodes that `fields` names, each with those below it; null: everything below. */
export type FieldTree = ReadonlyMap<string, FieldTree | null>;

export type Query = {
  content: "config" | "nonconfig" | "all";
  /** Levels of nodes, the resource itself being the first; null for all. */
  depth: number | null;
  fields: FieldTree | null;
};
export const WHOLE: Query = { content: "all", depth: null, fields: null };

const CONTENTS = ["config", "nonconfig", "all"] as const;
const MAX_DEPTH = 65_535;
const MAX_NESTING = 20;

/** @param search as it came over the network, with or without the question mark; only reading requests may have one */
export function parseQuery(search: string): Outcome<Query> {
  let query: Query = WHOLE;
  const seen = new Set<string>();
  for (const [name, value] of new URLSearchParams(search)) {
    if (seen.has(name)) return refused(problems.invalidValue(`the query parameter ${name} occurs twice`));
    seen.add(name);
    const changed = parameter(name, value);
    if (!changed.ok) return changed;
    query = { ...query, ...changed.value };
  }
  return found(query);
}

function parameter(name: string, value: string): Outcome<Partial<Query>> {
  switch (name) {
    case "content": {
      const content = CONTENTS.find((known) => known === value);
      return content === undefined
        ? refused(problems.invalidValue(`invalid value for content: ${value}`))
        : found({ content });
    }
    case "depth": {
      if (value === "unbounded") return found({ depth: null });
      const depth = /^\d{1,5}$/.test(value) ? Number(value) : 0;
      return depth < 1 || depth > MAX_DEPTH
        ? refused(problems.invalidValue(`invalid value for depth: ${value}`))
        : found({ depth });
    }
    case "fields": {
      const fields = parseFields(value);
      return fields === null
        ? refused(problems.invalidValue(`invalid value for fields: ${value}`))
        : found({ fields });
    }
    case "with-defaults":
      return value === "report-all"
        ? found({})
        : refused(problems.invalidValue(`with-defaults=${value} is not supported; use report-all`));
    default:
      return refused(problems.invalidValue(`unknown query parameter: ${name}`));
  }
}

type MutableTree = Map<string, MutableTree | null>;

/** `a;b(c;d/e)` as a tree; null when it is malformed. */
export function parseFields(text: string): FieldTree | null {
  let at = 0;
  const list = (nesting: number): MutableTree | null => {
    if (nesting > MAX_NESTING) return null;
    const tree: MutableTree = new Map();
    do {
      if (!path(tree, nesting)) return null;
    } while (text[at] === ";" && ++at > 0);
    return tree;
  };
  /** `a/b/c` with an optional list in parentheses. */
  const path = (into: MutableTree, nesting: number): boolean => {
    let tree = into;
    for (;;) {
      const [whole, name] = /^(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)/.exec(text.slice(at)) ?? [];
      if (whole === undefined || name === undefined) return false;
      at += whole.length;
      const next = text[at];
      if (next !== "/" && next !== "(") {
        tree.set(name, null);
        return true;
      }
      at++;
      const known = tree.get(name);
      // Everything below was asked for already.
      const below: MutableTree = known ?? new Map();
      if (known !== null) tree.set(name, below);
      if (next === "(") {
        const inner = list(nesting + 1);
        if (inner === null || text[at] !== ")") return false;
        at++;
        for (const [field, under] of inner) below.set(field, under);
        return true;
      }
      tree = below;
    }
  };
  const tree = list(0);
  return tree !== null && at === text.length ? tree : null;
}
