/** A CSV that a spreadsheet opens as text, whatever separator its country uses. */
import fc from "fast-check";
import Papa from "papaparse";
import { expect, test } from "vitest";
import { csvLine, defused } from "./csv";

test("[RFC4180-2] every cell is quoted, quotes are doubled, and the line ends with CRLF", () => {
  expect(csvLine(["a", 'b "c"', "", "x\ny"])).toBe('"a","b ""c""","","x\ny"\r\n');
});

test.each(["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])(
  "the cell %j gets an apostrophe in front, so that a spreadsheet does not run it",
  (formula) => {
    expect(defused(formula).startsWith("'")).toBe(true);
  },
);

test.each([
  ["a;=1+1;b", "a;'=1+1;b"],
  ['a;"=1+1', `a;"'=1+1`],
  ["a; =1+1", "a; '=1+1"],
  ["a\n=1+1", "a\n'=1+1"],
  ["a\t@x", "a\t'@x"],
])(
  "inside the cell %j, where a spreadsheet that separates by semicolons begins one, it becomes %j",
  (cell, safe) => {
    expect(defused(cell)).toBe(safe);
  },
);

test.each(["-5", "+3.2", "0", "a=b", "a-b", "x@y.example", "17.12.1", "2026-11-29T06:00:00Z"])(
  "%s stays as it is",
  (cell) => {
    expect(defused(cell)).toBe(cell);
  },
);

const cell = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom("=", "-", "@", "+", ",", ";", '"', "\n", "\r", "\t", " ", "1", "a") }),
);
/**
 * Without a leading apostrophe, what a spreadsheet runs. A number is none, also where its quotes are seen, and the cells
 * behind it: no formula begins with a number, a comma and a quote.
 */
const runs = (text: string): boolean =>
  /^[ "]*[=+\-@\t\r]/.test(text) &&
  !/^[+-]?\d+(\.\d+)?$/.test(text) &&
  !/^"[+-]?\d+(\.\d+)?"(,"|$)/.test(text);

test("with commas, a reader gets the same cells back, apart from apostrophes, and none of them is a formula", () => {
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), (cells) => {
      const { data } = Papa.parse<string[]>(csvLine(cells), { delimiter: ",", newline: "\r\n" });
      const [read = []] = data;
      expect(read.map((text) => text.replaceAll("'", ""))).toEqual(
        cells.map((text) => text.replaceAll("'", "")),
      );
      expect(read.filter(runs)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("with semicolons, tabs and line breaks as separators and quotes as text, no cell is a formula", () => {
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), (cells) => {
      const pieces = csvLine(cells).split(/[;\t\r\n]/);
      expect(pieces.filter((piece) => runs(piece))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
