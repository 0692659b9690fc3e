/**
 * Which loaded topics the page shows. When a topic has loaded, all parts of the page that use it show its rows in the same
 * commit, and React renders that commit in slices: the page answers meanwhile, and no part moves another.
 */
"use client";

import { createContext, type ReactNode, startTransition, useContext, useEffect, useState } from "react";
import type { Topic } from "@/lib/contracts/stream";
import type { RowStore } from "./row-store";

/** Null shows each topic as soon as it is loaded, as tests want it. */
const ShownTopics = createContext<ReadonlySet<Topic> | null>(null);

const NO_TOPICS: ReadonlySet<Topic> = new Set();

/** Shows the topics of this store to the components below. */
export function ShownTopicsProvider({ store, children }: { store: RowStore; children: ReactNode }) {
  const [shown, setShown] = useState(NO_TOPICS);
  useEffect(() => {
    const update = () => startTransition(() => setShown(store.readyTopics()));
    return store.subscribeStatus(update);
  }, [store]);
  return <ShownTopics value={shown}>{children}</ShownTopics>;
}

/** Whether any topic is shown. */
export function useShowsRows(): boolean {
  const shown = useContext(ShownTopics);
  return shown === null || shown.size > 0;
}

/** Whether the rows of a topic may be shown. They can still be incomplete: the store knows its status. */
export function useIsShown(topic: Topic | null): boolean {
  const shown = useContext(ShownTopics);
  return topic !== null && (shown === null || shown.has(topic));
}
