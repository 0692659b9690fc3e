/** The controller's clock in the browser. */
"use client";

import { useNow, useRow } from "@/lib/client/rows/hooks";
import { simulatedTime } from "@/lib/contracts/controller";

/** The controller's time in milliseconds, updated once a second; null on the server and until it is known. */
export function useControllerTime(): number | null {
  const now = useNow(1000);
  const controller = useRow("controller", "controller");
  return now === null || controller === undefined ? null : simulatedTime(controller, now);
}
