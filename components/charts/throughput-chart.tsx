/** A line chart of bytes per second, one sample per second, with a text alternative. */
"use client";

import { clsx } from "clsx";
import { type PointerEvent, useState } from "react";
import { formatDuration, formatRate } from "@/lib/kit/units";
import { areaPath, linePath, niceCeiling, sampleX, summarize } from "./series-path";

const BOX = { width: 480, height: 96 };
/** The smallest upper end of the scale, so that one packet per second does not fill the chart. */
const MIN_CEILING = 10_000;

/** The places of the vertical lines, as parts of the width. */
const QUARTERS = [0.25, 0.5, 0.75];
const SCALE = "num pointer-events-none absolute left-1.5 text-ink-3 text-xs";

/** @param of what the throughput is of, for the text alternative: `the TFTP server` */
export function ThroughputChart({ samples, of }: { samples: readonly number[]; of: string }) {
  const [hovered, setHovered] = useState<number>();
  const { now, peak, mean } = summarize(samples);
  const ceiling = niceCeiling(peak, MIN_CEILING);
  const hover = (event: PointerEvent<SVGSVGElement>) => {
    const bounds = event.currentTarget.getBoundingClientRect();
    const fraction = (event.clientX - bounds.left) / bounds.width;
    setHovered(Math.round(Math.min(1, Math.max(0, fraction)) * (samples.length - 1)));
  };
  const shown = hovered === undefined ? undefined : samples[hovered];
  const span = formatDuration(samples.length);
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 flex flex-wrap items-baseline justify-between gap-x-4 text-[0.8125rem] text-ink-3">
        <span>Throughput, last {span}</span>
        <span className="num">
          {shown === undefined || hovered === undefined
            ? `peak ${formatRate(peak)}`
            : `${formatRate(shown)}, ${samples.length - 1 - hovered} s ago`}
        </span>
      </figcaption>
      <div className="relative">
        <svg
          role="img"
          aria-label={`Throughput of ${of} over the last ${span}: now ${formatRate(now)}, peak ${formatRate(peak)}, mean ${formatRate(mean)}.`}
          viewBox={`0 0 ${BOX.width} ${BOX.height}`}
          preserveAspectRatio="none"
          className="block h-24 w-full touch-pan-y rounded border border-line bg-sunken"
          onPointerMove={hover}
          onPointerLeave={() => setHovered(undefined)}
        >
          <line
            x1={0}
            x2={BOX.width}
            y1={BOX.height / 2}
            y2={BOX.height / 2}
            vectorEffect="non-scaling-stroke"
            className="stroke-line"
          />
          {QUARTERS.map((part) => (
            <line
              key={part}
              x1={BOX.width * part}
              x2={BOX.width * part}
              y1={0}
              y2={BOX.height}
              vectorEffect="non-scaling-stroke"
              className="stroke-line"
            />
          ))}
          <path d={areaPath(samples, ceiling, BOX)} className="fill-accent/15" />
          <path
            d={linePath(samples, ceiling, BOX)}
            vectorEffect="non-scaling-stroke"
            className="fill-none stroke-[1.5] stroke-accent"
          />
          {hovered !== undefined && (
            <line
              x1={sampleX(hovered, samples.length, BOX.width)}
              x2={sampleX(hovered, samples.length, BOX.width)}
              y1={0}
              y2={BOX.height}
              vectorEffect="non-scaling-stroke"
              className="stroke-line-strong"
            />
          )}
        </svg>
        <span aria-hidden className={clsx(SCALE, "top-0.5")}>
          {formatRate(ceiling)}
        </span>
        <span aria-hidden className={clsx(SCALE, "top-1/2")}>
          {formatRate(ceiling / 2)}
        </span>
      </div>
      <div aria-hidden className="num mt-0.5 flex justify-between text-ink-3 text-xs">
        <span>{span} ago</span>
        <span>{formatDuration(samples.length / 2)} ago</span>
        <span>now</span>
      </div>
    </figure>
  );
}
