/**
 * A pop-up in the corner while anything is transferred, on every page but Transfers. All transfers share one. It can be
 * collapsed to a pill, or muted until it is unmuted in the header.
 */
"use client";

import { usePathname } from "next/navigation";
import { TRANSFERS } from "@/components/navigation/pages";
import { lazyPart, useWantedPart } from "@/components/ui/lazy-part";
import { usePopupMuted } from "./popup-setting";
import { useRunningTransfers } from "./use-running-transfers";

/** Loaded with the first transfer. */
export const transferPanel = lazyPart(() => import("./transfer-panel").then((part) => part.TransferPanel));

/** Nothing while muted, on the Transfers page, or without running transfers. */
export function TransferPopup() {
  const muted = usePopupMuted();
  const isTransfersPage = usePathname().startsWith(TRANSFERS);
  return muted || isTransfersPage ? null : <PopupWhileRunning />;
}

function PopupWhileRunning() {
  const running = useRunningTransfers();
  const isRunning = running.count > 0;
  const Panel = useWantedPart(transferPanel, isRunning);
  return isRunning && Panel ? <Panel running={running} /> : null;
}
