/** A message about a whole page or form, with actions. */

import { clsx } from "clsx";
import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { softTone } from "./tone";

const icons = { info: Info, ok: CircleCheck, warn: TriangleAlert, fail: CircleAlert } as const;

/** A message about a whole page or form. */
export function Banner({
  tone = "info",
  title,
  children,
  actions,
  live,
  className,
}: {
  tone?: keyof typeof icons;
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** How screen readers announce it: `alert` immediately, `status` when idle. */
  live?: "alert" | "status";
  className?: string;
}) {
  const Icon = icons[tone];
  return (
    <div
      role={live}
      className={clsx(
        "flex flex-wrap items-start gap-x-3 gap-y-2 rounded-lg border px-4 py-3",
        softTone[tone],
        className,
      )}
    >
      <Icon className="mt-0.5 size-4 shrink-0" aria-hidden />
      <div className="min-w-0 grow basis-52">
        <p className="font-semibold">{title}</p>
        {children && <div className="mt-0.5 text-ink-2">{children}</div>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </div>
  );
}
