/** React hooks for the live stream: rows, keys, loading state of topics, and the connection. */
"use client";

import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { type RowOf, type SingleRowTopic, type Topic, topics } from "@/lib/contracts/stream";
import { useLive } from "../stream/live-context";
import type { ConnectionState } from "../stream/stream-client";
import type { TopicStatus } from "./row-store";
import { useIsShown } from "./shown-topics";

const never = () => () => undefined;
const NO_KEYS: readonly string[] = [];

/** Follows a topic while the component is mounted. `pending` until its rows are complete. Null follows nothing. */
export function useTopic(topic: Topic | null): TopicStatus {
  const { store, client } = useLive();
  const isShown = useIsShown(topic);
  useEffect(() => (topic === null ? undefined : client.follow(topic)), [client, topic]);
  return useSyncExternalStore(
    useCallback(
      (listener: () => void) => (topic === null ? never() : store.subscribeTopic(topic, listener)),
      [store, topic],
    ),
    () => (topic !== null && isShown ? store.status(topic) : "pending"),
    () => "pending",
  );
}

/** One row; undefined when it does not exist. Some component of the page must follow its topic with `useTopic`. */
export function useRow<T extends Topic>(topic: T, key: string | null): RowOf<T> | undefined {
  const { store } = useLive();
  const isShown = useIsShown(topic);
  return useSyncExternalStore(
    useCallback(
      (listener: () => void) => (key === null ? never() : store.subscribeRow(topic, key, listener)),
      [store, topic, key],
    ),
    () => (key !== null && isShown ? store.row(topic, key) : undefined),
    () => undefined,
  );
}

/** The keys of a topic's rows, in the order in which they arrived. */
export function useRowKeys(topic: Topic): readonly string[] {
  const { store } = useLive();
  const isShown = useIsShown(topic);
  return useSyncExternalStore(
    useCallback((listener: () => void) => store.subscribeTopic(topic, listener), [store, topic]),
    () => (isShown ? store.keys(topic) : NO_KEYS),
    () => NO_KEYS,
  );
}

/** The row of a topic with a single row. Follows the topic. */
export function useOnlyRow<T extends SingleRowTopic>(topic: T): RowOf<T> | undefined {
  useTopic(topic);
  return useRow(topic, topics[topic].onlyKey);
}

const CONNECTING: ConnectionState = { phase: "connecting", reason: null };

/** The state of the connection to the live stream. */
export function useConnection(): ConnectionState {
  const { client } = useLive();
  return useSyncExternalStore(
    useCallback((listener: () => void) => client.onState(listener), [client]),
    () => client.state,
    () => CONNECTING,
  );
}

/** A loss of this length is shown, and disables controls. A shorter one stays unnoticed. */
const LOSS_SHOWN_AFTER_MS = 1_500;

/** False when the connection to the engine has been lost for a while: commands cannot be sent, so disable controls. */
export function useIsConnected(): boolean {
  const { phase } = useConnection();
  const [lost, setLost] = useState(false);
  useEffect(() => {
    if (phase !== "lost") {
      setLost(false);
      return;
    }
    const timer = setTimeout(() => setLost(true), LOSS_SHOWN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [phase]);
  return !lost;
}

/** The current time in wall milliseconds, updated every `everyMs`; null on the server and until mounted. */
export function useNow(everyMs: number): number | null {
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
