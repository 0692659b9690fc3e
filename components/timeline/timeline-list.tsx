/** The entries of the timeline, newest last: only those in sight are drawn, and what one reads stays where it is. */
"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { useFollowEnd } from "@/components/log-view/use-follow-end";
import { Button } from "@/components/ui/button";
import { calendarDay, clockTime } from "@/components/ui/time";
import { TimelineRow } from "./timeline-row";
import type { TimelineRowView } from "./timeline-rows";

/** Scrolled this near to the end counts as being there. */
const AT_END_PIXELS = 24;
/** Scrolled this near to the beginning, older entries are fetched. */
const NEAR_BEGINNING_PIXELS = 600;

export type TimelineListProps = {
  rows: readonly TimelineRowView[];
  following: boolean;
  onFollow: (following: boolean) => void;
  /** More of the axis lies before the first row, and may be asked for. */
  mayLoadOlder: boolean;
  onOlder: () => void;
  /** Of an entry's access point; null where none is to be named. */
  apNameOf: ((apId: string) => string) | null;
  /** Lines with the stamps that they were written with. */
  stamped: boolean;
  above: ReactNode;
  /** Stands in place of the rows while there are none. */
  children: ReactNode;
};

export function TimelineList(props: TimelineListProps) {
  const { rows, following, onFollow, mayLoadOlder, onOlder, apNameOf, stamped, above, children } = props;
  const scroller = useRef<HTMLElement>(null);
  const lastTop = useRef(0);
  const [aboveHeight, setAboveHeight] = useState(0);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 21,
    getItemKey: (index) => rows[index]?.entry.key ?? index,
    overscan: 20,
    paddingEnd: 12,
    scrollMargin: aboveHeight,
    // Older rows come in above what is read; the row that is read stays.
    anchorTo: "end",
    useFlushSync: false,
  });
  const height = virtual.getTotalSize();
  useFollowEnd(scroller, following, rows.length - 1, height);

  const unseen = useUnseen(rows, following);
  const items = virtual.getVirtualItems();
  const top = virtual.scrollOffset ?? 0;
  const firstInSight = rows[items.find((item) => item.end > top)?.index ?? -1];
  return (
    <div className="relative flex min-h-0 grow flex-col">
      {firstInSight && <TimeInSight wallAt={firstInSight.entry.wallAt} />}
      <section
        ref={scroller}
        aria-label="Timeline"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        onScroll={(event) => {
          const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
          const isAtEnd = scrollHeight - scrollTop - clientHeight < AT_END_PIXELS;
          // On its first pixels, a way up is still near the end.
          const isWayDown = scrollTop >= lastTop.current;
          lastTop.current = scrollTop;
          if (isAtEnd && isWayDown) onFollow(true);
          else if (scrollTop < NEAR_BEGINNING_PIXELS && mayLoadOlder && !following) onOlder();
        }}
        onWheel={(event) => event.deltaY < 0 && onFollow(false)}
        onTouchMove={() => onFollow(false)}
        onPointerDown={(event) =>
          // The scroll bar is taken by hand.
          event.nativeEvent.offsetX >= event.currentTarget.clientWidth && onFollow(false)
        }
        onKeyDown={(event) => /^(ArrowUp|PageUp|Home)$/.test(event.key) && onFollow(false)}
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
                  <TimelineRow row={row} apNameOf={apNameOf} stamped={stamped} />
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
          {unseen.toLocaleString("en")} new
        </Button>
      )}
    </div>
  );
}

/** Of the rows in sight only the first of a second has the whole time: this is the time of the topmost. */
const TimeInSight = ({ wallAt }: { wallAt: number }) => (
  <p
    aria-hidden
    className="flex items-baseline gap-2 border-line border-b bg-surface px-3 py-0.5 text-ink-3 text-xs"
  >
    <span className="code text-xs! text-ink-2">{clockTime(wallAt)}</span>
    {calendarDay(wallAt)}
  </p>
);

/** Entries that came since the reader left the end. */
function useUnseen(rows: readonly TimelineRowView[], following: boolean): number {
  const seen = useRef<string | null>(null);
  const newest = rows.at(-1)?.entry.key ?? null;
  if (following || seen.current === null) seen.current = newest;
  if (seen.current === newest) return 0;
  const index = rows.findLastIndex((row) => row.entry.key === seen.current);
  return index < 0 ? 0 : rows.length - 1 - index;
}
