/** The list of earlier readiness checks, read again when one has ended. */
"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { useCommand } from "@/lib/client/commands";
import type { Fault } from "@/lib/contracts/fault";
import type { ReadinessProgress, ReadinessRow } from "@/lib/contracts/readiness/report";

const PAGE_ROWS = 20;

export type EarlierChecks = {
  /** Newest first; null until they have arrived. */
  rows: readonly ReadinessRow[] | null;
  more: boolean;
  fault: Fault | null;
  loadMore: () => void;
};

/** @param progress of the check under way, or the last one */
export function useHistory(progress: ReadinessProgress | undefined): EarlierChecks {
  const run = useCommand();
  const [list, setList] = useState<Omit<EarlierChecks, "loadMore">>({ rows: null, more: false, fault: null });
  const asked = useRef(0);
  const load = useCallback(
    async (before: string | null) => {
      const request = ++asked.current;
      const answer = await run("readiness.history", { before, limit: PAGE_ROWS });
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
    [run],
  );
  const ended = progress?.state === "done" ? progress.id : "";
  useEffect(() => void load(null), [load, ended]);
  return { ...list, loadMore: () => void load(list.rows?.at(-1)?.id ?? null) };
}
