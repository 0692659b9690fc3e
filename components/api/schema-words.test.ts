/** Schemas in words. */
import { expect, test } from "vitest";
import { exampleOf, fieldsOf, limitWords, typeWords } from "./schema-words";

test("names types, choices, lists and secrets", () => {
  expect(typeWords({ type: ["string", "null"] })).toBe("string or null");
  expect(typeWords({ enum: ["a", "b"] })).toBe('one of "a", "b"');
  expect(typeWords({ type: "array", items: { type: "integer" } })).toBe("list of integers");
  expect(typeWords({ anyOf: [{ type: "object" }, { type: "object" }, { type: "null" }] })).toBe(
    "object or null",
  );
  expect(typeWords({ type: "string", format: "password" })).toBe("secret");
  expect(typeWords({})).toBe("any JSON");
});

test("says limits and defaults", () => {
  expect(limitWords({ minimum: 1, maximum: 500, default: 100 })).toBe("1 to 500, default 100");
  expect(limitWords({ maxLength: 20 })).toBe("at most 20 characters");
  expect(limitWords({})).toBe("");
});

test("finds the fields of lists and of choices", () => {
  const object = { type: "object", properties: { a: {} }, required: ["a"] };
  expect(fieldsOf({ type: "array", items: object })).toEqual({ fields: { a: {} }, required: ["a"] });
  expect(fieldsOf({ anyOf: [{ type: "null" }, object] })?.required).toEqual(["a"]);
  expect(fieldsOf({ type: "string" })).toBeNull();
});

test("makes an example with the required fields only", () => {
  const schema = {
    type: "object",
    properties: { name: { type: "string" }, size: { type: "integer", minimum: 3 }, note: { type: "string" } },
    required: ["name", "size"],
  };
  expect(exampleOf(schema)).toEqual({ name: "", size: 3 });
});
