/** The summary by image family, updated at most once per stream message and only when a change can affect it. */
"use client";

import { useMemo, useSyncExternalStore } from "react";
import { useTopic } from "@/lib/client/rows/hooks";
import { useLive } from "@/lib/client/stream/live-context";
import { type FamilySummary, summarizeFamilies, summaryFields } from "./family-summary";

const NONE: readonly FamilySummary[] = [];

/** @param target the version that the upgrade installs; null without one */
export function useFamilies(target: string | null): readonly FamilySummary[] {
  useTopic("aps");
  const { store } = useLive();
  const source = useMemo(() => {
    const summarize = () => {
      const rows = store.keys("aps").map((key) => store.row("aps", key));
      return summarizeFamilies(
        rows.filter((row) => row !== undefined),
        target,
      );
    };
    let sums: readonly FamilySummary[] = summarize();
    return {
      read: () => sums,
      subscribe(listener: () => void) {
        sums = summarize();
        return store.subscribeTopic("aps", (change) => {
          if (!change.membership && !summaryFields.some((field) => change.fields.has(field))) return;
          sums = summarize();
          listener();
        });
      },
    };
  }, [store, target]);
  return useSyncExternalStore(source.subscribe, source.read, () => NONE);
}
