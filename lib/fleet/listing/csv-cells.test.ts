import { describe, expect, it } from "vitest";
import { detectDelimiter, splitCells } from "./csv-cells";

describe("detectDelimiter", () => {
  it.each([
    ["a,b", ","],
    ["a;b,c;d", ";"],
    ["a\tb", "\t"],
    ['"a;b;c",d', ","],
    ["a,b;c", ";"],
    ["a", undefined],
    ["", undefined],
  ])("of %j is %j: the character that makes most cells, outside quotation marks", (line, delimiter) => {
    expect(detectDelimiter(line)).toBe(delimiter);
  });
});

describe("splitCells", () => {
  it.each([
    ["a, b ,", ["a", "b", ""]],
    ['"a,b",c', ["a,b", "c"]],
    ['"Hall ""A""" ,c', ['Hall "A"', "c"]],
    ['a"b,c', ['a"b', "c"]],
    ["'=1+1,'b", ["=1+1", "'b"]],
    ["", [""]],
  ])("splits %j into %j", (line, cells) => {
    expect(splitCells(line, ",")).toEqual(cells);
  });

  it.each(['a,"b', '"a"b,c', '"'])("rejects %j, which has a quotation mark that is not closed", (line) => {
    expect(splitCells(line, ",")).toBeUndefined();
  });
});
