/** Says by which clock the lines of a log are stamped. */
"use client";

import { useOnlyRow } from "@/lib/client/rows/hooks";
import { controllerZone } from "@/lib/kit/time-text";

/** `UTC`, or `UTC x10` while the controller's clock runs ten times as fast. */
export function ClockMark() {
  const factor = useOnlyRow("controller")?.clockFactor ?? 1;
  return (
    <span
      className="num text-[0.8125rem] text-ink-3"
      title="The lines have the time of the controller's clock."
    >
      {controllerZone(factor)}
    </span>
  );
}
