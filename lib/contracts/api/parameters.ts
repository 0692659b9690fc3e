/**
 * Fields of a command's input as parameters of a path or a query string. Text becomes what the schema of the field asks
 * for where that is possible; whatever is wrong is left for the command's schema, which has the sentences for it.
 */
import { type JsonSchema, withoutNull } from "./json-schema";

/** A parameter: `during.from` is the field `from` of the field `during`. */
export type Parameter = {
  name: string;
  in: "path" | "query";
  isRequired: boolean;
  /** Null may be left out, so it is not a value that a parameter could have. */
  isNullable: boolean;
  schema: JsonSchema;
};

const scalarTypes = ["string", "integer", "number", "boolean"];
const isScalar = ({ type, enum: values, const: value }: JsonSchema): boolean =>
  typeof type === "string" ? scalarTypes.includes(type) : values !== undefined || value !== undefined;

/** The query parameters of an input; undefined when a field of it cannot be one. */
export function queryParametersOf(input: JsonSchema, prefix = ""): Parameter[] | undefined {
  const parameters: Parameter[] = [];
  for (const [field, given] of Object.entries(input.properties ?? {})) {
    const { schema, isNullable } = withoutNull(given);
    const name = `${prefix}${field}`;
    const isRequired = (input.required ?? []).includes(field) && !isNullable && prefix === "";
    if (schema.writeOnly === true) return undefined;
    if (schema.type === "object" && schema.properties !== undefined) {
      const parts = queryParametersOf(schema, `${name}.`);
      if (parts === undefined) return undefined;
      parameters.push(...parts);
    } else if (isScalar(schema) || (schema.type === "array" && isScalar(schema.items ?? {})))
      parameters.push({ name, in: "query", isRequired, isNullable, schema });
    else return undefined;
  }
  return parameters;
}

/** The text of a parameter as its schema wants it; the text itself where that cannot be. */
export function typedValue(schema: JsonSchema, text: string): unknown {
  const { type } = schema;
  if ((type === "integer" || type === "number") && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text;
}

/** Makes the part of an input that the query string gives. `unknown`: the first parameter that there is not. */
export function inputFromQuery(
  parameters: readonly Parameter[],
  query: URLSearchParams,
): { ok: true; input: Record<string, unknown> } | { ok: false; unknown: string } {
  const known = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  for (const name of query.keys()) if (!known.has(name)) return { ok: false, unknown: name };
  const input: Record<string, unknown> = {};
  for (const { name, schema } of parameters) {
    const texts = query.getAll(name);
    if (texts.length === 0) continue;
    const value =
      schema.type === "array"
        ? texts.flatMap((text) => text.split(",")).map((text) => typedValue(schema.items ?? {}, text))
        : typedValue(schema, texts.at(-1) ?? "");
    const path = name.split(".");
    const field = path.pop() ?? "";
    const parent = path.reduce<Record<string, unknown>>((at, part) => {
      at[part] ??= {};
      return at[part] as Record<string, unknown>;
    }, input);
    parent[field] = value;
  }
  addNulls(parameters, input);
  return { ok: true, input };
}

/** `during.from` without `during.until`: what may be null and is not given is null. */
function addNulls(parameters: readonly Parameter[], input: Record<string, unknown>): void {
  for (const { name, isNullable, schema } of parameters) {
    const [parent = "", field] = name.split(".");
    const object = input[parent];
    if (field === undefined || !isNullable || "default" in schema) continue;
    if (typeof object === "object" && object !== null && !(field in object))
      (object as Record<string, unknown>)[field] = null;
  }
}
