// biome-ignore-all lint/a11y/useSemanticElements: rows that are drawn only while in sight cannot live in a <table>
/**
 * A table of a stream topic for ten thousand rows: only those in sight are drawn, each renders alone. On a narrow
 * screen the rows become cards. Filter, order and columns live in the address.
 */
"use client";

import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { clsx } from "clsx";
import { type ReactNode, useCallback, useMemo, useRef } from "react";
import { RowsPending } from "@/components/ui/empty-state";
import { downloadText } from "@/lib/client/download";
import { useTopic } from "@/lib/client/rows/hooks";
import { useLive } from "@/lib/client/stream/live-context";
import type { RowOf, TableTopic } from "@/lib/contracts/stream";
import { toCsv } from "./csv";
import { CARD_HEIGHT, gridTemplate, HEADER_HEIGHT, leastWidth, ROW_HEIGHT } from "./grid";
import type { TableShape } from "./select-rows";
import { TableHeader } from "./table-header";
import { TableRow } from "./table-row";
import { TableToolbar } from "./table-toolbar";
import { useNarrow } from "./use-narrow";
import { useRowFocus } from "./use-row-focus";
import { useSelection } from "./use-selection";
import { useTableView } from "./use-table-view";

const CARDS_BELOW_PIXELS = 640;

export type Choice = {
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
  /** What stands above the rows, told which of them are shown. */
  bar: (shown: readonly string[]) => ReactNode;
};

export type LiveTableProps<T extends TableTopic> = {
  topic: T;
  /** The accessible name. */
  label: string;
  /** What the rows are, in the plural: `access points`. */
  noun: string;
  /** Columns and facets; the same object at every render. */
  shape: TableShape<RowOf<T>>;
  card: (row: RowOf<T>, open: ReactNode) => ReactNode;
  onOpen?: (key: string) => void;
  /** Rows can be chosen, for orders to many. */
  choice?: Choice;
  csvName: string;
  /** Stands in place of the rows when the topic has none. */
  empty: ReactNode;
};

export function LiveTable<T extends TableTopic>(props: LiveTableProps<T>) {
  const { topic, label, noun, shape, card, onOpen, choice, csvName, empty } = props;
  const { store } = useLive();
  const status = useTopic(topic);
  const ids = useMemo(
    () => ({ columns: shape.columns.map((c) => c.id), facets: shape.facets.map((f) => f.id) }),
    [shape],
  );
  const control = useTableView(ids.columns, ids.facets);
  const selection = useSelection(topic, shape, control.view);
  const { hidden } = control.view;
  const columns = useMemo(
    () => shape.columns.filter((c) => c.fixed === true || !hidden.includes(c.id)),
    [shape, hidden],
  );
  const template = useMemo(() => gridTemplate(columns), [columns]);

  const scroller = useRef<HTMLDivElement>(null);
  const narrow = useNarrow(scroller, CARDS_BELOW_PIXELS);
  const height = narrow ? CARD_HEIGHT : ROW_HEIGHT;
  const { keys } = selection;
  const kept = useRef(0);
  const rows = useVirtualizer({
    count: keys.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => keys[index] ?? index,
    overscan: 8,
    scrollPaddingStart: narrow ? 0 : HEADER_HEIGHT,
    useFlushSync: false,
    // The row that has the focus stays drawn wherever one scrolls, or the focus would be lost.
    rangeExtractor: useCallback((range: Range) => {
      const seen = defaultRangeExtractor(range);
      return seen.includes(kept.current) || kept.current >= range.count ? seen : [...seen, kept.current];
    }, []),
  });
  const focus = useRowFocus(
    keys.length,
    () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? height) / height) - 2),
    (index) => rows.scrollToIndex(index),
  );
  kept.current = focus.active;

  const choose = useChoose(choice);
  const exportCsv = () => {
    const shown = keys.map((key) => store.row(topic, key)).filter((row) => row !== undefined);
    downloadText(csvName, toCsv(columns, shown), "text/csv");
  };
  const drawn = rows
    .getVirtualItems()
    .map((item) => (
      <TableRow
        key={item.key}
        topic={topic}
        rowKey={keys[item.index] ?? ""}
        index={item.index}
        top={item.start}
        height={item.size}
        template={template}
        columns={columns}
        active={item.index === focus.active}
        focused={item.index === focus.focused}
        onOpen={onOpen}
        chosen={choice?.chosen.has(keys[item.index] ?? "")}
        onChoose={choose}
        card={narrow ? card : null}
      />
    ));
  const space = { height: rows.getTotalSize() };
  const nothing =
    status === "ready" && (selection.total === 0 ? empty : keys.length === 0 && <NoHit noun={noun} />);

  return (
    <div className="min-w-0">
      <TableToolbar
        label={`${label}: filters`}
        noun={noun}
        columns={shape.columns}
        facets={shape.facets}
        control={control}
        selection={selection}
        narrow={narrow}
        onExport={exportCsv}
      />
      {choice?.bar(keys)}
      <section
        ref={scroller}
        aria-label={`${label}, scrolling`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        onKeyDown={focus.onKeyDown}
        className="relative max-h-[max(22rem,calc(100dvh-11rem))] overflow-auto overscroll-x-contain rounded-b-lg outline-offset-[-2px]"
      >
        {narrow ? (
          <ul aria-label={label} className="relative" style={space}>
            {drawn}
          </ul>
        ) : (
          <div
            role="table"
            aria-label={label}
            aria-rowcount={keys.length + 1}
            aria-colcount={columns.length}
            style={{ minWidth: leastWidth(columns) }}
          >
            <TableHeader
              columns={columns}
              template={template}
              sort={control.view.sort}
              onSort={(sort) => control.change({ sort })}
            />
            <div role="rowgroup" className={clsx("relative", keys.length === 0 && "hidden")} style={space}>
              {drawn}
            </div>
          </div>
        )}
        {status === "pending" ? <RowsPending label={`Waiting for ${noun}`} /> : nothing}
      </section>
    </div>
  );
}

/** The same function at every render, or every row would render again. */
function useChoose(choice: Choice | undefined): (key: string, chosen: boolean) => void {
  const held = useRef(choice);
  held.current = choice;
  return useCallback((key, chosen) => {
    const next = new Set(held.current?.chosen);
    if (chosen) next.add(key);
    else next.delete(key);
    held.current?.onChange(next);
  }, []);
}

const NoHit = ({ noun }: { noun: string }) => (
  <p className="px-4 py-8 text-center text-ink-3">None of the {noun} fits the filter.</p>
);
