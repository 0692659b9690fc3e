/** Which fields of a value the audit log keeps, and which it never does. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { auditChanges, auditDetail, secretsSetBy } from "./audit-view";
import { commands } from "./commands";
import { secret } from "./secret";

const schema = z.object({
  name: z.string(),
  password: secret(z.string()).default(""),
  current: secret(z.string(), "proof").optional(),
  inner: z.discriminatedUnion("mode", [
    z.object({ mode: z.literal("a"), key: secret(z.string()).nullable() }),
    z.object({ mode: z.literal("b"), list: z.array(z.string()) }),
  ]),
});

describe("the detail of an input", () => {
  test("hides what the schema marks as secret, whatever its name, in every part of it", () => {
    const input = { name: "lena", password: "s3cret", current: "old", inner: { mode: "a", key: "k3y" } };
    expect(JSON.parse(auditDetail(schema, input))).toEqual({
      name: "lena",
      password: "[hidden]",
      current: "[hidden]",
      inner: { mode: "a", key: "[hidden]" },
    });
  });

  test("shows a field that is called like a secret and is none", () => {
    expect(auditDetail(z.object({ keyFile: z.string() }), { keyFile: "a.pub" })).toBe('{"keyFile":"a.pub"}');
  });

  test("leaves out fields that the schema does not know: a secret may have been sent in the wrong one", () => {
    expect(auditDetail(schema, { name: "lena", passphrase: "s3cret", inner: 7 })).toBe(
      '{"name":"lena","inner":7}',
    );
  });

  test("cuts long texts and lists, and has at most 4 KB", () => {
    const list = z.object({ mode: z.literal("b"), list: z.array(z.string()) });
    const shown = JSON.parse(
      auditDetail(list, { mode: "b", list: Array.from({ length: 25 }, (_, i) => `ap-${i}`) }),
    ) as { list: string[] };
    expect(shown.list).toHaveLength(21);
    expect(shown.list.at(-1)).toBe("5 more");
    expect(auditDetail(schema, { name: "x".repeat(1000) })).toContain("x... (1000 characters)");
    const wide = z.record(z.string(), z.string());
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, "y".repeat(200)]));
    expect(auditDetail(wide, many)).toHaveLength(4096);
  });

  test("never contains a secret of any command, wherever it is in the input", () => {
    const canary = "C4nary-of-the-test";
    const texts: string[] = [];
    for (const command of Object.values(commands)) {
      const fields = Object.keys(command.input.shape);
      for (const field of fields) {
        const nested = { [field]: { password: canary, name: "x", mode: "sftp" } };
        texts.push(auditDetail(command.input, nested));
      }
      texts.push(auditDetail(command.input, { password: canary, current: canary }));
    }
    expect(texts.filter((text) => text.includes(canary))).toEqual([]);
  });
});

test("the secrets that an input sets are named, those that it only compares are not", () => {
  const input = { name: "lena", password: "s3cret", current: "old", inner: { mode: "a", key: null } };
  expect(secretsSetBy(schema, input)).toEqual(["password"]);
  expect(secretsSetBy(commands["account.confirm"].input, { password: "the own one" })).toEqual([]);
  expect(
    secretsSetBy(commands["profile.save"].input, { profile: { mode: "sftp", password: "s3cret" } }),
  ).toEqual(["profile.password"]);
});

describe("what changed", () => {
  test("is each field with its value before and after, in the order of their names", () => {
    const before = { name: "lena", inner: { mode: "b", list: ["x"] } };
    const after = { name: "mo", inner: { mode: "b", list: ["x", "y"] } };
    expect(auditChanges(schema, before, after)).toEqual([
      { field: "inner.list", before: '["x"]', after: '["x","y"]', isSecret: false },
      { field: "name", before: "lena", after: "mo", isSecret: false },
    ]);
  });

  test("of something that did not exist, or no longer exists, is every field", () => {
    expect(auditChanges(schema, undefined, { name: "lena" })).toEqual([
      { field: "name", before: null, after: "lena", isSecret: false },
    ]);
    expect(auditChanges(schema, { name: "lena" }, undefined)).toEqual([
      { field: "name", before: "lena", after: null, isSecret: false },
    ]);
  });

  test("of a secret is only that it changed", () => {
    const change = auditChanges(schema, { password: "one" }, { password: "two" });
    expect(change).toEqual([{ field: "password", before: null, after: null, isSecret: true }]);
    expect(auditChanges(schema, { password: "one" }, { password: "one" })).toEqual([]);
  });

  test("is found in texts that are cut at the same place", () => {
    const long = "x".repeat(1000);
    expect(auditChanges(schema, { name: `${long}1` }, { name: `${long}2` })).toHaveLength(1);
  });

  test("is at most a hundred fields, of which the last says how many more", () => {
    const wide = z.record(z.string(), z.number());
    const after = Object.fromEntries(Array.from({ length: 130 }, (_, i) => [`field${i}`, i]));
    const changes = auditChanges(wide, {}, after);
    expect(changes).toHaveLength(100);
    expect(changes.at(-1)?.after).toBe("31 more fields");
  });

  test("of any two values never shows a secret, and of equal values is nothing", () => {
    const value = fc.record({
      name: fc.string(),
      password: fc.string({ minLength: 8 }).map((text) => `~${text}~`),
      inner: fc.record({ mode: fc.constant("a"), key: fc.constantFrom(null, "~the key of the test~") }),
    });
    fc.assert(
      fc.property(value, value, (before, after) => {
        const text = JSON.stringify(auditChanges(schema, before, after));
        for (const hidden of [before.password, after.password, before.inner.key, after.inner.key])
          if (hidden !== null) expect(text).not.toContain(JSON.stringify(hidden).slice(1, -1));
        expect(auditChanges(schema, before, structuredClone(before))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
