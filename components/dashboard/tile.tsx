/** A tile of the dashboard: its heading is a link that covers the whole tile. */
import { clsx } from "clsx";
import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "@/components/ui/link";

/** Buttons and links inside a tile need the class `relative`, so that they lie above the link that covers it. */
export function Tile({
  title,
  href,
  aside,
  className,
  children,
}: {
  title: string;
  href: string;
  /** At the right of the heading. */
  aside?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  return (
    <section
      className={clsx(
        "group/tile relative flex min-w-0 flex-col rounded-lg border border-line bg-surface shadow-panel transition-colors focus-within:border-accent hover:border-line-strong",
        className,
      )}
    >
      <header className="flex min-h-12 flex-wrap items-center justify-between gap-x-3 gap-y-1 px-4 pt-2">
        <h2 className="font-semibold text-[0.9375rem]">
          <Link
            href={href}
            className="flex min-h-6 items-center gap-1 text-ink after:absolute after:inset-0 after:rounded-lg group-hover/tile:text-accent-text"
          >
            {title}
            <ChevronRight className="size-4 text-ink-3" aria-hidden />
          </Link>
        </h2>
        {aside}
      </header>
      <div className="min-w-0 grow px-4 pb-4">{children}</div>
    </section>
  );
}

/** What a tile says when it has nothing to show. */
export const TileNote = ({ children }: { children: ReactNode }) => (
  <p className="max-w-prose text-ink-3">{children}</p>
);
