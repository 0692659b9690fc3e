/**
 * A log topic as it grows: it follows the newest line until one scrolls up, filters by text, and hands the whole log
 * out as a file.
 */
"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDownToLine, Download } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { EmptyState, RowsPending } from "@/components/ui/empty-state";
import { SearchInput } from "@/components/ui/input";
import { Toolbar } from "@/components/ui/toolbar";
import type { LogLine } from "@/lib/contracts/logs";
import { useRowKeys, useTopic } from "./hooks";
import { useLive } from "./live-context";

export type LogTopicOf = "syslog" | "install" | "tftp" | "sftp" | `console:${string}`;

/** Scrolled this near to the end counts as being there. */
const AT_END_PIXELS = 24;

export function LogView({
  topic,
  label,
  onDownload,
}: {
  topic: LogTopicOf;
  label: string;
  /** Fetches the whole log and saves it. */
  onDownload: () => Promise<void>;
}) {
  const status = useTopic(topic);
  const [text, setText] = useState("");
  const [following, setFollowing] = useState(true);
  const [downloading, setDownloading] = useState(false);
  const lines = useLines(topic, text);
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
  const last = lines.length - 1;
  // Lines wrap: where the end is changes as lines are drawn and measured, so the height is a reason to go there again.
  useEffect(() => {
    if (!following || last < 0) return;
    const frame = requestAnimationFrame(() => rows.scrollToIndex(last, { align: "end" }));
    return () => cancelAnimationFrame(frame);
  }, [following, last, height, rows]);

  const download = async () => {
    setDownloading(true);
    await onDownload().finally(() => setDownloading(false));
  };
  return (
    <div className="flex h-full min-h-72 flex-col">
      <Toolbar
        label={`${label}: filter`}
        end={
          <>
            <Button
              size="sm"
              aria-pressed={following}
              icon={<ArrowDownToLine aria-hidden />}
              onClick={() => setFollowing(!following)}
            >
              Follow
            </Button>
            <Button
              size="sm"
              busy={downloading}
              icon={<Download aria-hidden />}
              onClick={() => void download()}
            >
              Download
            </Button>
          </>
        }
      >
        <SearchInput label="Filter lines" value={text} onChange={(event) => setText(event.target.value)} />
      </Toolbar>
      <section
        ref={scroller}
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        onScroll={(event) => {
          const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
          const atEnd = scrollHeight - scrollTop - clientHeight < AT_END_PIXELS;
          if (atEnd) setFollowing(true);
        }}
        onWheel={(event) => event.deltaY < 0 && setFollowing(false)}
        onTouchMove={() => setFollowing(false)}
        onKeyDown={(event) => /^(ArrowUp|PageUp|Home)$/.test(event.key) && setFollowing(false)}
        className="code min-h-0 grow overflow-y-auto bg-sunken px-3 py-2 text-xs! leading-5 outline-offset-[-2px]"
      >
        {status === "pending" && <RowsPending label="Waiting for the log" />}
        {status === "ready" && lines.length === 0 && (
          <EmptyState title={text === "" ? "No lines yet" : "No line fits the filter"} />
        )}
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
                  className={cx("absolute inset-x-0 top-0 whitespace-pre-wrap break-words", lineTone(line))}
                >
                  {line.text}
                </div>
              )
            );
          })}
        </div>
      </section>
    </div>
  );
}

/** RFC 5424: 3 is an error, 4 a warning. */
function lineTone({ severity }: LogLine): string {
  if (severity === null || severity > 4) return "text-ink-2";
  return severity === 4 ? "text-warn-text" : "text-fail-text";
}

function useLines(topic: LogTopicOf, text: string): readonly LogLine[] {
  const { store } = useLive();
  const keys = useRowKeys(topic);
  return useMemo(() => {
    const wanted = text.trim().toLowerCase();
    const lines: LogLine[] = [];
    for (const key of keys) {
      const line = store.row(topic, key);
      if (line && (wanted === "" || line.text.toLowerCase().includes(wanted))) lines.push(line);
    }
    return lines;
  }, [store, topic, keys, text]);
}
