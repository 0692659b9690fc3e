/** Whether the transfer pop-up is muted: remembered in this browser, shared by its components. */
"use client";

import { useSyncExternalStore } from "react";

const KEY = "transfer-popup-muted";
const listeners = new Set<() => void>();

const read = (): boolean => {
  try {
    return localStorage.getItem(KEY) === "1";
  } catch {
    return false;
  }
};

export function mutePopup(muted: boolean): void {
  try {
    localStorage.setItem(KEY, muted ? "1" : "0");
  } catch {
    // A browser that keeps nothing shows the pop-up.
  }
  for (const listener of listeners) listener();
}

export const usePopupMuted = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    read,
    () => true,
  );
