/** The geometry that headings and rows of a live table share. */
import type { Column } from "./column";

export const ROW_HEIGHT = 40;
export const HEADER_HEIGHT = 45;
export const CARD_HEIGHT = 104;

/** The first column stays in sight while the others scroll sideways. */
export const stickyCell = "sticky left-0 z-10 border-line border-r";

export const gridTemplate = <R>(columns: readonly Column<R>[]): string =>
  columns.map((c) => (c.grow ? `minmax(${c.width}px, ${c.grow}fr)` : `${c.width}px`)).join(" ");

/** Pixels below which the table scrolls sideways. */
export const leastWidth = <R>(columns: readonly Column<R>[]): number =>
  columns.reduce((sum, c) => sum + c.width, 0);
