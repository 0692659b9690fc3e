/** The six stages of an upgrade in a row; on narrow screens only the present one is named. */

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
    <>
      <ol aria-label="Stages of the upgrade" className="grid grid-cols-6">
        {stages.map((stage, i) => {
          const mark = marks.find((m) => m.stage === stage)?.mark ?? "pending";
          return (
            <li
              key={stage}
              aria-current={mark === "active" ? "step" : undefined}
              className="relative flex flex-col items-center gap-2 text-center"
            >
              {i > 0 && (
                <span
                  aria-hidden
                  className={clsx(
                    "absolute top-[0.8125rem] right-[calc(50%+1.25rem)] left-[calc(-50%+1.25rem)] h-0.5",
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
              <span className="sr-only @xl:not-sr-only @xl:flex @xl:min-w-0 @xl:flex-col @xl:px-1">
                <span
                  className={clsx(
                    "text-[0.8125rem] leading-tight",
                    mark === "active"
                      ? "font-semibold text-ink"
                      : hasStarted(mark)
                        ? "text-ink"
                        : "text-ink-3",
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
      <NamedStage marks={marks} actionRequired={actionRequired} />
    </>
  );
}

/** The stage that is under way, failed or came last, where the row has no room for names. */
function NamedStage({ marks, actionRequired }: { marks: UpgradeRow["stageMarks"]; actionRequired: boolean }) {
  const last = marks.findLast(({ mark }) => hasStarted(mark));
  if (last === undefined) return null;
  const { stage, mark } = last;
  return (
    <p aria-hidden className="mt-2 text-center text-[0.8125rem] @xl:hidden">
      <span className="font-semibold">{stage}</span>{" "}
      <span
        className={
          mark === "failed" ? "text-fail-text" : mark === "warnings" ? "text-warn-text" : "text-ink-3"
        }
      >
        {mark === "active" && actionRequired ? "action required" : labels[mark]}
      </span>
    </p>
  );
}

const Pulse = () => <span className="size-2 animate-breathe rounded-full bg-accent" />;
