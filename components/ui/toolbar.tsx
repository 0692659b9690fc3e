/** The row of filters and buttons above a table. */
import type { ReactNode } from "react";

/** A row of controls; `end` is aligned to the right. */
export function Toolbar({ label, children, end }: { label: string; children?: ReactNode; end?: ReactNode }) {
  return (
    <div
      role="toolbar"
      aria-label={label}
      className="flex flex-wrap items-center gap-2 border-line border-b px-3 py-2"
    >
      {children}
      {end && <div className="ml-auto flex flex-wrap items-center gap-2">{end}</div>}
    </div>
  );
}
