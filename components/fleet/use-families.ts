/** The summary by image family, renewed at most once per batch, and only when a change can change it. */
"use client";

import { useMemo, useSyncExternalStore } from "react";
import { useTopic } from "@/lib/client/rows/hooks";
import { useLive } from "@/lib/client/stream/live-context";
import { type FamilySummary, summarizeFamilies, summaryFields } from "./family-summary";

const NONE: readonly FamilySummary[] = [];

export function useFamilies(target: string | null): readonly FamilySummary[] {
  useTopic("aps");
  const { store } = useLive();
  const source = useMemo(() => {
    const renew = () => {
      const rows = store.keys("aps").map((key) => store.row("aps", key));
      return summarizeFamilies(
        rows.filter((row) => row !== undefined),
        target,
      );
    };
    let sums: readonly FamilySummary[] = renew();
    return {
      read: () => sums,
      subscribe(listener: () => void) {
        sums = renew();
        return store.subscribeTopic("aps", (change) => {
          if (!change.membership && !summaryFields.some((field) => change.fields.has(field))) return;
          sums = renew();
          listener();
        });
      },
    };
  }, [store, target]);
  return useSyncExternalStore(source.subscribe, source.read, () => NONE);
}
