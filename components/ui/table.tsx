/** A plain table for few rows. For thousands of live rows, see `components/live-table`. */

import { clsx } from "clsx";
import type { ComponentProps } from "react";

/** A table that scrolls sideways when it is too wide; `label` is its accessible name. */
export function Table({ label, className, ...props }: ComponentProps<"table"> & { label: string }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      className="relative w-full overflow-x-auto outline-offset-[-2px]"
    >
      <table {...props} aria-label={label} className={clsx("w-full border-collapse text-left", className)} />
    </section>
  );
}

/** A column header. */
export const Th = ({ className, ...props }: ComponentProps<"th">) => (
  <th
    scope="col"
    {...props}
    className={clsx(
      "border-line border-b bg-sunken px-3 py-2 text-left font-medium text-[0.8125rem] text-ink-3 whitespace-nowrap",
      className,
    )}
  />
);

/** A cell. */
export const Td = ({ className, ...props }: ComponentProps<"td">) => (
  <td {...props} className={clsx("border-line border-b px-3 py-2 align-middle", className)} />
);
