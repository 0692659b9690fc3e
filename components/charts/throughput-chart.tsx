/** Bytes per second over the last minutes, one sample per second. Says in words what it draws. */
"use client";

import { type PointerEvent, useState } from "react";
import { formatDuration, formatRate } from "@/lib/kit/units";
import { areaPath, linePath, niceCeiling, sampleX, summarize } from "./series-path";

const BOX = { width: 480, height: 96 };
/** The scale's least upper end: one packet a second must not look like a flood. */
const FLOOR_RATE = 10_000;

export function ThroughputChart({ samples, of }: { samples: readonly number[]; of: string }) {
  const [pointed, setPointed] = useState<number>();
  const { now, peak, mean } = summarize(samples);
  const ceiling = niceCeiling(peak, FLOOR_RATE);
  const point = (event: PointerEvent<SVGSVGElement>) => {
    const bounds = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - bounds.left) / bounds.width;
    setPointed(Math.round(Math.min(1, Math.max(0, share)) * (samples.length - 1)));
  };
  const shown = pointed === undefined ? undefined : samples[pointed];
  const span = formatDuration(samples.length);
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 flex flex-wrap items-baseline justify-between gap-x-4 text-[0.8125rem] text-ink-3">
        <span>Throughput, last {span}</span>
        <span className="num">
          {shown === undefined || pointed === undefined
            ? `peak ${formatRate(peak)}`
            : `${formatRate(shown)}, ${samples.length - 1 - pointed} s ago`}
        </span>
      </figcaption>
      <div className="relative">
        <svg
          role="img"
          aria-label={`Throughput of ${of} over the last ${span}: now ${formatRate(now)}, peak ${formatRate(peak)}, mean ${formatRate(mean)}.`}
          viewBox={`0 0 ${BOX.width} ${BOX.height}`}
          preserveAspectRatio="none"
          className="block h-24 w-full touch-pan-y rounded border border-line bg-sunken"
          onPointerMove={point}
          onPointerLeave={() => setPointed(undefined)}
        >
          <line
            x1={0}
            x2={BOX.width}
            y1={BOX.height / 2}
            y2={BOX.height / 2}
            vectorEffect="non-scaling-stroke"
            className="stroke-line"
          />
          <path d={areaPath(samples, ceiling, BOX)} className="fill-accent/15" />
          <path
            d={linePath(samples, ceiling, BOX)}
            vectorEffect="non-scaling-stroke"
            className="fill-none stroke-[1.5] stroke-accent"
          />
          {pointed !== undefined && (
            <line
              x1={sampleX(pointed, samples.length, BOX.width)}
              x2={sampleX(pointed, samples.length, BOX.width)}
              y1={0}
              y2={BOX.height}
              vectorEffect="non-scaling-stroke"
              className="stroke-line-strong"
            />
          )}
        </svg>
        <span aria-hidden className="num pointer-events-none absolute top-1 left-1.5 text-ink-3 text-xs">
          {formatRate(ceiling)}
        </span>
      </div>
    </figure>
  );
}
