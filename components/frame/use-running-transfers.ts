/** The running transfers, renewed at most once per batch of the stream. */
"use client";

import { useCallback, useRef, useSyncExternalStore } from "react";
import { useTopic } from "@/lib/client/rows/hooks";
import { useLive } from "@/lib/client/stream/live-context";
import { NOTHING_RUNS, type RunningTransfers, sumRunning } from "./running-transfers";

export function useRunningTransfers(): RunningTransfers {
  useTopic("transfers");
  const { store } = useLive();
  const sum = useRef<RunningTransfers>(NOTHING_RUNS);
  const subscribe = useCallback(
    (listener: () => void) => {
      const renew = () => {
        const rows = store.keys("transfers").map((key) => store.row("transfers", key));
        const next = sumRunning(rows.filter((row) => row !== undefined));
        sum.current = next.count === 0 ? NOTHING_RUNS : next;
        listener();
      };
      renew();
      return store.subscribeTopic("transfers", renew);
    },
    [store],
  );
  return useSyncExternalStore(
    subscribe,
    () => sum.current,
    () => NOTHING_RUNS,
  );
}
