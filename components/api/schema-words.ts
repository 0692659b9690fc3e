/** A JSON Schema in words, and a value that fits it. */
import type { SchemaNode } from "./api-document";

const quoted = (value: unknown): string => JSON.stringify(value);

/** `string or null`, `one of "a", "b"`, `list of integers`. */
export function typeWords(schema: SchemaNode): string {
  if (schema.const !== undefined) return quoted(schema.const);
  if (schema.enum !== undefined) return `one of ${schema.enum.map(quoted).join(", ")}`;
  const cases = schema.anyOf ?? schema.oneOf;
  if (cases !== undefined) return [...new Set(cases.map(typeWords))].join(" or ");
  if (Array.isArray(schema.type)) return schema.type.join(" or ");
  if (schema.type === "array") return `list of ${manyOf(typeWords(schema.items ?? {}))}`;
  if (schema.format === "password") return "secret";
  return schema.type ?? "any JSON";
}

/** `integers`; a choice of values stays as it is. */
const manyOf = (words: string): string => (/^[a-z]+$/.test(words) ? `${words}s` : words);

/** Limits and default: `1 to 500, default 100`. */
export function limitWords({ minimum, maximum, maxLength, default: standard }: SchemaNode): string {
  const words: string[] = [];
  if (minimum !== undefined && maximum !== undefined) words.push(`${minimum} to ${maximum}`);
  else if (minimum !== undefined) words.push(`at least ${minimum}`);
  else if (maximum !== undefined) words.push(`at most ${maximum}`);
  if (maxLength !== undefined) words.push(`at most ${maxLength} characters`);
  if (standard !== undefined) words.push(`default ${quoted(standard)}`);
  return words.join(", ");
}

/** The schema whose fields a reader wants to see: of a list its rows, of a choice the first object. */
export function fieldsOf(
  schema: SchemaNode,
): { fields: Record<string, SchemaNode>; required: readonly string[] } | null {
  if (schema.properties !== undefined) return { fields: schema.properties, required: schema.required ?? [] };
  if (schema.items !== undefined) return fieldsOf(schema.items);
  for (const one of schema.anyOf ?? schema.oneOf ?? []) {
    const found = fieldsOf(one);
    if (found !== null) return found;
  }
  return null;
}

/** A value to begin with: defaults, first choices, and empty texts. Fields that may be left out are left out. */
export function exampleOf(schema: SchemaNode): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum !== undefined) return schema.enum[0];
  const [first] = schema.oneOf ?? schema.anyOf ?? [];
  if (first !== undefined) return exampleOf(first);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === "array") return [];
  if (type === "object") {
    const required = schema.required ?? [];
    return Object.fromEntries(
      Object.entries(schema.properties ?? {})
        .filter(([name]) => required.includes(name))
        .map(([name, field]) => [name, exampleOf(field)]),
    );
  }
  if (type === "integer" || type === "number") return schema.minimum ?? 0;
  if (type === "boolean") return false;
  if (type === "null") return null;
  return "";
}
