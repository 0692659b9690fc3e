/** The breadcrumb of the page. Its levels are navigation groups without pages of their own, so none is a link. */
"use client";

import { ChevronRight } from "lucide-react";
import { usePathname } from "next/navigation";
import { breadcrumbOf } from "@/components/navigation/pages";

/** Nothing on a page outside the navigation. */
export function Breadcrumb() {
  const levels = breadcrumbOf(usePathname());
  if (levels.length === 0) return null;
  return (
    <nav aria-label="Breadcrumb" className="mb-1.5">
      <ol className="flex items-center gap-1 whitespace-nowrap text-[0.8125rem] text-ink-3">
        {levels.map((level, i) => (
          <li key={level} className="flex min-w-0 items-center gap-1 first:shrink-0">
            {i > 0 && <ChevronRight className="size-3.5 shrink-0 opacity-70" aria-hidden />}
            <span className="truncate" aria-current={i === levels.length - 1 ? "page" : undefined}>
              {level}
            </span>
          </li>
        ))}
      </ol>
    </nav>
  );
}
