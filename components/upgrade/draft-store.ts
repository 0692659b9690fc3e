/** Keeps what was typed and not saved while one looks at another page of the console. */
"use client";

import { useSyncExternalStore } from "react";
import type { ProfileDraft } from "./draft-fields";

export type KeptDraft = {
  draft: ProfileDraft;
  /** When the profile that it began from was saved. */
  begunFrom: number | null;
};

let kept: KeptDraft | null = null;
const listeners = new Set<() => void>();

export function keepDraft(next: KeptDraft | null): void {
  kept = next;
  for (const listener of listeners) listener();
}

/** Null: nothing was typed since the last save. */
export const useKeptDraft = (): KeptDraft | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => kept,
    () => null,
  );
