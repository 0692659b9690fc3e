// biome-ignore-all lint/a11y/useSemanticElements: rows that are drawn only while in sight cannot live in a <table>
/** One row of a live table. It listens to its own row of the stream, so that it renders alone. */
"use client";

import { clsx } from "clsx";
import { type MouseEvent, memo, type ReactNode, useEffect, useRef } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { useRow } from "@/lib/client/rows/hooks";
import type { RowOf, TableTopic } from "@/lib/contracts/stream";
import type { Column } from "./column";
import { stickyCell } from "./grid";

export type RowProps<T extends TableTopic> = {
  topic: T;
  rowKey: string;
  index: number;
  top: number;
  height: number;
  template: string;
  columns: readonly Column<RowOf<T>>[];
  /** In the tab order; the arrow keys move this. */
  active: boolean;
  /** The arrow keys have just come here. */
  focused: boolean;
  onOpen: ((key: string) => void) | undefined;
  /** Whether it is among the chosen rows; undefined in a table of which none is chosen. */
  chosen: boolean | undefined;
  onChoose: (key: string, chosen: boolean) => void;
  card: ((row: RowOf<T>, open: ReactNode) => ReactNode) | null;
};

function Row<T extends TableTopic>(props: RowProps<T>) {
  const { topic, rowKey, index, top, height, template, columns, active, focused, onOpen, card, chosen } =
    props;
  const row = useRow(topic, rowKey);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (focused) button.current?.focus({ preventScroll: true });
  }, [focused]);
  if (row === undefined) return null;
  const [first] = columns;
  const name = first?.cell(row);
  const named =
    onOpen && first ? (
      <button
        ref={button}
        type="button"
        tabIndex={active ? 0 : -1}
        data-index={index}
        onClick={(event) => {
          event.stopPropagation();
          onOpen(rowKey);
        }}
        className="block w-full truncate rounded text-left font-medium text-ink outline-offset-1 hover:text-accent-text hover:underline"
      >
        {name}
      </button>
    ) : (
      name
    );
  const opener =
    chosen === undefined ? (
      named
    ) : (
      <span className="flex min-w-0 items-center gap-2.5">
        <Checkbox
          checked={chosen}
          tabIndex={active ? 0 : -1}
          onCheckedChange={(next) => props.onChoose(rowKey, next)}
          className="-m-1 shrink-0 gap-0! p-1"
        >
          <span className="sr-only">Choose {first?.text(row)}</span>
        </Checkbox>
        <span className="min-w-0 grow">{named}</span>
      </span>
    );
  const place = { height, transform: `translateY(${top}px)` };
  const open =
    onOpen &&
    ((event: MouseEvent) => {
      // Choosing a row is not opening it.
      if (!(event.target as Element).closest("[role=checkbox],label")) onOpen(rowKey);
    });
  if (card)
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the name inside is the button; the card is a larger target for it
      <li
        aria-posinset={index + 1}
        onClick={open}
        style={place}
        className="absolute inset-x-0 top-0 border-line border-b px-3 py-2.5"
      >
        {card(row, opener)}
      </li>
    );
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the name inside is the button; the row is a larger target for it
    <div
      role="row"
      aria-rowindex={index + 2}
      tabIndex={-1}
      onClick={open}
      style={{ ...place, gridTemplateColumns: template }}
      className={clsx(
        "group/row absolute inset-x-0 top-0 grid border-line border-b bg-surface hover:bg-hover",
        onOpen && "cursor-pointer",
      )}
    >
      {columns.map((column, i) => (
        <div
          key={column.id}
          role="cell"
          aria-colindex={i + 1}
          className={clsx(
            "flex min-w-0 items-center px-3",
            column.align === "end" && "num justify-end text-right",
            i === 0 && clsx(stickyCell, "bg-inherit"),
          )}
        >
          <div className={clsx("min-w-0", column.align !== "end" && "w-full")}>
            {i === 0 ? opener : column.cell(row)}
          </div>
        </div>
      ))}
    </div>
  );
}

export const TableRow = memo(Row) as typeof Row;
