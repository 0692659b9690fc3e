/** The legend of the picture: the bar of each phase beside its words. */
"use client";

import { useEffect, useRef } from "react";
import { phaseWords } from "@/lib/contracts/run-phases";
import { legendPhases } from "./phase-look";
import { prepareCanvas, useFrame, useSurface } from "./use-canvas";

const SWATCH = { width: 22, height: 10 };

export function Legend() {
  const host = useRef<HTMLUListElement>(null);
  const draw = useFrame(() => {
    const look = surface.current;
    if (look === null || host.current === null) return;
    for (const [i, canvas] of [...host.current.querySelectorAll("canvas")].entries()) {
      const phase = legendPhases[i];
      const brush = phase === undefined ? null : look.brushes[phase];
      const context = prepareCanvas(canvas, SWATCH.width, SWATCH.height, look.scale);
      if (brush === null || context === null) continue;
      const height = Math.max(2, SWATCH.height * brush.height);
      context.clearRect(0, 0, SWATCH.width, SWATCH.height);
      context.fillStyle = brush.style;
      context.fillRect(0, (SWATCH.height - height) / 2, SWATCH.width, height);
    }
  });
  const surface = useSurface(host, draw);
  useEffect(draw, [draw]);
  return (
    <ul ref={host} aria-label="Legend" className="flex flex-wrap gap-x-3 gap-y-1 text-ink-2 text-xs">
      {legendPhases.map((phase) => (
        <li key={phase} className="flex items-center gap-1.5">
          <canvas aria-hidden style={SWATCH} />
          {phaseWords[phase]}
        </li>
      ))}
      <li className="flex items-center gap-1.5">
        <svg aria-hidden width="9" height="10" className="fill-fail">
          <path d="M0 0H9L4.5 10Z" />
        </svg>
        A try failed
      </li>
    </ul>
  );
}
