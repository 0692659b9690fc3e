import { expect, test } from "vitest";
import { toCsv } from "./csv";

const columns = [
  { header: "Name", text: (row: string[]) => row[0] ?? "" },
  { header: "Note", text: (row: string[]) => row[1] ?? "" },
];

test("[RFC4180-2] a table becomes a header line, then one line per row", () => {
  expect(toCsv(columns, [["AP1", "ok"]])).toBe('"Name","Note"\r\n"AP1","ok"\r\n');
});

test("a table without rows is its header line", () => {
  expect(toCsv(columns, [])).toBe('"Name","Note"\r\n');
});
