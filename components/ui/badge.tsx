/** A short label with a tone, and a dot that shows the same tone in less space. */

import { clsx } from "clsx";
import type { ReactNode } from "react";
import { softTone, solidTone, type Tone } from "./tone";

/** A short label with a tone and an optional icon. */
export function Badge({
  tone = "neutral",
  icon,
  title,
  className,
  children,
}: {
  tone?: Tone;
  icon?: ReactNode;
  title?: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <span
      title={title}
      className={clsx(
        "inline-flex max-w-full items-center gap-1 rounded border px-1.5 py-px font-medium text-xs whitespace-nowrap [&_svg]:size-3 [&_svg]:shrink-0",
        softTone[tone],
        className,
      )}
    >
      {icon}
      <span className="truncate">{children}</span>
    </span>
  );
}

/** Use it only beside a word: color alone is not accessible. `live` makes it pulse. */
export function Dot({ tone, live }: { tone: Tone; live?: boolean }) {
  return (
    <span
      aria-hidden
      className={clsx(
        "inline-block size-2 shrink-0 rounded-full",
        solidTone[tone],
        live && "animate-breathe",
      )}
    />
  );
}
