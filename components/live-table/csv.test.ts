import fc from "fast-check";
import Papa from "papaparse";
import { expect, test } from "vitest";
import { toCsv } from "./csv";

const columns = [
  { header: "Name", text: (row: string[]) => row[0] ?? "" },
  { header: "Note", text: (row: string[]) => row[1] ?? "" },
];

test("[RFC4180-2] a CSV has a header line, then one line per row, each ended by CRLF", () => {
  expect(toCsv(columns, [["AP1", "ok"]])).toBe("Name,Note\r\nAP1,ok\r\n");
});

test("a CSV without rows is its header line", () => {
  expect(toCsv(columns, [])).toBe("Name,Note\r\n");
});

test("[RFC4180-2] cells with commas, quotes or line breaks are quoted", () => {
  expect(toCsv(columns, [['a,"b"', "x\ny"]])).toContain('"a,""b""","x\ny"');
});

test.each(["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])(
  "the cell %j gets an apostrophe in front, so that a spreadsheet does not run it",
  (formula) => {
    expect(toCsv(columns, [[formula, ""]])).toContain(`'${formula}`);
  },
);

test("a column header that looks like a formula gets an apostrophe as well", () => {
  expect(toCsv([{ header: "=1+1", text: () => "" }], [])).toContain("'=1+1");
});

test("numbers stay numbers, also negative ones", () => {
  expect(toCsv(columns, [["-5", "+3.2"]])).toContain("-5,+3.2");
});

test("whatever the cells hold, a CSV reader gets the same cells back, and none of them is a formula", () => {
  const cell = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom("=", "-", "@", ",", '"', "\n", "1") }),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), (rows) => {
      const csv = toCsv(columns, rows);
      const { data } = Papa.parse<string[]>(csv.slice(0, -2), { delimiter: ",", newline: "\r\n" });
      const read = data.slice(1);
      expect(
        read.map((line) =>
          line.map((text, i) => (text === `'${rows[read.indexOf(line)]?.[i]}` ? text.slice(1) : text)),
        ),
      ).toEqual(rows);
      for (const text of read.flat()) expect(/^[=@\t\r]/.test(text)).toBe(false);
    }),
    { numRuns: 200 },
  );
});
