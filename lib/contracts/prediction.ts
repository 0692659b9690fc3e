/**
 * How long an upgrade takes, said before it starts: the numbers and their words. Seconds are of wall time: a fast clock
 * shortens what the controller and its access points do, never what the wire does.
 */
import { z } from "zod";
import { formatDuration } from "@/lib/kit/units";

const amount = z.number().min(0);

/**
 * What a number rests on: `set` is what Lab was told, `given` what a plan says, `earlier` was measured in former fetches
 * from the same server.
 */
export const basisSchema = z.enum(["measured", "set", "given", "earlier", "assumed"]);
export type Basis = z.infer<typeof basisSchema>;

/** The stages that take their time by themselves; the others wait for nothing, or for the operator. */
export const predictedStages = [
  "Controller Image Download",
  "AP Image Download",
  "Network Upgrade",
  "Reload",
] as const;
export type PredictedStage = (typeof predictedStages)[number];

/** Seconds of wall time. */
export const spanSchema = z.object({ best: amount, likely: amount, worst: amount });
export type Span = z.infer<typeof spanSchema>;

export const predictionSchema = z.object({
  clockFactor: z.number(),
  stages: z.array(z.object({ stage: z.enum(predictedStages), span: spanSchema })),
  /** From Save & Download until it can be activated. */
  ready: spanSchema,
  /** The reload included; how long the operator waits before Activate is not. */
  all: spanSchema,
  /** `ap3g3 over CAPWAP to 41 access points takes longest: 38 m 00 s.` */
  criticalPath: z.string(),
  /** What one failed try of the download that ends last would add; null when nothing is downloaded. */
  oneRetry: z.object({ name: z.string(), seconds: amount }).nullable(),
  /** What would shorten it, the most effective first. */
  shorten: z.array(z.object({ text: z.string(), seconds: amount })),
  restsOn: z.array(z.object({ text: z.string(), basis: basisSchema })),
  sureness: z.enum(["high", "medium", "low"]),
});
export type Prediction = z.infer<typeof predictionSchema>;

/** What is kept with a run, to be compared with what it took. */
export const runPredictionSchema = predictionSchema.pick({
  clockFactor: true,
  stages: true,
  ready: true,
  all: true,
  criticalPath: true,
  sureness: true,
});
export type RunPrediction = z.infer<typeof runPredictionSchema>;

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
    row("With the reload", all),
    criticalPath,
    ...(oneRetry === null
      ? []
      : [`If the download to ${oneRetry.name} fails once: ${formatDuration(oneRetry.seconds)} more.`]),
    ...shorten.map(({ text, seconds }) => `${text}: ${formatDuration(seconds)} less.`),
    ...restsOn.map(({ text }) => text),
    `Sureness: ${sureness}.`,
  ];
}
