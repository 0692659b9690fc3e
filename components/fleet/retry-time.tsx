/** The time of the next retry on the controller's clock, with a countdown. */
"use client";

import { useRow } from "@/lib/client/rows/hooks";
import { formatDuration } from "@/lib/kit/units";
import { useControllerTime } from "./use-controller-time";

/** `14:02:10 UTC`, as the controller's command line prints it. @param at milliseconds of the controller's clock */
export const utcTime = (at: number): string => `${new Date(at).toISOString().slice(11, 19)} UTC`;

/** `at` is in milliseconds of the controller's clock. */
export function RetryTime({ at }: { at: number }) {
  const now = useControllerTime();
  const factor = useRow("controller", "controller")?.clockFactor ?? 1;
  const left = now === null ? null : (at - now) / 1000;
  return (
    <span
      className="num whitespace-nowrap"
      title={factor === 1 ? "Controller time" : `Controller time, which runs ${factor} times as fast`}
    >
      {utcTime(at)}
      {left !== null && left > 0 && (
        <span className="text-ink-3" aria-hidden>
          {" "}
          in {formatDuration(left)}
        </span>
      )}
    </span>
  );
}
