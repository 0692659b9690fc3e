/** Which lines stay visible around findings. */
import { expect, test } from "vitest";
import type { DoctorFinding } from "@/lib/contracts/doctor";
import { lineGroupsOf } from "./numbered-lines";

const at = (line: number | null): DoctorFinding => ({
  rule: "r",
  severity: "error",
  line,
  text: "",
  problem: "",
  why: "",
  fix: "",
  commands: [],
});
const text = (lines: number): string =>
  `${Array.from({ length: lines }, (_, i) => `line ${i + 1}`).join("\r\n")}\r\n`;
const shape = (lines: number, ...found: (number | null)[]) =>
  lineGroupsOf(text(lines), found.map(at)).map(({ isFolded, lines: own }) => [
    isFolded,
    own[0]?.number,
    own.at(-1)?.number,
  ]);

test("lines near a finding stay visible, and long groups without one are folded", () => {
  expect(shape(40, 20)).toEqual([
    [true, 1, 16],
    [false, 17, 23],
    [true, 24, 40],
  ]);
});

test("a short group is not folded, and neither is a file without findings by line", () => {
  expect(shape(12, 1)).toEqual([
    [false, 1, 4],
    [true, 5, 12],
  ]);
  expect(shape(10, 1)).toEqual([
    [false, 1, 4],
    [false, 5, 10],
  ]);
  expect(shape(30, null)).toEqual([[false, 1, 30]]);
});

test("a finding is beside its line", () => {
  const lines = lineGroupsOf(text(3), [at(2), at(2)]).flatMap((group) => group.lines);
  expect(lines.map(({ number, text: content, findings }) => [number, content, findings.length])).toEqual([
    [1, "line 1", 0],
    [2, "line 2", 2],
    [3, "line 3", 0],
  ]);
});
