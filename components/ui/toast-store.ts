/** Short messages from anywhere in the browser; `Toaster` in the frame shows them. */
import type { ReactNode } from "react";
import type { Tone } from "./tone";

export type ToastMessage = {
  id: string;
  title: ReactNode;
  body?: ReactNode;
  tone: Tone;
  /** Null: stays until closed. */
  durationMs: number | null;
};

type State = readonly ToastMessage[];
let messages: State = [];
const listeners = new Set<() => void>();
let count = 0;

const set = (next: State) => {
  messages = next;
  for (const listener of listeners) listener();
};

/** Shows a message. The same `id` replaces the message that is there. */
export function notify(
  title: ReactNode,
  options: { id?: string; body?: ReactNode; tone?: Tone; durationMs?: number | null } = {},
): void {
  const { id = `toast-${++count}`, body, tone = "neutral", durationMs = 6000 } = options;
  const message: ToastMessage = { id, title, body, tone, durationMs };
  const known = messages.some((m) => m.id === id);
  set(known ? messages.map((m) => (m.id === id ? message : m)) : [...messages, message].slice(-4));
}

export const dismiss = (id: string): void => {
  if (messages.some((m) => m.id === id)) set(messages.filter((m) => m.id !== id));
};

export const toastState = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  read: (): State => messages,
};
