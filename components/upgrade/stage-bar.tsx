/** The six stages of an upgrade in a row; in a column on narrow screens. */

import { clsx } from "clsx";
import { Check, TriangleAlert, X } from "lucide-react";
import type { ReactNode } from "react";
import { type StageMark, stages, type UpgradeRow } from "@/lib/contracts/upgrade";

const labels: Record<StageMark, string> = {
  pending: "pending",
  active: "in progress",
  done: "done",
  warnings: "done with warnings",
  failed: "failed",
};
const nodes: Record<StageMark, string> = {
  pending: "border-line-strong bg-surface text-ink-3",
  active: "border-accent bg-accent-soft text-accent-text ring-4 ring-accent/15",
  done: "border-accent bg-accent text-on-accent",
  warnings: "border-warn bg-warn-soft text-warn-text",
  failed: "border-fail bg-fail-soft text-fail-text",
};
const icons: Partial<Record<StageMark, ReactNode>> = {
  done: <Check className="size-4" strokeWidth={2.5} aria-hidden />,
  warnings: <TriangleAlert className="size-3.5" aria-hidden />,
  failed: <X className="size-4" strokeWidth={2.5} aria-hidden />,
};

/** Whether the stage has started; then the line to it is highlighted. */
const hasStarted = (mark: StageMark) => mark !== "pending";

/** @param actionRequired whether the active stage waits for the operator */
export function StageBar({
  marks,
  actionRequired,
}: {
  marks: UpgradeRow["stageMarks"];
  actionRequired: boolean;
}) {
  return (
    <ol aria-label="Stages of the upgrade" className="grid gap-y-0 @xl:grid-cols-6">
      {stages.map((stage, i) => {
        const mark = marks.find((m) => m.stage === stage)?.mark ?? "pending";
        return (
          <li
            key={stage}
            aria-current={mark === "active" ? "step" : undefined}
            className="relative flex min-h-11 items-start gap-3 @xl:min-h-0 @xl:flex-col @xl:items-center @xl:gap-2 @xl:text-center"
          >
            {i > 0 && (
              <span
                aria-hidden
                className={clsx(
                  "absolute -top-4 left-[0.8125rem] h-4 w-0.5",
                  "@xl:top-[0.8125rem] @xl:right-[calc(50%+1.25rem)] @xl:left-[calc(-50%+1.25rem)] @xl:h-0.5 @xl:w-auto",
                  hasStarted(mark) ? "bg-accent" : "bg-line",
                )}
              />
            )}
            <span
              aria-hidden
              className={clsx(
                "num flex size-7 shrink-0 items-center justify-center rounded-full border-2 font-semibold text-xs",
                nodes[mark],
              )}
            >
              {icons[mark] ?? (mark === "active" ? <Pulse /> : i + 1)}
            </span>
            <span className="flex min-w-0 flex-col pt-0.5 @xl:px-1 @xl:pt-0">
              <span
                className={clsx(
                  "text-[0.8125rem] leading-tight",
                  mark === "active" ? "font-semibold text-ink" : hasStarted(mark) ? "text-ink" : "text-ink-3",
                )}
              >
                {stage}
              </span>
              <span
                className={clsx(
                  "text-xs",
                  mark === "warnings"
                    ? "text-warn-text"
                    : mark === "failed"
                      ? "text-fail-text"
                      : "text-ink-3",
                )}
              >
                <span className="sr-only">: </span>
                {mark === "active" && actionRequired ? "action required" : labels[mark]}
              </span>
            </span>
          </li>
        );
      })}
    </ol>
  );
}

const Pulse = () => <span className="size-2 animate-breathe rounded-full bg-accent" />;
