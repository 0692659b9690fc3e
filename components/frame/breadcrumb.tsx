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
      <ol className="flex flex-wrap items-center gap-1 text-[0.8125rem] text-ink-3">
        {levels.map((level, i) => (
          <li key={level} className="flex items-center gap-1">
            {i > 0 && <ChevronRight className="size-3.5 opacity-70" aria-hidden />}
            <span aria-current={i === levels.length - 1 ? "page" : undefined}>{level}</span>
          </li>
        ))}
      </ol>
    </nav>
  );
}
