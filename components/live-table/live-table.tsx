// biome-ignore-all lint/a11y/useSemanticElements: a virtualized table cannot be a <table>
/**
 * A table of a stream topic with up to ten thousand rows. Only visible rows are rendered, each independently. On a
 * narrow screen the rows become cards. Filter, sort order, and columns are kept in the URL.
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
import { CARD_HEIGHT, gridTemplate, HEADER_HEIGHT, minTableWidth, ROW_HEIGHT } from "./grid";
import { observeSize, scrollOnceShown } from "./observe-size";
import type { TableShape } from "./select-rows";
import { TableHeader } from "./table-header";
import { TableRow } from "./table-row";
import { type RowNoun, TableToolbar } from "./table-toolbar";
import { useIsNarrower } from "./use-is-narrower";
import { useRowFocus } from "./use-row-focus";
import { useSelection } from "./use-selection";
import { useTableView } from "./use-table-view";

const CARDS_BELOW_PIXELS = 640;

/** Rows that can be selected, for actions on several of them. */
export type Selectable = {
  selected: ReadonlySet<string>;
  onChange: (selected: ReadonlySet<string>) => void;
  /** Renders the bar above the rows; gets the keys of all rows that match the filter. */
  bar: (shown: readonly string[]) => ReactNode;
};

/** Properties of `LiveTable`. */
export type LiveTableProps<T extends TableTopic> = {
  topic: T;
  /** The accessible name. */
  label: string;
  /** What the rows are: `{ one: "access point", many: "access points" }`. */
  noun: RowNoun;
  /** Columns and facets; must be the same object at every render. */
  shape: TableShape<RowOf<T>>;
  card: (row: RowOf<T>, open: ReactNode) => ReactNode;
  onOpen?: (key: string) => void;
  selectable?: Selectable;
  csvName: string;
  /** Shown when the topic has no rows. */
  empty: ReactNode;
};

/** A live, virtualized table with filters, sorting, a column chooser, and CSV export. */
export function LiveTable<T extends TableTopic>(props: LiveTableProps<T>) {
  const { topic, label, noun, shape, card, onOpen, selectable, csvName, empty } = props;
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
  const showsCards = useIsNarrower(scroller, CARDS_BELOW_PIXELS);
  const height = showsCards ? CARD_HEIGHT : ROW_HEIGHT;
  const { keys } = selection;
  const activeIndex = useRef(0);
  const rows = useVirtualizer({
    count: keys.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => keys[index] ?? index,
    overscan: 8,
    scrollPaddingStart: showsCards ? 0 : HEADER_HEIGHT,
    observeElementRect: observeSize,
    scrollToFn: scrollOnceShown,
    useFlushSync: false,
    // The focused row stays rendered wherever the table is scrolled, otherwise the focus would be lost.
    rangeExtractor: useCallback((range: Range) => {
      const visible = defaultRangeExtractor(range);
      return visible.includes(activeIndex.current) || activeIndex.current >= range.count
        ? visible
        : [...visible, activeIndex.current];
    }, []),
  });
  const focus = useRowFocus(
    keys.length,
    () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? height) / height) - 2),
    (index) => rows.scrollToIndex(index),
  );
  activeIndex.current = focus.active;

  const select = useSelectRow(selectable);
  const exportCsv = async () => {
    const shown = keys.map((key) => store.row(topic, key)).filter((row) => row !== undefined);
    // Loaded on demand: few visitors export.
    const { toCsv } = await import("./csv");
    downloadText(csvName, toCsv(columns, shown), "text/csv");
  };
  const renderedRows = rows
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
        selected={selectable?.selected.has(keys[item.index] ?? "")}
        onSelect={select}
        card={showsCards ? card : null}
      />
    ));
  const space = { height: rows.getTotalSize() };
  const noRows =
    status === "ready" && (selection.total === 0 ? empty : keys.length === 0 && <NoMatch noun={noun} />);

  return (
    <div className="min-w-0">
      <TableToolbar
        label={`${label}: filters`}
        noun={noun}
        columns={shape.columns}
        facets={shape.facets}
        control={control}
        selection={selection}
        showsCards={showsCards}
        onExport={() => void exportCsv()}
      />
      {selectable?.bar(keys)}
      <section
        ref={scroller}
        aria-label={`${label}, scrolling`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        onKeyDown={focus.onKeyDown}
        className="relative max-h-[max(22rem,calc(100dvh-11rem))] overflow-auto overscroll-x-contain rounded-b-lg outline-offset-[-2px]"
      >
        {showsCards ? (
          <ul aria-label={label} className="relative" style={space}>
            {renderedRows}
          </ul>
        ) : (
          <div
            role="table"
            aria-label={label}
            aria-rowcount={keys.length + 1}
            aria-colcount={columns.length}
            style={{ minWidth: minTableWidth(columns) }}
          >
            <TableHeader
              columns={columns}
              template={template}
              sort={control.view.sort}
              onSort={(sort) => control.change({ sort })}
            />
            <div role="rowgroup" className={clsx("relative", keys.length === 0 && "hidden")} style={space}>
              {renderedRows}
            </div>
          </div>
        )}
        {status === "pending" ? <RowsPending label={`Loading ${noun.many}`} /> : noRows}
      </section>
    </div>
  );
}

/** A callback that stays the same at every render, otherwise every row would render again. */
function useSelectRow(selectable: Selectable | undefined): (key: string, selected: boolean) => void {
  const latest = useRef(selectable);
  latest.current = selectable;
  return useCallback((key, selected) => {
    const next = new Set(latest.current?.selected);
    if (selected) next.add(key);
    else next.delete(key);
    latest.current?.onChange(next);
  }, []);
}

const NoMatch = ({ noun }: { noun: RowNoun }) => (
  <p className="px-4 py-8 text-center text-ink-3">No {noun.many} match the filter.</p>
);
