/** All rows of a topic as one list, for topics with few rows. */
"use client";

import type { RowOf, Topic } from "@/lib/contracts/stream";
import { useSummary } from "./use-summary";

const NONE: readonly never[] = [];
const ALL_ROWS = { make: <R>(rows: readonly R[]) => rows, fields: "any" as const, none: NONE };

/** Updated at most once per stream message. Some component must follow the topic with `useTopic`. */
export function useRows<T extends Topic>(topic: T): readonly RowOf<T>[] {
  return useSummary<T, readonly RowOf<T>[]>(topic, ALL_ROWS);
}
