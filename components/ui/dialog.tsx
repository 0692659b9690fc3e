/**
 * A centered dialog and a drawer at the right: both trap focus, close on Escape, and restore focus. What they are made of
 * is loaded when one is opened first.
 */
"use client";

import { clsx } from "clsx";
import { lazyPart, useWantedPart } from "./lazy-part";
import type { SheetProps } from "./sheet";

export const sheet = lazyPart(() => import("./sheet"));

function LazySheet(props: SheetProps & { place: string }) {
  const part = useWantedPart(sheet, props.open);
  return part && <part.Sheet {...props} />;
}

const widths = { sm: "max-w-md", md: "max-w-2xl", lg: "max-w-4xl" } as const;

/** A centered dialog. */
export function Dialog({ width = "md", ...props }: SheetProps & { width?: keyof typeof widths }) {
  return (
    <LazySheet
      {...props}
      place={clsx(
        "inset-x-2 top-1/2 mx-auto max-h-[calc(100dvh-1rem)] w-auto -translate-y-1/2 animate-fade-in overflow-hidden rounded-xl border sm:max-h-[85dvh]",
        widths[width],
      )}
    />
  );
}

/** A panel that slides in from the right. */
export function Drawer({ width = "md", ...props }: SheetProps & { width?: keyof typeof widths }) {
  return (
    <LazySheet {...props} place={clsx("inset-y-0 right-0 w-full animate-slide-in border-l", widths[width])} />
  );
}
