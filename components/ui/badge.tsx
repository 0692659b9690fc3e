/** A small word with a tone, and a dot for the same in less room. */

import { clsx } from "clsx";
import type { ReactNode } from "react";
import { softTone, solidTone, type Tone } from "./tone";

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

/** Always beside a word: color alone says nothing. */
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
