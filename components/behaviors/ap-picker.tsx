/** Selects access points by a search for name, model, address, family or radio MAC. */
"use client";

import { Plus, X } from "lucide-react";
import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useTopic } from "@/lib/client/rows/hooks";
import { useRows } from "@/lib/client/rows/use-rows";
import type { ApRow } from "@/lib/contracts/aps";
import { grouped } from "@/lib/kit/number-text";

const MAX_MATCHES = 6;

export function ApPicker({
  selected,
  onChange,
  errors,
}: {
  selected: readonly string[];
  onChange: (apIds: readonly string[]) => void;
  errors: readonly string[] | undefined;
}) {
  useTopic("aps");
  const rows = useRows("aps");
  const [text, setText] = useState("");
  const isSelected = new Set(selected);
  const matches = matchesOf(rows, text).filter((row) => !isSelected.has(row.id));
  const add = (row: ApRow | undefined) => {
    if (!row) return;
    onChange([...selected, row.id]);
    setText("");
  };
  return (
    <div className="flex flex-col gap-2">
      <Selected
        rows={rows.filter((row) => isSelected.has(row.id))}
        onRemove={(id) => onChange(selected.filter((each) => each !== id))}
      />
      <Field
        label="Search access points"
        hint="Name, model, address, family or radio MAC. Press Enter to select the first match."
        errors={errors}
        className="max-w-md"
      >
        {(control) => (
          <Input
            {...control}
            type="search"
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter") return;
              event.preventDefault();
              add(matches[0]);
            }}
          />
        )}
      </Field>
      {text.trim() !== "" && (
        <ul aria-label="Access points found" className="flex max-w-md flex-col rounded-md border border-line">
          {matches.slice(0, MAX_MATCHES).map((row) => (
            <li key={row.id} className="border-line border-b last:border-b-0">
              <button
                type="button"
                onClick={() => add(row)}
                className="flex w-full items-center gap-2 px-3 py-1.5 text-left outline-offset-[-2px] hover:bg-hover"
              >
                <Plus className="size-4 shrink-0 text-ink-3" aria-hidden />
                <span className="truncate font-medium">{row.name}</span>
                <span className="truncate text-[0.8125rem] text-ink-3">
                  {row.model} · <span className="code">{row.ip}</span>
                </span>
              </button>
            </li>
          ))}
          <li role="status" className="px-3 py-1.5 text-[0.8125rem] text-ink-3 empty:hidden">
            {matches.length === 0 && "No more access points match."}
            {matches.length > MAX_MATCHES &&
              `${grouped(matches.length - MAX_MATCHES)} more match. Keep typing to narrow the search.`}
          </li>
        </ul>
      )}
    </div>
  );
}

function matchesOf(rows: readonly ApRow[], text: string): readonly ApRow[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return [];
  return rows.filter((row) =>
    [row.name, row.model, row.ip, row.id, row.family ?? ""].some((fact) =>
      fact.toLowerCase().includes(wanted),
    ),
  );
}

function Selected({ rows, onRemove }: { rows: readonly ApRow[]; onRemove: (id: string) => void }) {
  if (rows.length === 0) return null;
  return (
    <ul aria-label="Selected access points" className="flex flex-wrap gap-2">
      {rows.map((row) => (
        <li
          key={row.id}
          className="inline-flex max-w-full items-center gap-1 rounded-md border border-accent/40 bg-accent-soft pl-2.5"
        >
          <span className="truncate font-medium">{row.name}</span>
          <button
            type="button"
            aria-label={`Remove ${row.name}`}
            onClick={() => onRemove(row.id)}
            className="rounded p-1.5 text-ink-3 hover:text-ink"
          >
            <X className="size-3.5" aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  );
}
