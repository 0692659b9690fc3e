/** Shows the toasts of `toast-store` in the corner. F8 moves the focus there; a swipe to the right closes one. */
"use client";

import { clsx } from "clsx";
import { X } from "lucide-react";
import { Toast as Radix } from "radix-ui";
import { useSyncExternalStore } from "react";
import { IconButton } from "./button";
import { dismiss, type ToastMessage, toastState } from "./toast-store";
import { solidTone } from "./tone";

const NONE: readonly ToastMessage[] = [];

/** The region of the toasts; the frame renders it once. */
export function Toaster() {
  const messages = useSyncExternalStore(toastState.subscribe, toastState.read, () => NONE);
  return (
    <Radix.Provider swipeDirection="right" label="Notification">
      {messages.map((message) => (
        <Radix.Root
          key={message.id}
          duration={message.durationMs ?? Number.POSITIVE_INFINITY}
          type="background"
          onOpenChange={(open) => !open && dismiss(message.id)}
          className="flex animate-rise gap-3 overflow-hidden rounded-lg border border-line bg-raised py-3 pr-2 shadow-float data-[swipe=move]:translate-x-(--radix-toast-swipe-move-x)"
        >
          <div aria-hidden className={clsx("-my-3 w-1 shrink-0", solidTone[message.tone])} />
          <div className="min-w-0 grow">
            <Radix.Title className="font-medium text-ink">{message.title}</Radix.Title>
            {message.body && (
              <Radix.Description asChild>
                <div className="mt-1 text-[0.8125rem] text-ink-3">{message.body}</div>
              </Radix.Description>
            )}
          </div>
          <Radix.Close asChild>
            <IconButton label="Close" icon={<X aria-hidden />} className="-my-1" />
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport className="fixed right-3 bottom-3 z-50 flex w-88 max-w-[calc(100vw-1.5rem)] flex-col gap-2 outline-none" />
    </Radix.Provider>
  );
}
