/** The list of deliveries: read from the store page by page, with the live rows in place of the stored ones. */
"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { useCommand } from "@/lib/client/commands";
import { useIsConnected, useTopic } from "@/lib/client/rows/hooks";
import { useRows } from "@/lib/client/rows/use-rows";
import type { Fault } from "@/lib/contracts/fault";
import type { DeliveryRow } from "@/lib/contracts/webhooks";

const PAGE_DELIVERIES = 50;

type Shown = {
  /** Null until the first page has arrived. */
  rows: readonly DeliveryRow[] | null;
  more: boolean;
  fault: Fault | null;
};
export type ListedDeliveries = Shown & { loadMore: () => void };

/** @param webhookId null for all webhooks */
export function useDeliveries(webhookId: string | null): ListedDeliveries {
  const run = useCommand();
  const isConnected = useIsConnected();
  useTopic("webhookDeliveries");
  const live = useRows("webhookDeliveries");
  const newest = live.reduce((most, { number }) => Math.max(most, number), 0);
  const [list, setList] = useState<Shown>({ rows: null, more: false, fault: null });
  const asked = useRef(0);

  const load = useCallback(
    async (before: number | null) => {
      const request = ++asked.current;
      const answer = await run("webhooks.deliveries", { webhookId, before, limit: PAGE_DELIVERIES });
      if (request !== asked.current) return;
      setList((shown) =>
        answer.ok
          ? {
              rows:
                before === null
                  ? answer.value.deliveries
                  : [...(shown.rows ?? []), ...answer.value.deliveries],
              more: answer.value.more,
              fault: null,
            }
          : { ...shown, fault: answer.fault },
      );
    },
    [run, webhookId],
  );
  // A new delivery changes the list; what becomes of one is in its live row.
  useEffect(() => {
    if (isConnected) void load(null);
  }, [load, newest, isConnected]);

  const byId = new Map(live.map((row) => [row.id, row]));
  const rows = list.rows?.map((row) => byId.get(row.id) ?? row) ?? null;
  return { ...list, rows, loadMore: () => void load(rows?.at(-1)?.number ?? null) };
}
