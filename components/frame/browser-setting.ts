/** A setting of the frame that this browser remembers, as a store for React. */
"use client";

import { useSyncExternalStore } from "react";

export type BrowserSetting = {
  read(): string | null;
  write(value: string): void;
  /** `server` is the value on the server and until hydration. */
  use(server: string | null): string | null;
};

/** Without local storage the setting lasts until the page is left. */
export function browserSetting(key: string): BrowserSetting {
  const listeners = new Set<() => void>();
  let unstored: string | null = null;
  const read = (): string | null => {
    try {
      return localStorage.getItem(key) ?? unstored;
    } catch {
      return unstored;
    }
  };
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  return {
    read,
    write(value) {
      unstored = value;
      try {
        localStorage.setItem(key, value);
      } catch {
        // Kept in `unstored`.
      }
      for (const listener of listeners) listener();
    },
    use: (server) => useSyncExternalStore(subscribe, read, () => server),
  };
}
