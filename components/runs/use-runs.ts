/** The list of runs: read from the store page by page, with the live rows in place of the stored ones. */
"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { useCommand } from "@/lib/client/commands";
import { useTopic } from "@/lib/client/rows/hooks";
import { useRows } from "@/lib/client/rows/use-rows";
import type { Fault } from "@/lib/contracts/fault";
import type { RunRow } from "@/lib/contracts/runs";
import type { RunsFilter } from "./runs-filter";

const PAGE_RUNS = 100;
/** The pause after the last keystroke in the filter before it is queried. */
const SETTLE_MS = 250;

export type ListedRuns = {
  /** Null until the first page has arrived. */
  rows: readonly RunRow[] | null;
  more: boolean;
  fault: Fault | null;
  loadMore: () => void;
  reload: () => void;
};

/** @param filter must stay the same object while it does not change */
export function useRuns(filter: RunsFilter): ListedRuns {
  const run = useCommand();
  useTopic("runs");
  const live = useRows("runs");
  const newest = live.reduce((most, { number }) => Math.max(most, number), 0);
  const [list, setList] = useState<Omit<ListedRuns, "loadMore" | "reload">>({
    rows: null,
    more: false,
    fault: null,
  });
  const asked = useRef(0);

  const load = useCallback(
    async (before: number | null) => {
      const request = ++asked.current;
      const answer = await run("runs.list", { ...filter, before, limit: PAGE_RUNS });
      if (request !== asked.current) return;
      setList((shown) =>
        answer.ok
          ? {
              rows: before === null ? answer.value.rows : [...(shown.rows ?? []), ...answer.value.rows],
              more: answer.value.more,
              fault: null,
            }
          : { ...shown, fault: answer.fault },
      );
    },
    [run, filter],
  );
  // A run that begins changes the list; what changes within a run is in its live row.
  useEffect(() => {
    const timer = setTimeout(() => void load(null), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [load, newest]);

  const byNumber = new Map(live.map((row) => [row.number, row]));
  const rows = list.rows?.map((row) => byNumber.get(row.number) ?? row) ?? null;
  return {
    ...list,
    rows,
    loadMore: () => void load(rows?.at(-1)?.number ?? null),
    reload: () => void load(null),
  };
}
