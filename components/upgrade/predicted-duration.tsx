/** How long the upgrade will take, in the preview: the range and what takes longest, and behind a click what it rests on. */
import type { Prediction } from "@/lib/contracts/prediction";
import { spanText } from "@/lib/contracts/prediction-text";
import { formatDuration } from "@/lib/kit/units";

const surenessWords: Record<Prediction["sureness"], string> = {
  high: "Measured or set",
  medium: "Measured earlier",
  low: "Partly assumed",
};

/** @param prediction null while a size is not known */
export function PredictedDuration({ prediction }: { prediction: Prediction | null }) {
  if (prediction === null)
    return (
      <p className="text-ink-3">
        The duration cannot be predicted, because the size of an image is not known.
      </p>
    );
  const { ready, criticalPath, shorten, oneRetry, restsOn, sureness, all, clockFactor } = prediction;
  return (
    <details className="text-[0.8125rem] text-ink-2">
      <summary className="min-h-6 text-ink">
        <span className="num">
          Predicted: {spanText(ready)}. {criticalPath}
        </span>
      </summary>
      <ul className="mt-1 flex list-disc flex-col gap-1 pl-5">
        {clockFactor !== 1 && (
          <li className="num">
            The clock of the lab runs at x{clockFactor}. Only reads from the server take their real time.
          </li>
        )}
        <li className="num">With the reload after Activate: {spanText(all)}.</li>
        {oneRetry !== null && (
          <li className="num">
            If the last download, to {oneRetry.name}, fails once: {formatDuration(oneRetry.seconds)} more.
          </li>
        )}
        {shorten.map(({ text, seconds }) => (
          <li key={text} className="num">
            {text}: {formatDuration(seconds)} less.
          </li>
        ))}
        <li>
          {surenessWords[sureness]}: <span className="num">{restsOn.map(({ text }) => text).join(" ")}</span>
        </li>
      </ul>
    </details>
  );
}
