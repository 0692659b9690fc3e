import { expect, test } from "vitest";
import { toCsv } from "./csv";

const columns = [
  { header: "Name", text: (row: string[]) => row[0] ?? "" },
  { header: "Note", text: (row: string[]) => row[1] ?? "" },
];

test("a heading line, then one line per row, each ended as RFC 4180 says", () => {
  expect(toCsv(columns, [["AP1", "ok"]])).toBe("Name,Note\r\nAP1,ok\r\n");
});

test("commas, quotes and line breaks are quoted", () => {
  expect(toCsv(columns, [['a,"b"', "x\ny"]])).toContain('"a,""b""","x\ny"');
});

test.each(["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1"])(
  "%s is not left as a formula",
  (evil) => {
    expect(toCsv(columns, [[evil, ""]])).toContain(`'${evil}`);
  },
);

test("numbers stay numbers, also below zero", () => {
  expect(toCsv(columns, [["-5", "+3.2"]])).toContain("-5,+3.2");
});
