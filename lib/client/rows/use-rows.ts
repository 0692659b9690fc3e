/** All rows of a small topic as one list; for topics of few rows, where one list is simpler than a row each. */
"use client";

import { useCallback, useRef, useSyncExternalStore } from "react";
import type { RowOf, Topic } from "@/lib/contracts/stream";
import { useLive } from "../stream/live-context";

const NONE: readonly never[] = [];

/** Renewed at most once per message of the stream. Follow the topic with `useTopic`. */
export function useRows<T extends Topic>(topic: T): readonly RowOf<T>[] {
  const { store } = useLive();
  const held = useRef<readonly RowOf<T>[]>(NONE);
  const subscribe = useCallback(
    (listener: () => void) => {
      const renew = () => {
        held.current = store.keys(topic).flatMap((key) => store.row(topic, key) ?? []);
        listener();
      };
      renew();
      return store.subscribeTopic(topic, renew);
    },
    [store, topic],
  );
  return useSyncExternalStore(
    subscribe,
    () => held.current,
    () => NONE,
  );
}
