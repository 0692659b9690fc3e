/** The setting that mutes transfer pop-ups. This browser remembers it. */
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

/** Mutes or unmutes transfer pop-ups. */
export function setPopupMuted(muted: boolean): void {
  try {
    localStorage.setItem(KEY, muted ? "1" : "0");
  } catch {
    // Without local storage, the setting is lost and pop-ups are shown.
  }
  for (const listener of listeners) listener();
}

/** True on the server, so that the pop-up never flashes up before hydration. */
export const usePopupMuted = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    read,
    () => true,
  );
