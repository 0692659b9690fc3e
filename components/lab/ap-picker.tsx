/** Chooses access points by searching for their name, model, address or radio MAC. */
"use client";

import { Plus, X } from "lucide-react";
import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useTopic } from "@/lib/client/rows/hooks";
import { useRows } from "@/lib/client/rows/use-rows";
import type { ApRow } from "@/lib/contracts/aps";

const MOST_HITS = 6;

export function ApPicker({
  chosen,
  onChange,
  errors,
}: {
  chosen: readonly string[];
  onChange: (apIds: readonly string[]) => void;
  errors: readonly string[] | undefined;
}) {
  useTopic("aps");
  const rows = useRows("aps");
  const [text, setText] = useState("");
  const isChosen = new Set(chosen);
  const hits = hitsOf(rows, text).filter((row) => !isChosen.has(row.id));
  const add = (row: ApRow | undefined) => {
    if (!row) return;
    onChange([...chosen, row.id]);
    setText("");
  };
  return (
    <div className="flex flex-col gap-2">
      <Chosen
        rows={rows.filter((row) => isChosen.has(row.id))}
        onRemove={(id) => onChange(chosen.filter((each) => each !== id))}
      />
      <Field
        label="Search for an access point"
        hint="Name, model, address, family or radio MAC. Enter takes the first."
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
              add(hits[0]);
            }}
          />
        )}
      </Field>
      {text.trim() !== "" && (
        <ul aria-label="Access points found" className="flex max-w-md flex-col rounded-md border border-line">
          {hits.slice(0, MOST_HITS).map((row) => (
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
            {hits.length === 0 && "None is left that fits."}
            {hits.length > MOST_HITS &&
              `${(hits.length - MOST_HITS).toLocaleString("en")} more fit: type on.`}
          </li>
        </ul>
      )}
    </div>
  );
}

function hitsOf(rows: readonly ApRow[], text: string): readonly ApRow[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return [];
  return rows.filter((row) =>
    [row.name, row.model, row.ip, row.id, row.family ?? ""].some((fact) =>
      fact.toLowerCase().includes(wanted),
    ),
  );
}

function Chosen({ rows, onRemove }: { rows: readonly ApRow[]; onRemove: (id: string) => void }) {
  if (rows.length === 0) return null;
  return (
    <ul aria-label="Chosen access points" className="flex flex-wrap gap-2">
      {rows.map((row) => (
        <li
          key={row.id}
          className="inline-flex max-w-full items-center gap-1 rounded-md border border-accent/40 bg-accent-soft pl-2.5"
        >
          <span className="truncate font-medium">{row.name}</span>
          <button
            type="button"
            aria-label={`Leave out ${row.name}`}
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
