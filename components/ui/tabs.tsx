/** Tabs inside a page or drawer. */
"use client";

import { clsx } from "clsx";
import { Tabs as Radix } from "radix-ui";
import { type ReactNode, useEffect, useRef, useState } from "react";

/** A row of tabs and the content of the selected one. */
export function Tabs<V extends string>({
  label,
  value,
  onValueChange,
  tabs,
  keep,
}: {
  label: string;
  value: V;
  onValueChange: (value: V) => void;
  tabs: readonly { value: V; label: ReactNode; content: ReactNode }[];
  /** A tab that was opened once stays mounted, so that forms in it keep their input. */
  keep?: boolean;
}) {
  const [opened, setOpened] = useState<ReadonlySet<V>>(new Set([value]));
  if (!opened.has(value)) setOpened(new Set([...opened, value]));
  const list = useRef<HTMLDivElement>(null);
  // Scrolls the selected tab into view when the row of tabs is wider than the screen.
  useEffect(() => {
    const selected = list.current?.querySelector<HTMLElement>("[data-state=active]");
    if (!list.current || !selected) return;
    list.current.scrollLeft = selected.offsetLeft - (list.current.clientWidth - selected.offsetWidth) / 2;
  }, [value]);
  return (
    <Radix.Root
      value={value}
      onValueChange={(v) => onValueChange(v as V)}
      className="flex min-h-0 grow flex-col"
    >
      <Radix.List
        ref={list}
        aria-label={label}
        className="relative flex shrink-0 gap-1 overflow-x-auto overflow-y-hidden border-line border-b px-3"
      >
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="-mb-px shrink-0 border-transparent border-b-2 px-3 py-2 font-medium text-ink-3 outline-offset-[-3px] hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink"
          >
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content
          key={tab.value}
          value={tab.value}
          {...(keep ? { forceMount: true as const } : {})}
          className={clsx(
            "min-h-0 grow overflow-y-auto outline-offset-[-3px]",
            keep && "data-[state=inactive]:hidden",
          )}
        >
          {(!keep || opened.has(tab.value)) && tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
