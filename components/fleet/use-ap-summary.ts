/** A summary of the fleet, made again at most once per stream message and only when a change can affect it. */
"use client";

import { useMemo, useSyncExternalStore } from "react";
import { useTopic } from "@/lib/client/rows/hooks";
import { useLive } from "@/lib/client/stream/live-context";
import type { ApRow } from "@/lib/contracts/aps";

/**
 * @param summarize must be the same function at every render
 * @param fields the row fields that affect the summary; the same list at every render
 * @param none the summary before the fleet is loaded and on the server
 */
export function useApSummary<S>(
  summarize: (rows: readonly ApRow[]) => S,
  fields: readonly (keyof ApRow)[],
  none: S,
): S {
  useTopic("aps");
  const { store } = useLive();
  const source = useMemo(() => {
    const make = () => summarize(store.keys("aps").flatMap((key) => store.row("aps", key) ?? []));
    let summary = make();
    return {
      read: () => summary,
      subscribe(listener: () => void) {
        summary = make();
        return store.subscribeTopic("aps", (change) => {
          if (!change.membership && !fields.some((field) => change.fields.has(field))) return;
          summary = make();
          listener();
        });
      },
    };
  }, [store, summarize, fields]);
  return useSyncExternalStore(source.subscribe, source.read, () => none);
}
