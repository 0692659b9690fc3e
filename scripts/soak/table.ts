/** The table that a soak prints, row by row. */
import { grouped } from "@/lib/kit/number-text";
import type { Details, Reading } from "./readings";

export type TableRow = Reading & Details & { upgrades: number };

const whole = (value: number | undefined): string => (value === undefined ? "-" : value.toFixed(0));
const tenths = (value: number): string => value.toFixed(1);

/** Titles have two lines: the figure and its unit. */
const columns: readonly [figure: string, unit: string, text: (row: TableRow) => string][] = [
  ["elapsed", "min", ({ minutes }) => tenths(minutes)],
  ["upgrades", "", ({ upgrades }) => whole(upgrades)],
  ["memory", "MB", ({ memoryMb }) => whole(memoryMb)],
  ["descriptors", "", ({ descriptors }) => whole(descriptors)],
  ["database", "MB", ({ fileMb, walMb }) => tenths(fileMb + walMb)],
  ["WAL", "MB", ({ walMb }) => tenths(walMb)],
  ["in use", "MB", ({ usedMb }) => tenths(usedMb)],
  ["log lines", "stored", ({ lines }) => grouped(lines)],
  ["log lines", "written", ({ linesWritten }) => grouped(linesWritten)],
  ["lag p99", "ms", ({ lagP99Ms }) => whole(lagP99Ms)],
  ["lag max", "ms", ({ lagMaxMs }) => whole(lagMaxMs)],
  ["reserve", "MB", ({ reserveMb }) => whole(reserveMb)],
  ["disk free", "MB", ({ freeMb }) => whole(freeMb)],
];
const LEAST_WIDTH = 9;

const lineOf = (cells: readonly string[]): string =>
  cells.map((cell, i) => cell.padStart(Math.max(LEAST_WIDTH, columns[i]?.[0].length ?? 0))).join("  ");

export const tableHead = (): string =>
  `${lineOf(columns.map(([figure]) => figure))}\n${lineOf(columns.map(([, unit]) => unit))}`;

export const tableLine = (row: TableRow): string => lineOf(columns.map(([, , text]) => text(row)));
