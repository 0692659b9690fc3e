/** The totals of the running transfers, updated at most once per stream message. */
"use client";

import { useCallback, useRef, useSyncExternalStore } from "react";
import { useTopic } from "@/lib/client/rows/hooks";
import { useLive } from "@/lib/client/stream/live-context";
import { NO_RUNNING_TRANSFERS, type RunningTransfers, sumRunning } from "./running-transfers";

/** Follows the topic `transfers`. */
export function useRunningTransfers(): RunningTransfers {
  useTopic("transfers");
  const { store } = useLive();
  const sum = useRef<RunningTransfers>(NO_RUNNING_TRANSFERS);
  const subscribe = useCallback(
    (listener: () => void) => {
      const update = () => {
        const rows = store.keys("transfers").map((key) => store.row("transfers", key));
        const next = sumRunning(rows.filter((row) => row !== undefined));
        sum.current = next.count === 0 ? NO_RUNNING_TRANSFERS : next;
        listener();
      };
      update();
      return store.subscribeTopic("transfers", update);
    },
    [store],
  );
  return useSyncExternalStore(
    subscribe,
    () => sum.current,
    () => NO_RUNNING_TRANSFERS,
  );
}
