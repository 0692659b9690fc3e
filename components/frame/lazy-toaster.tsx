/** Loads the toaster with the first toast: most visits show none. */
"use client";

import dynamic from "next/dynamic";
import { useSyncExternalStore } from "react";
import { toastState } from "@/components/ui/toast-store";

const Toaster = dynamic(() => import("@/components/ui/toaster").then((m) => m.Toaster));
const hasToasts = () => toastState.read().length > 0;

export function LazyToaster() {
  return useSyncExternalStore(toastState.subscribe, hasToasts, () => false) ? <Toaster /> : null;
}
