/** A transfer of which nothing has arrived yet. */
import type { Purpose } from "@/lib/fleet/ap-state";
import { RateWindow } from "@/lib/kit/rate-window";
import type { Receiving } from "./simulated-ap";

export const newReceiving = (
  purpose: Purpose,
  image: string,
  elapsedMs: number,
  perMessage: number,
): Receiving => ({
  purpose,
  image,
  bytes: 0,
  sizeBytes: null,
  rate: 0,
  window: new RateWindow(elapsedMs, 0),
  perMessage,
  dots: null,
  awaits: "",
  read: () => undefined,
  relink: () => undefined,
  stop: () => undefined,
});
