/** Links in the header to what waits for the operator: one click from every page. */
"use client";

import { lazyPart, useWantedPart } from "@/components/ui/lazy-part";
import { useOnlyRow, useTopic } from "@/lib/client/rows/hooks";
import { useRows } from "@/lib/client/rows/use-rows";

/** Mostly nothing waits. */
const list = lazyPart(() => import("./attention-list").then((part) => part.AttentionList));

/** Nothing while nothing waits. */
export function AttentionLinks() {
  useTopic("servers");
  const hasFailedAps = (useOnlyRow("upgrade")?.counters.failed ?? 0) > 0;
  const hasSilentServer = useRows("servers").some(({ state }) => state === "failed" || state === "stopped");
  const mayWait = hasFailedAps || hasSilentServer;
  const List = useWantedPart(list, mayWait);
  return mayWait && List ? <List /> : null;
}
