/** The dimensions that the header and the rows of a live table share, in pixels. */
import type { Column } from "./column";

export const ROW_HEIGHT = 40;
export const HEADER_HEIGHT = 45;
export const CARD_HEIGHT = 104;

/** Classes of a cell in the first column, which stays visible when the table scrolls sideways. */
export const stickyCell = "sticky left-0 z-10 border-line border-r";

/** The CSS `grid-template-columns` of a row. */
export const gridTemplate = <R>(columns: readonly Column<R>[]): string =>
  columns.map((c) => (c.grow ? `minmax(${c.width}px, ${c.grow}fr)` : `${c.width}px`)).join(" ");

/** The width in pixels below which the table scrolls sideways. */
export const minTableWidth = <R>(columns: readonly Column<R>[]): number =>
  columns.reduce((sum, c) => sum + c.width, 0);
