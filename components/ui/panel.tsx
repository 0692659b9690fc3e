/** The sections of a page: a panel with a heading, and the page's own heading. */

import { clsx } from "clsx";
import type { ReactNode } from "react";

/** A section of a page with an optional heading. */
export function Panel({
  title,
  description,
  actions,
  flush,
  className,
  children,
}: {
  title?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  /** No padding around the body: tables and lists that reach the edges. */
  flush?: boolean;
  className?: string;
  children: ReactNode;
}) {
  return (
    <section
      className={clsx(
        "flex min-w-0 flex-col rounded-lg border border-line bg-surface shadow-panel",
        className,
      )}
    >
      {(title || actions) && (
        <header className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-line border-b px-4 py-2">
          <div className="min-w-0">
            <h2 className="font-semibold text-[0.9375rem] text-ink">{title}</h2>
            {description && <p className="text-[0.8125rem] text-ink-3">{description}</p>}
          </div>
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </header>
      )}
      <div className={clsx("min-w-0 grow", !flush && "p-4")}>{children}</div>
    </section>
  );
}

/** The heading of a page. */
export function PageHeader({
  title,
  description,
  actions,
}: {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div data-heading="" className="mb-4 flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
      <div className="min-w-0">
        <h1 className="font-semibold text-xl text-ink tracking-tight">{title}</h1>
        {description && <p className="mt-0.5 max-w-prose text-ink-3">{description}</p>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </div>
  );
}
