/** Toast messages. Any code in the browser can call `notify`; `Toaster` in the frame shows them. */
import type { ReactNode } from "react";
import type { Tone } from "./tone";

/** One toast. */
export type ToastMessage = {
  id: string;
  title: ReactNode;
  body?: ReactNode;
  tone: Tone;
  /** Milliseconds until it closes by itself; null: it stays until it is closed. */
  durationMs: number | null;
};

const MAX_TOASTS = 4;
const DEFAULT_DURATION_MS = 6000;

let messages: readonly ToastMessage[] = [];
const listeners = new Set<() => void>();
let count = 0;

const set = (next: readonly ToastMessage[]) => {
  messages = next;
  for (const listener of listeners) listener();
};

/** Shows a toast. One with the `id` of a toast that is shown replaces it. */
export function notify(
  title: ReactNode,
  options: { id?: string; body?: ReactNode; tone?: Tone; durationMs?: number | null } = {},
): void {
  const { id = `toast-${++count}`, body, tone = "neutral", durationMs = DEFAULT_DURATION_MS } = options;
  const message: ToastMessage = { id, title, body, tone, durationMs };
  const isShown = messages.some((m) => m.id === id);
  set(isShown ? messages.map((m) => (m.id === id ? message : m)) : [...messages, message].slice(-MAX_TOASTS));
}

/** Removes a toast; does nothing when it is not shown. */
export const dismiss = (id: string): void => {
  if (messages.some((m) => m.id === id)) set(messages.filter((m) => m.id !== id));
};

/** The shown toasts, for `useSyncExternalStore`. */
export const toastState = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  read: (): readonly ToastMessage[] => messages,
};
