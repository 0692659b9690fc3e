/** What components know of the live stream: rows, keys, whether a topic is here yet, and how the connection is. */
"use client";

import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { type RowOf, type SingleRowTopic, type Topic, topics } from "@/lib/contracts/stream";
import { useLive } from "../stream/live-context";
import type { ConnectionState } from "../stream/stream-client";
import type { TopicStatus } from "./row-store";

const never = () => () => undefined;
const NO_KEYS: readonly string[] = [];

/** Follows a topic while the component is there. `pending` until its rows are complete. Null follows nothing. */
export function useTopic(topic: Topic | null): TopicStatus {
  const { store, client } = useLive();
  useEffect(() => (topic === null ? undefined : client.want(topic)), [client, topic]);
  return useSyncExternalStore(
    useCallback(
      (listener: () => void) => (topic === null ? never() : store.subscribeTopic(topic, listener)),
      [store, topic],
    ),
    () => (topic === null ? "pending" : store.status(topic)),
    () => "pending",
  );
}

/** One row; undefined when it is not there. Follow its topic with `useTopic` somewhere on the page. */
export function useRow<T extends Topic>(topic: T, key: string | null): RowOf<T> | undefined {
  const { store } = useLive();
  return useSyncExternalStore(
    useCallback(
      (listener: () => void) => (key === null ? never() : store.subscribeRow(topic, key, listener)),
      [store, topic, key],
    ),
    () => (key === null ? undefined : store.row(topic, key)),
    () => undefined,
  );
}

/** The keys of a topic's rows, in the order in which they came. */
export function useRowKeys(topic: Topic): readonly string[] {
  const { store } = useLive();
  return useSyncExternalStore(
    useCallback((listener: () => void) => store.subscribeTopic(topic, listener), [store, topic]),
    () => store.keys(topic),
    () => NO_KEYS,
  );
}

/** The row of a topic that has only one. Follows the topic. */
export function useOnlyRow<T extends SingleRowTopic>(topic: T): RowOf<T> | undefined {
  useTopic(topic);
  return useRow(topic, topics[topic].onlyKey);
}

const CONNECTING: ConnectionState = { phase: "connecting", reason: null };

export function useConnection(): ConnectionState {
  const { client } = useLive();
  return useSyncExternalStore(
    useCallback((listener: () => void) => client.onState(listener), [client]),
    () => client.state,
    () => CONNECTING,
  );
}

/** A short loss is mended unseen; after this long the page says so and its controls rest. */
const PATIENCE_MS = 1_500;

/** False once the engine has been out of reach for longer than a blink: orders cannot be given. */
export function useReachable(): boolean {
  const { phase } = useConnection();
  const [lost, setLost] = useState(false);
  useEffect(() => {
    if (phase !== "lost") {
      setLost(false);
      return;
    }
    const timer = setTimeout(() => setLost(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [phase]);
  return !lost;
}

/** Wall milliseconds, renewed every `everyMs`; null on the server and until mounted. */
export function useNow(everyMs: number): number | null {
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
