/** The settings of the transfer pop-up: muted, and collapsed. */
"use client";

import { browserSetting } from "./browser-setting";

const muted = browserSetting("transfer-popup-muted");
const collapsed = browserSetting("transfer-popup-collapsed");

/** Mutes or unmutes transfer pop-ups. */
export const setPopupMuted = (isMuted: boolean): void => muted.write(isMuted ? "1" : "0");

/** True on the server, so that the pop-up never flashes up before hydration. */
export const usePopupMuted = (): boolean => muted.use("1") === "1";

export const setPopupCollapsed = (isCollapsed: boolean): void => collapsed.write(isCollapsed ? "1" : "0");

/** Until the operator has chosen, it is collapsed on a narrow screen, where it would cover what it is about. */
export function usePopupCollapsed(): boolean {
  const chosen = collapsed.use("1");
  return chosen === null ? !window.matchMedia("(min-width: 40rem)").matches : chosen === "1";
}
