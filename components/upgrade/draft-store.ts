/** Keeps unsaved input of the profile form while the operator visits another page. */
"use client";

import { useSyncExternalStore } from "react";
import type { ProfileDraft } from "./draft-fields";

export type KeptDraft = {
  draft: ProfileDraft;
  /** When the profile was saved that the draft started from; null when none was. */
  basedOn: number | null;
};

let kept: KeptDraft | null = null;
const listeners = new Set<() => void>();

/** Replaces the kept draft; null discards it. */
export function keepDraft(next: KeptDraft | null): void {
  kept = next;
  for (const listener of listeners) listener();
}

/** The kept draft; null when nothing was typed since the last save. */
export const useKeptDraft = (): KeptDraft | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => kept,
    () => null,
  );
