/** Filters a log by one access point, found by a part of its name. */
"use client";

import { ChevronDown } from "lucide-react";
import { useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { RowsPending } from "@/components/ui/empty-state";
import { SearchInput } from "@/components/ui/input";
import { Popover } from "@/components/ui/popover";
import { useRow, useTopic } from "@/lib/client/rows/hooks";
import { useRows } from "@/lib/client/rows/use-rows";
import { grouped } from "@/lib/kit/number-text";
import { nearestNames } from "./nearest-names";

const SHOWN = 12;

export function ApFilter({
  apId,
  onChange,
}: {
  apId: string | null;
  onChange: (apId: string | null) => void;
}) {
  useTopic("aps");
  const row = useRow("aps", apId);
  return (
    <Popover
      label="Access point"
      trigger={
        <Button size="sm" data-active={apId !== null || undefined} className="max-w-56">
          <span className="truncate">{apId === null ? "Access point" : (row?.name ?? apId)}</span>
          <ChevronDown className="text-ink-3" aria-hidden />
        </Button>
      }
    >
      <Choices apId={apId} onChange={onChange} />
    </Popover>
  );
}

function Choices({ apId, onChange }: { apId: string | null; onChange: (apId: string | null) => void }) {
  const status = useTopic("aps");
  const aps = useRows("aps");
  const [text, setText] = useState("");
  const { names, more } = useMemo(() => nearestNames(aps, text, SHOWN), [aps, text]);
  if (status === "pending") return <RowsPending label="Loading access points" />;
  return (
    <div className="flex w-56 flex-col gap-1">
      <SearchInput
        label="Search access points"
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="mb-1"
      />
      {apId !== null && (
        <Button size="sm" variant="ghost" onClick={() => onChange(null)}>
          All access points
        </Button>
      )}
      {names.map((ap) => (
        <Button
          key={ap.id}
          size="sm"
          variant="ghost"
          aria-pressed={ap.id === apId}
          className="justify-start!"
          onClick={() => onChange(ap.id)}
        >
          <span className="truncate">{ap.name}</span>
        </Button>
      ))}
      {names.length === 0 && <p className="px-1 text-ink-3">No access points match the search.</p>}
      {more > 0 && <p className="px-1 text-ink-3 text-xs">{grouped(more)} more</p>}
    </div>
  );
}
