import { expect, test } from "vitest";
import { parseRemapRules, remapName } from "./remap";

function remap(text: string, name: string, request: "read" | "write" = "read") {
  const { rules, errors } = parseRemapRules(text);
  expect(errors).toEqual([]);
  return remapName(rules, name, request);
}

test.each([
  ["a rule replaces the part that matches", "r ^ap ewc/ap", "ap1g8", "ewc/ap1g8"],
  ["a rule without a replacement removes what matches", "r ^/tftpboot/", "/tftpboot/ap1g8", "ap1g8"],
  ["a rule that does not match changes nothing", "r ^x y", "ap1g8", "ap1g8"],
  ["r replaces the first match only", "r a b", "aaa", "baa"],
  ["g repeats the rule until it no longer matches", "rg a b", "aaa", "bbb"],
  ["case matters", "r AP x", "ap", "ap"],
  ["i ignores case", "ri AP x", "ap", "x"],
  [
    String.raw`\0 is what matched, \1 to \9 are its groups`,
    String.raw`r ^(\w+)-(\w+)$ \2/\1_\0`,
    "a-b",
    "b/a_a-b",
  ],
  ["all rules are applied in turn", "r a b\nr b c", "a", "c"],
  ["e ends the rules when it matches", "re a b\nr b c", "a", "b"],
  ["e alone keeps a name as it is", "e ^keep/\nr ^ ewc/", "keep/x", "keep/x"],
  ["e does not end the rules when it does not match", "re x y\nr ^ ewc/", "a", "ewc/a"],
  ["backslashes become slashes", String.raw`rg \\ /`, String.raw`a\b\c`, "a/b/c"],
  ["an escaped space belongs to the word", String.raw`r a\ b c\ d`, "a b", "c d"],
  ["a comment ends the rule", "r a b # note", "a", "b"],
  ["G is for reads", "rG a b", "a", "b"],
  ["P is for writes", "rP a b", "a", "a"],
])("%s", (_title, rules, name, becomes) => {
  expect(remap(rules, name).name).toBe(becomes);
});

test("P applies to a write, and G does not", () => {
  expect(remap("rP a b\nrG b c", "a", "write").name).toBe("b");
});

test("a refuses the request and says in which line", () => {
  expect(remap("r ^/ \na ^secret", "/secret/x")).toEqual({
    name: null,
    refusal: "A remap rule refuses this name",
    steps: [
      { line: 1, rule: "r ^/", before: "/secret/x", after: "secret/x", isLast: false },
      { line: 2, rule: "a ^secret", before: "secret/x", after: null, isLast: true },
    ],
  });
});

test("a rule that would repeat for ever refuses the request", () => {
  expect(remap("rg a aa", "a")).toMatchObject({
    name: null,
    refusal: "The remap rules leave no usable name",
  });
  expect(remap("rg a a", "a")).toMatchObject({ name: null });
});

test("errors are reported by line, and the other rules are kept", () => {
  const text = [
    "r ^ok x",
    "s a b",
    "r (",
    String.raw`r (a) \2`,
    String.raw`r a \U`,
    "g a b",
    "r",
    "ra a b",
    "i a",
    "a x y",
    "r a b c",
  ].join("\n");
  const { rules, errors } = parseRemapRules(text);
  expect(rules.map(({ line }) => line)).toEqual([1]);
  expect(errors.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  expect(errors[0]?.message).toBe("The operation s is not supported. Use r, g, i, e, a, G, and P.");
  expect(errors[1]?.message).toMatch(/^The regular expression is not valid: .*missing/);
  expect(errors[2]?.message).toBe(String.raw`\2 is used, but the expression has 1 group.`);
  expect(errors[3]?.message).toBe(String.raw`\U is not supported in a replacement. Use \0 to \9.`);
});

test("a hostile expression and a long name are judged at once", () => {
  expect(remap("r ^(a+)+$ x", `${"a".repeat(1000)}!`).name).toBe(`${"a".repeat(1000)}!`);
});
