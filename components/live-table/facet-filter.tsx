/** A filter with a list of values, of which several can be selected. */
"use client";

import { ChevronDown } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Popover } from "@/components/ui/popover";
import { grouped } from "@/lib/kit/number-text";

/** A button that opens the values of a facet with their row counts. */
export function FacetFilter({
  label,
  counts,
  order = [],
  selected,
  onChange,
}: {
  label: string;
  counts: ReadonlyMap<string, number>;
  order?: readonly string[] | undefined;
  selected: readonly string[];
  onChange: (selected: string[]) => void;
}) {
  const others = [...counts.keys(), ...selected].filter((value) => !order.includes(value)).sort();
  const values = [...new Set([...order.filter((v) => counts.has(v) || selected.includes(v)), ...others])];
  const toggle = (value: string, on: boolean) =>
    onChange(on ? [...selected, value] : selected.filter((v) => v !== value));
  return (
    <Popover
      label={label}
      trigger={
        <Button size="sm" data-active={selected.length > 0 || undefined}>
          {label}
          {selected.length > 0 && <span className="num">· {selected.length}</span>}
          <ChevronDown className="text-ink-3" aria-hidden />
        </Button>
      }
    >
      <div className="flex flex-col gap-2">
        {values.length === 0 && <p className="text-ink-3">No rows yet</p>}
        {values.map((value) => (
          <Checkbox
            key={value}
            checked={selected.includes(value)}
            onCheckedChange={(on) => toggle(value, on)}
          >
            <span className="flex justify-between gap-6">
              <span>{value}</span>
              <span className="num text-ink-3">{grouped(counts.get(value) ?? 0)}</span>
            </span>
          </Checkbox>
        ))}
        {selected.length > 0 && (
          <Button size="sm" variant="ghost" onClick={() => onChange([])}>
            Clear
          </Button>
        )}
      </div>
    </Popover>
  );
}
