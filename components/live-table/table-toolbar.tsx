/** Filters, columns and export of a live table. */
"use client";

import { Download, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { SearchInput } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Toolbar } from "@/components/ui/toolbar";
import type { Column, Facet } from "./column";
import { ColumnChooser } from "./column-chooser";
import { FacetFilter } from "./facet-filter";
import type { Selection } from "./select-rows";
import type { ViewControl } from "./use-table-view";

const UNSORTED = "-";

export function TableToolbar<R>({
  label,
  noun,
  columns,
  facets,
  control,
  selection,
  narrow,
  onExport,
}: {
  label: string;
  /** What the rows are, in the plural. */
  noun: string;
  columns: readonly Column<R>[];
  facets: readonly Facet<R>[];
  control: ViewControl;
  selection: Selection;
  narrow: boolean;
  onExport: () => void;
}) {
  const { view, change, type, clear } = control;
  const filtered = view.text !== "" || Object.keys(view.chosen).length > 0;
  const choose = (facet: string, values: string[]) => {
    const { [facet]: _, ...others } = view.chosen;
    change({ chosen: values.length > 0 ? { ...others, [facet]: values } : others });
  };
  const total = selection.total.toLocaleString("en");
  const shown = filtered ? `${selection.keys.length.toLocaleString("en")} of ${total}` : total;
  return (
    <Toolbar
      label={label}
      end={
        <>
          <span role="status" className="num text-[0.8125rem] text-ink-3">
            {shown} {noun}
          </span>
          {!narrow && (
            <ColumnChooser columns={columns} hidden={view.hidden} onChange={(hidden) => change({ hidden })} />
          )}
          <Button
            size="sm"
            icon={<Download aria-hidden />}
            disabled={selection.keys.length === 0}
            onClick={onExport}
          >
            CSV
          </Button>
        </>
      }
    >
      <SearchInput
        label={`Filter ${noun}`}
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
          chosen={view.chosen[facet.id] ?? []}
          onChange={(values) => choose(facet.id, values)}
        />
      ))}
      {narrow && (
        <Select
          label="Sort by"
          size="sm"
          className="w-auto! max-w-44"
          value={view.sort?.column ?? UNSORTED}
          onValueChange={(id) => change({ sort: id === UNSORTED ? null : { column: id, descending: false } })}
          options={[
            { value: UNSORTED, label: "Unsorted" },
            ...columns.map((c) => ({ value: c.id, label: `By ${c.header}` })),
          ]}
        />
      )}
      {filtered && (
        <Button size="sm" variant="ghost" icon={<X aria-hidden />} onClick={clear}>
          Clear
        </Button>
      )}
    </Toolbar>
  );
}
