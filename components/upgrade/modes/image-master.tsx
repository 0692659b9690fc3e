/** The image master of a family, in modes where access points fetch. */
"use client";

import { Crown } from "lucide-react";
import type { ModeFetcher } from "./mode-form";

export const ImageMaster: ModeFetcher = ({ family: { master } }) =>
  master === null ? (
    <span className="text-ink-3">–</span>
  ) : (
    <span className="flex min-w-0 items-center gap-1.5">
      <Crown className="size-3.5 shrink-0 text-ink-3" aria-hidden />
      <span className="truncate">{master}</span>
    </span>
  );
