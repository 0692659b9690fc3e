/** The filters' regular expressions: the dialect, and that no pattern can hold up the program. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compilePattern } from "./pattern";

const matches = (pattern: string, text: string) => compilePattern(pattern)?.matches(text);

describe("the dialect", () => {
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
    ["", "x", undefined],
    ["(", "x", undefined],
    ["a)", "x", undefined],
    ["[a", "x", undefined],
    ["a\\", "x", undefined],
    ["x".repeat(201), "x", undefined],
  ])("%s in %s: %s", (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  it("agrees with JavaScript's own expressions on what both know", () => {
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

it("no pattern of any characters throws", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), fc.string({ maxLength: 60 }), (pattern, text) => {
      expect([true, false, undefined]).toContain(matches(pattern, text));
    }),
    { numRuns: 500 },
  );
});

it("the pattern that a backtracking engine needs years for is answered in as many steps as it has letters", () => {
  expect(matches("(a+)+$", `${"a".repeat(5000)}b`)).toBe(false);
  expect(matches("(a|a|aa)*(a|a|aa)*c", "a".repeat(5000))).toBe(false);
});
