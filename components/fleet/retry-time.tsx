/** The time of the next retry, with a countdown. */
"use client";

import { clockTime, timeZone } from "@/components/ui/time";
import { useNow } from "@/lib/client/rows/hooks";
import { formatDuration } from "@/lib/kit/units";

/** `at` is in wall milliseconds. */
export function RetryTime({ at }: { at: number }) {
  const now = useNow(1000);
  const left = now === null ? null : (at - now) / 1000;
  return (
    <span className="num whitespace-nowrap" title={timeZone()}>
      {clockTime(at)}
      {left !== null && left > 0 && (
        <span className="text-ink-3" aria-hidden>
          {" "}
          in {formatDuration(left)}
        </span>
      )}
    </span>
  );
}
