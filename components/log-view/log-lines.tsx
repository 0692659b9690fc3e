/** The lines of a log, newest last. Only visible lines are rendered; while following, the newest stays visible. */
"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { clsx } from "clsx";
import { type ReactNode, useLayoutEffect, useRef } from "react";
import type { LogLine } from "@/lib/contracts/logs";
import { useFollowEnd } from "./use-follow-end";

/** Within this distance, the list counts as scrolled to the end. */
const AT_END_PIXELS = 24;

export function LogLines({
  lines,
  label,
  following,
  onFollow,
  above,
  children,
}: {
  lines: readonly LogLine[];
  label: string;
  following: boolean;
  onFollow: (following: boolean) => void;
  /** Shown before the oldest line. */
  above?: ReactNode;
  /** Shown instead of the lines when there are none. */
  children?: ReactNode;
}) {
  const scroller = useRef<HTMLElement>(null);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 20,
    getItemKey: (index) => lines[index]?.id ?? index,
    overscan: 20,
    paddingEnd: 8,
    useFlushSync: false,
  });
  const height = rows.getTotalSize();
  useFollowEnd(scroller, following, lines.length - 1, height);

  // When older lines are added above, the former first line stays in place.
  const oldest = lines[0]?.id;
  const first = useRef(oldest);
  useLayoutEffect(() => {
    const before = first.current;
    first.current = oldest;
    if (following || before === undefined || oldest === undefined || oldest >= before) return;
    const index = lines.findIndex((line) => line.id === before);
    if (index > 0) rows.scrollToIndex(index, { align: "start" });
  }, [following, lines, oldest, rows]);

  return (
    <section
      ref={scroller}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      onScroll={(event) => {
        const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
        const atEnd = scrollHeight - scrollTop - clientHeight < AT_END_PIXELS;
        if (atEnd) onFollow(true);
      }}
      onWheel={(event) => event.deltaY < 0 && onFollow(false)}
      onTouchMove={() => onFollow(false)}
      onKeyDown={(event) => /^(ArrowUp|PageUp|Home)$/.test(event.key) && onFollow(false)}
      className="code min-h-0 grow overflow-y-auto bg-sunken px-3 py-2 text-xs! leading-5 outline-offset-[-2px]"
    >
      {above}
      {lines.length === 0 && children}
      <div className="relative" style={{ height }}>
        {rows.getVirtualItems().map((item) => {
          const line = lines[item.index];
          return (
            line && (
              <div
                key={item.key}
                ref={rows.measureElement}
                data-index={item.index}
                style={{ transform: `translateY(${item.start}px)` }}
                className={clsx("absolute inset-x-0 top-0 whitespace-pre-wrap break-words", lineTone(line))}
              >
                {line.text}
              </div>
            )
          );
        })}
      </div>
    </section>
  );
}

/** RFC 5424 section 6.2.1: 3 is an error, 4 a warning. */
function lineTone({ severity }: LogLine): string {
  if (severity === null || severity > 4) return "text-ink-2";
  return severity === 4 ? "text-warn-text" : "text-fail-text";
}
