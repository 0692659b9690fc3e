/** Which transfers run, newest first: renewed when one starts or ends, not with every byte. */
"use client";

import { useCallback, useRef, useSyncExternalStore } from "react";
import { useLive } from "@/lib/client/stream/live-context";

const NONE: readonly string[] = [];

export function useRunningKeys(): readonly string[] {
  const { store } = useLive();
  const held = useRef<readonly string[]>(NONE);
  const subscribe = useCallback(
    (listener: () => void) => {
      const renew = () => {
        held.current = store
          .keys("transfers")
          .flatMap((key) => store.row("transfers", key) ?? [])
          .filter((row) => row.outcome === "running")
          .toSorted((a, b) => b.startedAt - a.startedAt)
          .map((row) => row.id);
        listener();
      };
      renew();
      return store.subscribeTopic("transfers", (change) => {
        if (change.membership || change.fields.has("outcome")) renew();
      });
    },
    [store],
  );
  return useSyncExternalStore(
    subscribe,
    () => held.current,
    () => NONE,
  );
}

/** Wall milliseconds of the newest end among the rows that are here; 0 without one. Rises with every transfer that ends. */
export function useNewestEnd(): number {
  const { store } = useLive();
  const held = useRef(0);
  const subscribe = useCallback(
    (listener: () => void) => {
      const renew = () => {
        for (const key of store.keys("transfers"))
          held.current = Math.max(held.current, store.row("transfers", key)?.endedAt ?? 0);
        listener();
      };
      renew();
      return store.subscribeTopic("transfers", (change) => {
        if (change.membership || change.fields.has("endedAt")) renew();
      });
    },
    [store],
  );
  return useSyncExternalStore(
    subscribe,
    () => held.current,
    () => 0,
  );
}
