/** The entries of the timeline, newest last. Only visible rows are rendered, and the row that the user reads stays put. */
"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { useFollowEnd } from "@/components/log-view/use-follow-end";
import { Button } from "@/components/ui/button";
import { grouped } from "@/lib/kit/number-text";
import { localClock, localWeekday } from "@/lib/kit/time-text";
import { gutterStyle, LaneHeader } from "./lane-gutter";
import type { Lane } from "./lanes";
import { TimelineRow } from "./timeline-row";
import { gapPixels, type Spacing, type TimelineRowView } from "./timeline-rows";

/** Within this distance, the list counts as scrolled to the end. */
const AT_END_PIXELS = 24;
/** Within this distance from the top, older entries are loaded. */
const NEAR_BEGINNING_PIXELS = 600;

export type TimelineListProps = {
  rows: readonly TimelineRowView[];
  following: boolean;
  onFollow: (following: boolean) => void;
  /** There are entries before the first row, and they can be loaded now. */
  mayLoadOlder: boolean;
  onOlder: () => void;
  lanes: readonly Lane[];
  spacing: Spacing;
  /** Looks up the name of an access point. */
  apNameOf: (apId: string) => string;
  /** Whether lines keep their own timestamps. */
  showsTimestamps: boolean;
  above: ReactNode;
  /** Shown instead of the rows when there are none. */
  children: ReactNode;
};

export function TimelineList(props: TimelineListProps) {
  const { rows, lanes, spacing, following, onFollow, mayLoadOlder, onOlder } = props;
  const { apNameOf, showsTimestamps, above, children } = props;
  const scroller = useRef<HTMLElement>(null);
  const lastTop = useRef(0);
  const [aboveHeight, setAboveHeight] = useState(0);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => 21 + gapPixels(rows[index]?.gapMs ?? 0, spacing),
    getItemKey: (index) => rows[index]?.entry.key ?? index,
    overscan: 20,
    paddingEnd: 12,
    scrollMargin: aboveHeight,
    // When older rows are added above, the visible rows stay in place.
    anchorTo: "end",
    useFlushSync: false,
  });
  const height = virtual.getTotalSize();
  useFollowEnd(scroller, following, rows.length - 1, height);

  const onKeyDown = (event: KeyboardEvent) => {
    if (!/^(ArrowUp|PageUp|Home)$/.test(event.key)) return;
    onFollow(false);
    if (event.key !== "Home" || scroller.current === null) return;
    // The browser would scroll there gradually, and the older entries that load near the top would stop it on its way.
    event.preventDefault();
    scroller.current.scrollTop = 0;
  };

  const unseen = useUnseen(rows, following);
  const items = virtual.getVirtualItems();
  const top = virtual.scrollOffset ?? 0;
  const firstVisible = rows[items.find((item) => item.end > top)?.index ?? -1];
  return (
    <div className="relative flex min-h-0 grow flex-col" style={gutterStyle(lanes)}>
      <VisibleTime wallAt={firstVisible?.entry.wallAt ?? null} lanes={lanes} />
      <section
        ref={scroller}
        aria-label="Timeline"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        onScroll={(event) => {
          const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
          const isAtEnd = scrollHeight - scrollTop - clientHeight < AT_END_PIXELS;
          // The first pixels of scrolling up are still near the end.
          const isScrollingDown = scrollTop >= lastTop.current;
          lastTop.current = scrollTop;
          if (isAtEnd && isScrollingDown) onFollow(true);
          else if (scrollTop < NEAR_BEGINNING_PIXELS && mayLoadOlder && !following) onOlder();
        }}
        onWheel={(event) => event.deltaY < 0 && onFollow(false)}
        onTouchMove={() => onFollow(false)}
        onPointerDown={(event) =>
          // The user grabs the scroll bar.
          event.nativeEvent.offsetX >= event.currentTarget.clientWidth && onFollow(false)
        }
        onKeyDown={onKeyDown}
        className="min-h-0 grow overflow-y-auto overscroll-contain bg-sunken outline-offset-[-2px]"
      >
        <div ref={(node) => setAboveHeight(node?.offsetHeight ?? 0)}>{above}</div>
        {rows.length === 0 && children}
        <ol className="relative" style={{ height }}>
          {items.map((item) => {
            const row = rows[item.index];
            return (
              row && (
                <li
                  key={item.key}
                  ref={virtual.measureElement}
                  data-index={item.index}
                  aria-setsize={rows.length}
                  aria-posinset={item.index + 1}
                  style={{ transform: `translateY(${item.start - aboveHeight}px)` }}
                  className="absolute inset-x-0 top-0"
                >
                  <TimelineRow
                    row={row}
                    spacing={spacing}
                    apNameOf={apNameOf}
                    showsTimestamps={showsTimestamps}
                  />
                </li>
              )
            );
          })}
        </ol>
      </section>
      {unseen > 0 && (
        <Button
          size="sm"
          variant="primary"
          icon={<ArrowDown aria-hidden />}
          onClick={() => onFollow(true)}
          className="absolute bottom-3 left-1/2 -translate-x-1/2 shadow-float"
        >
          {grouped(unseen)} new
        </Button>
      )}
    </div>
  );
}

/** The time of the topmost visible row, because rows within a second show only the fraction. It has its place before. */
const VisibleTime = ({ wallAt, lanes }: { wallAt: number | null; lanes: readonly Lane[] }) => (
  <div
    aria-hidden
    className="flex items-end gap-2 border-line border-b bg-surface px-3 py-0.5 text-ink-3 text-xs lg:pl-[calc(0.75rem+3px)]"
  >
    <p className="lg:w-[5.75rem] lg:text-right">
      <span className="code text-xs! text-ink-2">{wallAt === null ? "\u00a0" : localClock(wallAt)}</span>
      <span className="lg:block max-lg:ml-2">{wallAt === null ? "\u00a0" : localWeekday(wallAt)}</span>
    </p>
    <LaneHeader lanes={lanes} />
    <p className="hidden w-34 lg:block">Who</p>
    <p className="hidden lg:block">What</p>
  </div>
);

/** The number of entries that arrived since the user left the end. */
function useUnseen(rows: readonly TimelineRowView[], following: boolean): number {
  const seen = useRef<string | null>(null);
  const newest = rows.at(-1)?.entry.key ?? null;
  if (following || seen.current === null) seen.current = newest;
  if (seen.current === newest) return 0;
  const index = rows.findLastIndex((row) => row.entry.key === seen.current);
  return index < 0 ? 0 : rows.length - 1 - index;
}
