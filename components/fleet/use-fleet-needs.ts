/** The images that the fleet needs, computed again only when access points are added or removed. */
"use client";

import { useMemo } from "react";
import { useRowKeys, useTopic } from "@/lib/client/rows/hooks";
import { useLive } from "@/lib/client/stream/live-context";
import { type FleetNeeds, fleetNeeds } from "./fleet-needs";

/** Undefined until the fleet is loaded. */
export function useFleetNeeds(): FleetNeeds | undefined {
  const status = useTopic("aps");
  const keys = useRowKeys("aps");
  const { store } = useLive();
  return useMemo(
    () => (status === "pending" ? undefined : fleetNeeds(keys.flatMap((key) => store.row("aps", key) ?? []))),
    [status, keys, store],
  );
}
