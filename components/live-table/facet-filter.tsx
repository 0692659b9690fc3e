/** Narrows a table by a closed choice; several values may be chosen. */
"use client";

import { ChevronDown } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Popover } from "@/components/ui/popover";

export function FacetFilter({
  label,
  counts,
  order = [],
  chosen,
  onChange,
}: {
  label: string;
  counts: ReadonlyMap<string, number>;
  order?: readonly string[] | undefined;
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}) {
  const others = [...counts.keys(), ...chosen].filter((value) => !order.includes(value)).sort();
  const values = [...new Set([...order.filter((v) => counts.has(v) || chosen.includes(v)), ...others])];
  const toggle = (value: string, on: boolean) =>
    onChange(on ? [...chosen, value] : chosen.filter((v) => v !== value));
  return (
    <Popover
      label={label}
      trigger={
        <Button size="sm" data-active={chosen.length > 0 || undefined}>
          {label}
          {chosen.length > 0 && <span className="num">· {chosen.length}</span>}
          <ChevronDown className="text-ink-3" aria-hidden />
        </Button>
      }
    >
      <div className="flex flex-col gap-2">
        {values.length === 0 && <p className="text-ink-3">No rows yet</p>}
        {values.map((value) => (
          <Checkbox key={value} checked={chosen.includes(value)} onCheckedChange={(on) => toggle(value, on)}>
            <span className="flex justify-between gap-6">
              <span>{value}</span>
              <span className="num text-ink-3">{counts.get(value) ?? 0}</span>
            </span>
          </Checkbox>
        ))}
        {chosen.length > 0 && (
          <Button size="sm" variant="ghost" onClick={() => onChange([])}>
            All
          </Button>
        )}
      </div>
    </Popover>
  );
}
