/** The running transfers and the newest end of a transfer, updated only when a transfer starts or ends. */
"use client";

import { useCallback, useRef, useSyncExternalStore } from "react";
import { useLive } from "@/lib/client/stream/live-context";

const NONE: readonly string[] = [];

/** Ids of the running transfers, the newest first. */
export function useRunningKeys(): readonly string[] {
  const { store } = useLive();
  const latest = useRef<readonly string[]>(NONE);
  const subscribe = useCallback(
    (listener: () => void) => {
      const update = () => {
        latest.current = store
          .keys("transfers")
          .flatMap((key) => store.row("transfers", key) ?? [])
          .filter((row) => row.outcome === "running")
          .toSorted((a, b) => b.startedAt - a.startedAt)
          .map((row) => row.id);
        listener();
      };
      update();
      return store.subscribeTopic("transfers", (change) => {
        if (change.membership || change.fields.has("outcome")) update();
      });
    },
    [store],
  );
  return useSyncExternalStore(
    subscribe,
    () => latest.current,
    () => NONE,
  );
}

/** The newest end of a transfer in wall milliseconds; 0 without one. Rises when a transfer ends. */
export function useNewestEnd(): number {
  const { store } = useLive();
  const latest = useRef(0);
  const subscribe = useCallback(
    (listener: () => void) => {
      const update = () => {
        for (const key of store.keys("transfers"))
          latest.current = Math.max(latest.current, store.row("transfers", key)?.endedAt ?? 0);
        listener();
      };
      update();
      return store.subscribeTopic("transfers", (change) => {
        if (change.membership || change.fields.has("endedAt")) update();
      });
    },
    [store],
  );
  return useSyncExternalStore(
    subscribe,
    () => latest.current,
    () => 0,
  );
}
