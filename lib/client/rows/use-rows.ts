/** All rows of a topic as one list, for topics with few rows. */
"use client";

import { useCallback, useRef, useSyncExternalStore } from "react";
import type { RowOf, Topic } from "@/lib/contracts/stream";
import { useLive } from "../stream/live-context";

const NONE: readonly never[] = [];

/** Updated at most once per stream message. Some component must follow the topic with `useTopic`. */
export function useRows<T extends Topic>(topic: T): readonly RowOf<T>[] {
  const { store } = useLive();
  const latest = useRef<readonly RowOf<T>[]>(NONE);
  const subscribe = useCallback(
    (listener: () => void) => {
      const update = () => {
        latest.current = store.keys(topic).flatMap((key) => store.row(topic, key) ?? []);
        listener();
      };
      update();
      return store.subscribeTopic(topic, update);
    },
    [store, topic],
  );
  return useSyncExternalStore(
    subscribe,
    () => latest.current,
    () => NONE,
  );
}
