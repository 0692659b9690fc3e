/** The run that the URL names (`?run=12`), and its time, for the transfers of just this run. */
"use client";

import { useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { useRun } from "@/lib/client/runs/use-run";
import type { TransferHistoryQuery } from "@/lib/contracts/transfers";

/** Nothing starts then: while the run is not known, no transfer is its. */
const NEVER = { from: Number.MAX_SAFE_INTEGER, until: null };

export function useRunTime(): {
  run: number | null;
  during: TransferHistoryQuery["during"];
  clear: () => void;
} {
  const text = useSearchParams().get("run") ?? "";
  const run = /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
  const { row } = useRun(run);
  const from = row?.startedAt;
  const until = row?.endedAt ?? null;
  const during = useMemo(
    () => (run === null ? undefined : from === undefined ? NEVER : { from, until }),
    [run, from, until],
  );
  return {
    run,
    during,
    clear() {
      const next = new URLSearchParams(window.location.search);
      next.delete("run");
      window.history.replaceState(null, "", next.size === 0 ? window.location.pathname : `?${next}`);
    },
  };
}
