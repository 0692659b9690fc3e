/** The rows that a view shows, updated by the stream. */
"use client";

import { useDeferredValue, useMemo, useSyncExternalStore } from "react";
import { useIsShown } from "@/lib/client/rows/shown-topics";
import { useLive } from "@/lib/client/stream/live-context";
import type { RowOf, TableTopic } from "@/lib/contracts/stream";
import { RowSelection } from "./row-selection";
import type { Selection, TableShape } from "./select-rows";
import type { TableView } from "./table-view";

const NOTHING: Selection = { keys: [], total: 0, counts: {} };
const NOTHING_SHOWN = { subscribe: () => () => undefined, read: () => NOTHING };

/** Renders again when the rows of the view, their order, or the filter counts change. */
export function useSelection<T extends TableTopic>(
  topic: T,
  shape: TableShape<RowOf<T>>,
  view: TableView,
): Selection {
  const { store } = useLive();
  const isShown = useIsShown(topic);
  const deferredView = useDeferredValue(view);
  const selection = useMemo(
    () => (isShown ? new RowSelection(store, topic, shape, deferredView) : NOTHING_SHOWN),
    [isShown, store, topic, shape, deferredView],
  );
  return useSyncExternalStore(selection.subscribe, selection.read, () => NOTHING);
}
