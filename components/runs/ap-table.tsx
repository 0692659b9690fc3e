// biome-ignore-all lint/a11y/useSemanticElements: a virtualized table cannot be a <table>
// biome-ignore-all lint/a11y/useFocusableInteractive: rows and headers are no controls here
/** The access points of a run as a table: at the end of the run their outcomes, else their state at that instant. */
"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { clsx } from "clsx";
import { useRef } from "react";
import { phaseText, phaseTones } from "@/components/fleet/run-words";
import { Badge } from "@/components/ui/badge";
import { grouped } from "@/lib/kit/number-text";
import { formatBytes, formatDuration } from "@/lib/kit/units";
import type { ApOutcome } from "./ap-outcomes";

const ROW_HEIGHT = 36;
const COLUMNS =
  "minmax(9rem,1.3fr) minmax(9rem,1fr) minmax(13rem,1.7fr) minmax(4rem,.4fr) minmax(12rem,2fr) minmax(4rem,.4fr) minmax(6rem,.6fr) minmax(6rem,.6fr)";
const HEADERS = ["Name", "Model", "Status", "Percent", "Why", "Retries", "Duration", "Bytes"] as const;

/** @param instant what the statuses are of: `at the end`, `at 0:42.0` */
export function ApTable({
  outcomes,
  instant,
  selected,
  onSelect,
}: {
  outcomes: readonly ApOutcome[];
  instant: string;
  selected: number | null;
  onSelect: (index: number) => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: outcomes.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => outcomes[index]?.ap.index ?? index,
    overscan: 10,
    scrollPaddingStart: ROW_HEIGHT,
    useFlushSync: false,
  });
  return (
    <section
      ref={scroller}
      aria-label={`Access points ${instant}, scrolling`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      className="relative max-h-[26rem] overflow-auto overscroll-x-contain outline-offset-[-2px]"
    >
      <div
        role="table"
        aria-label={`Access points ${instant}`}
        aria-rowcount={outcomes.length + 1}
        aria-colcount={HEADERS.length}
        className="min-w-[68rem]"
      >
        <div
          role="row"
          aria-rowindex={1}
          className="sticky top-0 z-10 grid border-line border-b bg-sunken font-medium text-[0.8125rem] text-ink-3"
          style={{ gridTemplateColumns: COLUMNS }}
        >
          {HEADERS.map((header) => (
            <span key={header} role="columnheader" className="px-3 py-2">
              {header}
            </span>
          ))}
        </div>
        <div role="rowgroup" className="relative" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((item) => {
            const outcome = outcomes[item.index];
            return (
              outcome && (
                <Row
                  key={item.key}
                  outcome={outcome}
                  index={item.index}
                  top={item.start}
                  isSelected={selected === outcome.ap.index}
                  onSelect={onSelect}
                />
              )
            );
          })}
        </div>
      </div>
    </section>
  );
}

function Row({
  outcome,
  index,
  top,
  isSelected,
  onSelect,
}: {
  outcome: ApOutcome;
  index: number;
  top: number;
  isSelected: boolean;
  onSelect: (index: number) => void;
}) {
  const { ap, phase, note, percent, why, retries, durationMs, bytes } = outcome;
  const cell = "truncate px-3";
  // The cause has a column of its own.
  const status = why !== "" && note === why ? phaseText(phase, "") : phaseText(phase, note);
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={clsx(
        "absolute inset-x-0 grid items-center border-line border-b",
        isSelected ? "bg-accent-soft" : "hover:bg-hover",
      )}
      style={{ transform: `translateY(${top}px)`, height: ROW_HEIGHT, gridTemplateColumns: COLUMNS }}
    >
      <span role="cell" className={cell}>
        <button
          type="button"
          aria-pressed={isSelected}
          onClick={() => onSelect(ap.index)}
          className="min-h-6 min-w-6 max-w-full truncate text-left font-medium text-accent-text hover:underline"
        >
          {ap.name}
        </button>
      </span>
      <span role="cell" className={cell}>
        {ap.model}
      </span>
      <span role="cell" className={cell}>
        <Badge tone={phaseTones[phase]} title={status}>
          {status}
        </Badge>
      </span>
      <span role="cell" className={clsx(cell, "num")}>
        {percent === null ? "–" : `${percent}%`}
      </span>
      <span role="cell" className={cell} title={why}>
        {why}
      </span>
      <span role="cell" className={clsx(cell, "num")}>
        {grouped(retries)}
      </span>
      <span role="cell" className={clsx(cell, "num")}>
        {durationMs === null ? "–" : formatDuration(durationMs / 1_000)}
      </span>
      <span role="cell" className={clsx(cell, "num")}>
        {bytes === 0 ? "–" : formatBytes(bytes)}
      </span>
    </div>
  );
}
