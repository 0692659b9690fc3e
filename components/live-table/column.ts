/** What a live table must know about its columns and filters. */
import type { ReactNode } from "react";

/** A column of rows of type `R`. */
export type Column<R> = {
  id: string;
  header: string;
  /** Minimum width in pixels; `grow` is the share of the remaining width. */
  width: number;
  grow?: number;
  align?: "end";
  /** The row fields that it shows: when other fields change, the table is not sorted again. */
  fields: readonly (keyof R & string)[];
  /** The value to sort by; null comes last in both directions. */
  sortValue: (row: R) => string | number | null;
  /** The text that the filter searches and the CSV export writes. */
  text: (row: R) => string;
  cell: (row: R) => ReactNode;
  /** Cannot be hidden, because it names the row. */
  fixed?: boolean;
  /** Left out of the text filter: numbers that change many times a second. */
  unsearched?: boolean;
};

/** A filter with a list of values: status, family, model. */
export type Facet<R> = {
  id: string;
  label: string;
  field: keyof R & string;
  value: (row: R) => string;
  /** The order of the values; others follow alphabetically. */
  order?: readonly string[];
};
