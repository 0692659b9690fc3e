/** Names and values in a grid. */

import { clsx } from "clsx";
import type { ReactNode } from "react";

/** Names and values in a grid. `code` sets a value in the monospaced font. */
export function Facts({
  items,
  columns = 2,
}: {
  items: readonly { name: string; value: ReactNode; code?: boolean }[];
  columns?: 1 | 2 | 3;
}) {
  return (
    <dl
      className={clsx(
        "grid gap-x-6 gap-y-3",
        columns === 3 ? "grid-cols-2 sm:grid-cols-3" : columns === 2 ? "sm:grid-cols-2" : "grid-cols-1",
      )}
    >
      {items.map((item) => (
        <div key={item.name} className="min-w-0">
          <dt className="text-[0.8125rem] text-ink-3">{item.name}</dt>
          <dd className={clsx("break-words text-ink", item.code && "code")}>{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
