/** What a live table knows of its columns and of the choices its rows can be narrowed by. */
import type { ReactNode } from "react";

export type Column<R> = {
  id: string;
  header: string;
  /** Pixels at least; `grow` shares what is left over. */
  width: number;
  grow?: number;
  align?: "end";
  /** The row's fields that it shows: another field's change does not sort anew. */
  fields: readonly (keyof R & string)[];
  /** What it sorts by; null goes last in both directions. */
  sortValue: (row: R) => string | number | null;
  /** What the text filter searches and the CSV export writes. */
  text: (row: R) => string;
  cell: (row: R) => ReactNode;
  /** Cannot be hidden: the name of the row. */
  fixed?: boolean;
  /** Numbers that change many times a second are no use to a text filter. */
  unsearched?: boolean;
};

/** A closed choice: status, family, model. */
export type Facet<R> = {
  id: string;
  label: string;
  field: keyof R & string;
  value: (row: R) => string;
  /** The order of the choices; what is not named follows alphabetically. */
  order?: readonly string[];
};
