/** The chip in the header while a run lives, and after it until its outcome was seen: stage, percent, remaining time. */
"use client";

import { clsx } from "clsx";
import { CircleAlert, CircleCheck, LoaderCircle, type LucideIcon, Power, TriangleAlert } from "lucide-react";
import { SOFTWARE_UPGRADE } from "@/components/navigation/pages";
import { Link } from "@/components/ui/link";
import { softTone } from "@/components/ui/tone";
import type { RunChipText } from "./run-chip-text";
import { useRunWatch } from "./run-watch";

const icons: Record<RunChipText["phase"], LucideIcon> = {
  running: LoaderCircle,
  ready: Power,
  done: CircleCheck,
  warnings: TriangleAlert,
  failed: CircleAlert,
  canceled: CircleAlert,
};

/** For the header of a phone. */
const shortLabels: Partial<Record<RunChipText["phase"], string>> = { ready: "Ready", warnings: "Warnings" };

/** A link to Software Upgrade; nothing while there is nothing to say. */
export function RunChip() {
  const text = useRunWatch();
  if (text === null) return null;
  const { phase, tone, label, percent, remaining } = text;
  const Icon = icons[phase];
  return (
    <Link
      href={SOFTWARE_UPGRADE}
      aria-label={["Software upgrade:", label, percent !== null && `${percent}%`, remaining]
        .filter(Boolean)
        .join(" ")}
      title={label}
      className={clsx(
        "num inline-flex h-8 min-w-0 items-center gap-1.5 rounded-full border px-2.5 font-medium text-[0.8125rem] whitespace-nowrap hover:border-current max-sm:px-2",
        softTone[tone],
      )}
    >
      <Icon className={clsx("size-4 shrink-0", phase === "running" && "animate-spin")} aria-hidden />
      <span className={clsx("truncate", percent !== null ? "max-md:hidden" : "max-sm:hidden")}>{label}</span>
      {percent === null && <span className="sm:hidden">{shortLabels[phase] ?? label}</span>}
      {percent !== null && <span>{percent}%</span>}
      {remaining && <span className="text-ink-3 max-lg:hidden">{remaining}</span>}
    </Link>
  );
}
