/** Fields of an input as text in an address, and back. */
import { expect, test } from "vitest";
import { z } from "zod";
import { secret } from "../secret";
import { jsonSchemaOf } from "./json-schema";
import { inputFromQuery, queryParametersOf } from "./parameters";
import { pageOfRows } from "./row-page";

const schema = z.object({
  limit: z.int().default(10),
  shared: z.boolean().default(true),
  apId: z.string().nullable().default(null),
  sources: z.array(z.enum(["a", "b"])).default([]),
  during: z.object({ from: z.number(), until: z.number().nullable() }).optional(),
});
const parameters = queryParametersOf(jsonSchemaOf(schema, "input")) ?? [];
const read = (query: string) => inputFromQuery(parameters, new URLSearchParams(query));

test("reads numbers, truth values, lists and parts of an object", () => {
  expect(read("limit=5&shared=false&sources=a,b&sources=a&during.from=1.5")).toEqual({
    ok: true,
    input: { limit: 5, shared: false, sources: ["a", "b", "a"], during: { from: 1.5, until: null } },
  });
  expect(read("")).toEqual({ ok: true, input: {} });
});

test("leaves text that does not fit to the schema, which has the sentence for it", () => {
  const wrong = read("limit=many&shared=perhaps");
  expect(wrong).toEqual({ ok: true, input: { limit: "many", shared: "perhaps" } });
  expect(schema.safeParse(wrong.ok && wrong.input).error?.issues).toHaveLength(2);
});

test("names a parameter that there is not", () => {
  expect(read("limit=5&limits=6")).toEqual({ ok: false, unknown: "limits" });
});

test("what is secret, or has no form as text, is no parameter", () => {
  const of = (shape: z.ZodRawShape) => queryParametersOf(jsonSchemaOf(z.object(shape), "input"));
  expect(of({ password: secret(z.string()) })).toBeUndefined();
  expect(of({ rows: z.array(z.object({ a: z.int() })) })).toBeUndefined();
  expect(of({ profile: z.union([z.object({ a: z.int() }), z.object({ b: z.int() })]) })).toBeUndefined();
});

test("a page of rows continues after the key of the last one, in the order of numbers", () => {
  const rows = ["10", "9", "2", "b", "a"].map((key) => ({ key, row: key }));
  expect(pageOfRows(rows, { limit: 3 })).toEqual({ rows: ["2", "9", "10"], next: "10" });
  expect(pageOfRows(rows, { limit: 3, after: "10" })).toEqual({ rows: ["a", "b"], next: null });
  expect(pageOfRows(rows, { limit: 5 }).next).toBeNull();
  // The row that `after` names may be gone.
  expect(pageOfRows(rows, { limit: 1, after: "5" })).toEqual({ rows: ["9"], next: "9" });
});
