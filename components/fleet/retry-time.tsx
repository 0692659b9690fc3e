/** The time of the next retry on the controller's clock, with a countdown on the same clock. */
"use client";

import { useRow } from "@/lib/client/rows/hooks";
import { controllerTime } from "@/lib/kit/time-text";
import { formatDuration } from "@/lib/kit/units";
import { useControllerTime } from "./use-controller-time";

/** `at` is in milliseconds of the controller's clock. */
export function RetryTime({ at }: { at: number }) {
  const now = useControllerTime();
  const factor = useRow("controller", "controller")?.clockFactor ?? 1;
  const left = now === null ? null : (at - now) / 1000;
  return (
    <span className="num whitespace-nowrap" title="Controller time">
      {controllerTime(at, factor)}
      {left !== null && left > 0 && (
        <span className="text-ink-3" aria-hidden>
          {" "}
          in {formatDuration(left)}
        </span>
      )}
    </span>
  );
}
