/** The regular expressions of output filters: the IOS dialect, and linear time for every pattern. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileIosRegex } from "./ios-regex";

const matches = (pattern: string, text: string) => compileIosRegex(pattern)?.matches(text);

describe("the IOS dialect", () => {
  it.each([
    ["AP", "an AP here", true],
    ["ap", "an AP here", false],
    ["^AP", "AP-1", true],
    ["^AP", "x AP-1", false],
    ["done$", "all done", true],
    ["done$", "done now", false],
    ["a|b|c$", "xxc", true],
    ["(foo|bar)+baz", "foobarbaz", true],
    ["(foo|bar)+baz", "fobarba", false],
    ["colou?r", "color", true],
    ["ab*c", "ac", true],
    ["ab+c", "ac", false],
    ["17\\.9\\.4", "17.9.4.27", true],
    ["17\\.9\\.4", "17x9x4", false],
    ["[0-9]+ AP", "12 AP", true],
    ["[^0-9]", "123", false],
    ["[]]", "]", true],
    ["[a-]", "-", true],
    ["_1_", "10 1 20", true],
    ["_1_", "10 11 20", false],
    ["(?i)a", "?ia", true],
    ["*a", "*a", true],
    ["a**", "b", true],
    ["ba+?", "b", true],
    ["a{2}", "a{2}", true],
    ["a{2}", "aa", false],
    ["\\d", "d", true],
    ["\\d", "1", false],
    ["[\\d]", "d", true],
    ["[[:alpha:]]", "a]", true],
    ["漢.", "漢字", true],
    ["", "x", undefined],
    ["(", "x", undefined],
    ["a)", "x", undefined],
    ["[a", "x", undefined],
    ["([a_", "x", undefined],
    ["[]", "x", undefined],
    ["[z-a]", "x", undefined],
    ["a\\", "x", undefined],
    ["x".repeat(201), "x", undefined],
  ])("pattern %j on line %j: %s", (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  it("gives the same answers as a JavaScript RegExp for syntax that both dialects have", () => {
    const atom = fc.constantFrom(
      "a",
      "b",
      ".",
      "[ab]",
      "[^a]",
      "^",
      "$",
      "(a|b)",
      "(ab)*",
      "(a*)*",
      "b+",
      "a?",
    );
    fc.assert(
      fc.property(
        fc.array(atom, { minLength: 1, maxLength: 6 }),
        fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 8 }),
        (atoms, text) => {
          const pattern = atoms.join("");
          expect(matches(pattern, text)).toBe(new RegExp(pattern).test(text));
        },
      ),
      { numRuns: 500 },
    );
  });
});

it("no pattern and no line makes compiling or matching throw", () => {
  const unit = fc.oneof(
    fc.constantFrom(..."ab(|)*+?[]^$.\\_-{}"),
    fc.string({ unit: "binary", maxLength: 1 }),
  );
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 60 }), fc.string({ maxLength: 60 }), (pattern, text) => {
      expect(() => matches(pattern, text)).not.toThrow();
    }),
    { numRuns: 500 },
  );
});

it("patterns that take a backtracking engine years are matched in linear time", () => {
  expect(matches("(a+)+$", `${"a".repeat(5000)}b`)).toBe(false);
  expect(matches("(a|a|aa)*(a|a|aa)*c", "a".repeat(5000))).toBe(false);
});
