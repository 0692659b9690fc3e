/** A folded group of settings, which says how many of them are changed or invalid. */
"use client";

import { ChevronRight } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { Badge } from "@/components/ui/badge";

export function Fold(props: {
  title: string;
  /** What is set, in a few words. */
  state?: ReactNode;
  changed: number;
  invalid: number;
  children: ReactNode;
}) {
  const { title, state, changed, invalid, children } = props;
  const [isOpen, setIsOpen] = useState(false);
  const isInvalid = invalid > 0;
  // It opens for an error, and does not close under the user's hands when the error is gone.
  useEffect(() => {
    if (isInvalid) setIsOpen(true);
  }, [isInvalid]);
  return (
    <details
      className="group rounded-md border border-line"
      open={isOpen}
      onToggle={(event) => setIsOpen(event.currentTarget.open)}
    >
      <summary className="flex flex-wrap items-center gap-2 px-3 py-2 font-medium">
        <ChevronRight className="size-4 text-ink-3 transition-transform group-open:rotate-90" aria-hidden />
        {title}
        {state !== undefined && <span className="font-normal text-[0.8125rem] text-ink-3">{state}</span>}
        {changed > 0 && <Badge tone="accent">{changed} changed</Badge>}
        {invalid > 0 && <Badge tone="fail">{invalid} invalid</Badge>}
      </summary>
      <div className="border-line border-t p-3">{children}</div>
    </details>
  );
}

/** The fields of a group, side by side where there is room. */
export const FieldGrid = ({ children }: { children: ReactNode }) => (
  <div className="grid gap-4 sm:grid-cols-2 md:grid-cols-3 lg:grid-cols-2 xl:grid-cols-3">{children}</div>
);
