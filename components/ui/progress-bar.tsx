/** A progress bar; indeterminate while the total is unknown. */
import { clsx } from "clsx";
import { solidTone, type Tone } from "./tone";

/** Whole percent, rounded down: 100 only when `value` reaches `total`. */
export const wholePercent = (value: number, total: number): number =>
  total <= 0 ? 0 : value >= total ? 100 : Math.min(99, Math.floor((value / total) * 100));

/** A progress bar; indeterminate while `total` is null. */
export function ProgressBar({
  value,
  total,
  label,
  tone = "accent",
  size = "sm",
  className,
}: {
  value: number;
  /** Null while the size is unknown. */
  total: number | null;
  /** The accessible name: what is progressing. */
  label: string;
  tone?: Tone;
  size?: "xs" | "sm" | "md";
  className?: string;
}) {
  const percent = total === null ? undefined : wholePercent(value, total);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className={clsx(
        "relative w-full overflow-hidden rounded-full bg-line forced-colors:outline",
        size === "xs" ? "h-1" : size === "sm" ? "h-1.5" : "h-2.5",
        className,
      )}
    >
      {percent === undefined ? (
        <div
          className={clsx(
            "absolute inset-y-0 w-2/5 animate-sweep rounded-full forced-colors:bg-[Highlight]",
            solidTone[tone],
          )}
        />
      ) : (
        <div
          className={clsx(
            "h-full origin-left rounded-full transition-transform duration-300 forced-colors:bg-[Highlight]",
            solidTone[tone],
          )}
          style={{ transform: `scaleX(${total === null || total <= 0 ? 0 : Math.min(1, value / total)})` }}
        />
      )}
    </div>
  );
}
