// biome-ignore-all lint/a11y/useSemanticElements: a virtualized table cannot be a <table>
/** One row of a live table. It subscribes to its own row of the stream, so that it renders independently. */
"use client";

import { clsx } from "clsx";
import { type MouseEvent, memo, type ReactNode, useEffect, useRef } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { useRow } from "@/lib/client/rows/hooks";
import type { RowOf, TableTopic } from "@/lib/contracts/stream";
import type { Column } from "./column";
import { stickyCell } from "./grid";

/** Properties of `TableRow`. */
export type RowProps<T extends TableTopic> = {
  topic: T;
  rowKey: string;
  index: number;
  top: number;
  height: number;
  template: string;
  columns: readonly Column<RowOf<T>>[];
  /** Whether it is in the tab order; the arrow keys move this. */
  active: boolean;
  /** Whether the arrow keys have just moved here. */
  focused: boolean;
  onOpen: ((key: string) => void) | undefined;
  /** Undefined when rows of this table cannot be selected. */
  selected: boolean | undefined;
  onSelect: (key: string, selected: boolean) => void;
  card: ((row: RowOf<T>, open: ReactNode) => ReactNode) | null;
};

function Row<T extends TableTopic>(props: RowProps<T>) {
  const { topic, rowKey, index, top, height, template, columns, active, focused, onOpen, card, selected } =
    props;
  const row = useRow(topic, rowKey);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (focused) button.current?.focus({ preventScroll: true });
  }, [focused]);
  if (row === undefined) return null;
  const [first] = columns;
  const name = first?.cell(row);
  const nameButton =
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
        className="block min-h-6 w-full truncate rounded text-left font-medium text-ink outline-offset-1 hover:text-accent-text hover:underline"
      >
        {name}
      </button>
    ) : (
      name
    );
  const opener =
    selected === undefined ? (
      nameButton
    ) : (
      <span className="flex min-w-0 items-center gap-2.5">
        <Checkbox
          checked={selected}
          tabIndex={active ? 0 : -1}
          onCheckedChange={(next) => props.onSelect(rowKey, next)}
          className="-m-1 shrink-0 gap-0! p-1"
        >
          <span className="sr-only">Select {first?.text(row)}</span>
        </Checkbox>
        <span className="min-w-0 grow">{nameButton}</span>
      </span>
    );
  const position = { height, transform: `translateY(${top}px)` };
  const open =
    onOpen &&
    ((event: MouseEvent) => {
      // A click on the checkbox selects the row and does not open it.
      if (!(event.target as Element).closest("[role=checkbox],label")) onOpen(rowKey);
    });
  if (card)
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the name inside is the button; the card is a larger target for it
      <li
        aria-posinset={index + 1}
        onClick={open}
        style={position}
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
      style={{ ...position, gridTemplateColumns: template }}
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

/** Renders again only when its row or its properties change. */
export const TableRow = memo(Row) as typeof Row;
