/** The entries of the audit log, read page by page, and the values that the filters offer. */
"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { useCommand } from "@/lib/client/commands";
import { useIsConnected } from "@/lib/client/rows/hooks";
import type { AuditFilter, AuditRow, AuditValues } from "@/lib/contracts/audit";
import type { Fault } from "@/lib/contracts/fault";

const PAGE_ENTRIES = 100;
/** The pause after the last keystroke in the filter before it is queried. */
const SETTLE_MS = 250;

type Shown = {
  /** Null until the first page has arrived. */
  entries: readonly AuditRow[] | null;
  more: boolean;
  fault: Fault | null;
  isLoading: boolean;
};
export type ListedEntries = Shown & { values: AuditValues; loadMore: () => void; reload: () => void };

/** @param filter must stay the same object while it does not change */
export function useAudit(filter: AuditFilter): ListedEntries {
  const run = useCommand();
  const isConnected = useIsConnected();
  const [shown, setShown] = useState<Shown>({ entries: null, more: false, fault: null, isLoading: true });
  const [values, setValues] = useState<AuditValues>({ users: [], actions: [] });
  const asked = useRef(0);

  const load = useCallback(
    async (before: number | null) => {
      const request = ++asked.current;
      setShown((old) => ({ ...old, isLoading: true }));
      const answer = await run("audit.list", { ...filter, before, limit: PAGE_ENTRIES });
      if (request !== asked.current) return;
      setShown((old) =>
        answer.ok
          ? {
              entries:
                before === null ? answer.value.entries : [...(old.entries ?? []), ...answer.value.entries],
              more: answer.value.more,
              fault: null,
              isLoading: false,
            }
          : { ...old, fault: answer.fault, isLoading: false },
      );
    },
    [run, filter],
  );
  const loadValues = useCallback(async () => {
    const answer = await run("audit.values", {});
    if (answer.ok) setValues(answer.value);
  }, [run]);

  useEffect(() => {
    if (!isConnected) return;
    const timer = setTimeout(() => void load(null), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [load, isConnected]);
  useEffect(() => {
    if (isConnected) void loadValues();
  }, [loadValues, isConnected]);

  return {
    ...shown,
    values,
    loadMore: () => void load(shown.entries?.at(-1)?.id ?? null),
    reload: () => {
      void load(null);
      void loadValues();
    },
  };
}
