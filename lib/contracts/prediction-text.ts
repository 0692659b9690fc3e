/** Predictions in words. Without the schemas, which a page that only shows them does not need. */
import { formatDuration } from "@/lib/kit/units";
import type { Prediction, Span } from "./prediction";

/** `41 m 10 s (34 m 00 s to 58 m 12 s)`; without the range where both ends are the same to the second. */
export function spanText({ best, likely, worst }: Span): string {
  const [from, to] = [formatDuration(Math.floor(best)), formatDuration(Math.ceil(worst))];
  return from === to ? from : `${formatDuration(likely)} (${from} to ${to})`;
}

/** How a duration compares with its prediction. @param seconds that it took */
export function comparisonText({ best, worst }: Span, seconds: number): string {
  if (seconds > worst) return `${formatDuration(Math.max(1, seconds - worst))} longer than the worst case`;
  if (seconds < best) return `${formatDuration(Math.max(1, best - seconds))} shorter than the best case`;
  return "As predicted";
}

/**
 * When to start, to be ready by `endAt` in the worst case and in the likely one. Milliseconds since the epoch.
 * @param what `ready`: until it can be activated; `all`: with the reload
 */
export function startBy(
  prediction: Prediction,
  endAt: number,
  what: "ready" | "all",
): { safe: number; likely: number } {
  const { likely, worst } = prediction[what];
  return { safe: endAt - Math.ceil(worst * 1000), likely: endAt - Math.ceil(likely * 1000) };
}

/** A prediction as lines of a terminal. */
export function predictionLines(prediction: Prediction): string[] {
  const { stages, ready, all, criticalPath, oneRetry, shorten, restsOn, sureness } = prediction;
  const row = (name: string, span: Span) => `${name.padEnd(28)}${spanText(span)}`;
  return [
    ...stages.filter(({ span }) => span.worst > 0).map(({ stage, span }) => row(stage, span)),
    row("Until ready to activate", ready),
    row("Including the reload", all),
    criticalPath,
    ...(oneRetry === null
      ? []
      : [`If the last download, to ${oneRetry.name}, fails once: ${formatDuration(oneRetry.seconds)} more.`]),
    ...shorten.map(({ text, seconds }) => `${text}: ${formatDuration(seconds)} less.`),
    ...restsOn.map(({ text }) => text),
    `Confidence: ${sureness}.`,
  ];
}
