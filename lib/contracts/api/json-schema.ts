/** JSON Schemas of the zod schemas, as OpenAPI 3.1 has them (JSON Schema 2020-12). */
import { toJSONSchema, type z } from "zod";
import { secretKindOf } from "../secret";

/** The part of JSON Schema that the schemas of this program become. */
export type JsonSchema = {
  type?: string | string[];
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  format?: string;
  writeOnly?: boolean;
  [keyword: string]: unknown;
};

/** Limits that only say that an integer is one that JavaScript can hold. */
const isSafeLimit = (value: unknown): boolean =>
  value === Number.MAX_SAFE_INTEGER || value === Number.MIN_SAFE_INTEGER;

/** @param io `input`: what a client sends, before defaults; `output`: what it gets */
export function jsonSchemaOf(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _, ...made } = toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      if (isSafeLimit(jsonSchema.minimum)) delete jsonSchema.minimum;
      if (isSafeLimit(jsonSchema.maximum)) delete jsonSchema.maximum;
      if (secretKindOf(zodSchema as unknown as z.ZodType) === undefined) return;
      delete jsonSchema.secret;
      jsonSchema.format = "password";
      jsonSchema.writeOnly = true;
    },
  });
  return made as JsonSchema;
}

/** The schema without `null`, and whether it had it. */
export function withoutNull(schema: JsonSchema): { schema: JsonSchema; isNullable: boolean } {
  const { anyOf, type, ...rest } = schema;
  if (Array.isArray(type) && type.includes("null")) {
    const others = type.filter((one) => one !== "null");
    return {
      schema: { ...rest, type: others.length === 1 ? (others[0] as string) : others },
      isNullable: true,
    };
  }
  const others = anyOf?.filter((one) => one.type !== "null");
  if (anyOf === undefined || others === undefined || others.length === anyOf.length)
    return { schema, isNullable: false };
  return {
    schema: others.length === 1 ? { ...rest, ...others[0] } : { ...rest, anyOf: others },
    isNullable: true,
  };
}
