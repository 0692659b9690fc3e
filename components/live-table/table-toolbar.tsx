/** Filters, column chooser, and CSV export of a live table. */
"use client";

import { Download, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { SearchInput } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Toolbar } from "@/components/ui/toolbar";
import { grouped } from "@/lib/kit/number-text";
import type { Column, Facet } from "./column";
import { ColumnChooser } from "./column-chooser";
import { FacetFilter } from "./facet-filter";
import type { Selection } from "./select-rows";
import type { ViewControl } from "./use-table-view";

const DEFAULT_ORDER = "-";

/** What the rows of a table are, in the singular and in the plural. */
export type RowNoun = { one: string; many: string };

/** The toolbar above the rows. */
export function TableToolbar<R>({
  label,
  noun,
  columns,
  facets,
  control,
  selection,
  showsCards,
  onExport,
}: {
  label: string;
  noun: RowNoun;
  columns: readonly Column<R>[];
  facets: readonly Facet<R>[];
  control: ViewControl;
  selection: Selection;
  /** Cards have no columns to choose, but need a list to sort by. */
  showsCards: boolean;
  onExport: () => void;
}) {
  const { view, change, type, clear } = control;
  const isFiltered = view.text !== "" || Object.keys(view.filters).length > 0;
  const setFilter = (facet: string, values: string[]) => {
    const { [facet]: _, ...others } = view.filters;
    change({ filters: values.length > 0 ? { ...others, [facet]: values } : others });
  };
  const total = grouped(selection.total);
  const shown = isFiltered ? `${grouped(selection.keys.length)} of ${total}` : total;
  return (
    <Toolbar
      label={label}
      end={
        <>
          <span role="status" className="num text-[0.8125rem] text-ink-3">
            {shown} {selection.total === 1 ? noun.one : noun.many}
          </span>
          {!showsCards && (
            <ColumnChooser columns={columns} hidden={view.hidden} onChange={(hidden) => change({ hidden })} />
          )}
          <Button
            size="sm"
            icon={<Download aria-hidden />}
            disabled={selection.keys.length === 0}
            aria-label="Export CSV"
            className={showsCards ? "w-8 px-0!" : ""}
            onClick={onExport}
          >
            {showsCards ? "" : "Export CSV"}
          </Button>
        </>
      }
    >
      <SearchInput
        label={`Filter ${noun.many}`}
        value={view.text}
        onChange={(event) => type(event.target.value)}
        className="w-full sm:w-56"
      />
      {facets.map((facet) => (
        <FacetFilter
          key={facet.id}
          label={facet.label}
          counts={selection.counts[facet.id] ?? new Map()}
          order={facet.order}
          selected={view.filters[facet.id] ?? []}
          onChange={(values) => setFilter(facet.id, values)}
        />
      ))}
      {showsCards && (
        <Select
          label="Sort by"
          size="sm"
          className="w-auto! max-w-44"
          value={view.sort?.column ?? DEFAULT_ORDER}
          onValueChange={(id) =>
            change({ sort: id === DEFAULT_ORDER ? null : { column: id, descending: false } })
          }
          options={[
            { value: DEFAULT_ORDER, label: "Default order" },
            ...columns.map((c) => ({ value: c.id, label: c.header })),
          ]}
        />
      )}
      {isFiltered && (
        <Button size="sm" variant="ghost" icon={<X aria-hidden />} onClick={clear}>
          Clear filters
        </Button>
      )}
    </Toolbar>
  );
}
