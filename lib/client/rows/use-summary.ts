/** A value made from the rows of a topic, made again at most once per stream message and only when a change can affect it. */
"use client";

import { useMemo, useSyncExternalStore } from "react";
import type { RowOf, Topic } from "@/lib/contracts/stream";
import { useLive } from "../stream/live-context";
import { useIsShown } from "./shown-topics";

/** How a value is made from rows of type `Row`. */
export type Summary<Row, S> = {
  /** From all rows in the order in which they arrived. When it returns `last`, nothing is rendered. */
  make(rows: readonly Row[], last: S): S;
  /** The fields that can affect the value; "any" when all can. */
  fields: readonly (keyof Row)[] | "any";
  /** The value on the server and until the topic is shown. */
  none: S;
};

/**
 * Some component of the page must follow the topic with `useTopic`.
 * @param summary the same object at every render, unless the value is made in another way
 */
export function useSummary<T extends Topic, S>(topic: T, summary: Summary<RowOf<T>, S>): S {
  const { store } = useLive();
  const isShown = useIsShown(topic);
  const source = useMemo(() => {
    let value = summary.none;
    const make = () => {
      const rows = store.keys(topic).flatMap((key) => store.row(topic, key) ?? []);
      value = summary.make(rows, value);
    };
    const isAffected = (changed: ReadonlySet<string>) =>
      summary.fields === "any" || summary.fields.some((field) => changed.has(String(field)));
    if (isShown) make();
    return {
      read: () => value,
      subscribe(listener: () => void) {
        if (!isShown) return () => undefined;
        // Rows may have arrived since the value was made.
        make();
        return store.subscribeTopic(topic, (change) => {
          if (!change.membership && !isAffected(change.fields)) return;
          make();
          listener();
        });
      },
    };
  }, [store, topic, summary, isShown]);
  return useSyncExternalStore(source.subscribe, source.read, () => summary.none);
}
