// biome-ignore-all lint/a11y/useSemanticElements: a virtualized table cannot be a <table>
/** The column headers of a live table; a click sorts by that column. */
"use client";

import { clsx } from "clsx";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { Column } from "./column";
import { stickyCell } from "./grid";
import { nextSort, type Sort } from "./table-view";

/** The header row. */
export function TableHeader<R>({
  columns,
  template,
  sort,
  onSort,
}: {
  columns: readonly Column<R>[];
  template: string;
  sort: Sort | null;
  onSort: (sort: Sort | null) => void;
}) {
  return (
    <div role="rowgroup" className="sticky top-0 z-20">
      <div
        role="row"
        aria-rowindex={1}
        tabIndex={-1}
        className="grid border-line border-b bg-sunken"
        style={{ gridTemplateColumns: template }}
      >
        {columns.map((column, i) => {
          const sorted = sort?.column === column.id ? (sort.descending ? "descending" : "ascending") : "none";
          const Arrow = sorted === "descending" ? ArrowDown : ArrowUp;
          return (
            <div
              key={column.id}
              role="columnheader"
              aria-sort={sorted}
              aria-colindex={i + 1}
              tabIndex={-1}
              className={clsx("flex min-w-0 bg-sunken", i === 0 && stickyCell)}
            >
              <button
                type="button"
                onClick={() => onSort(nextSort(sort, column.id))}
                className={clsx(
                  "group flex h-11 min-w-0 grow items-center gap-1 px-3 text-left font-medium text-[0.8125rem] leading-tight outline-offset-[-2px] hover:text-ink",
                  column.align === "end" && "flex-row-reverse text-right",
                  sorted === "none" ? "text-ink-3" : "text-ink",
                )}
              >
                <span className="line-clamp-2">{column.header}</span>
                {sorted !== "none" && <Arrow aria-hidden className="size-3.5 shrink-0" />}
              </button>
            </div>
          );
        })}
      </div>
    </div>
  );
}
