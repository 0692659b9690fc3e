/** Keeps what was typed into the profile form while the operator visits another page. */
"use client";

import { useSyncExternalStore } from "react";
import type { ProfileDraft } from "./draft-fields";

export type KeptDraft = {
  /** Only the fields that were typed. */
  typed: Partial<ProfileDraft>;
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

/**
 * Replaces the typed fields; no field at all discards the draft.
 * @param savedAt when the saved profile was saved, for a draft that starts now
 */
export function keepTyped(
  next: Partial<ProfileDraft> | ((before: Partial<ProfileDraft>) => Partial<ProfileDraft>),
  savedAt: number | null,
): void {
  const typed = typeof next === "function" ? next(kept?.typed ?? {}) : next;
  const isEmpty = Object.keys(typed).length === 0;
  keepDraft(isEmpty ? null : { typed, basedOn: kept === null ? savedAt : kept.basedOn });
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
