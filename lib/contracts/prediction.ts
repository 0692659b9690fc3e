/**
 * How long an upgrade takes, said before it starts: the numbers and their words. Seconds are of wall time: a fast clock
 * shortens what the controller and its access points do, never what the wire does.
 */
import { z } from "zod";

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
const spanSchema = z.object({ best: amount, likely: amount, worst: amount });
export type Span = z.infer<typeof spanSchema>;

/** What is kept with a run, to be compared with what it took. */
export const runPredictionSchema = z.object({
  clockFactor: z.number(),
  stages: z.array(z.object({ stage: z.enum(predictedStages), span: spanSchema })),
  /** From Save & Download until it can be activated. */
  ready: spanSchema,
  /** The reload included; how long the operator waits before Activate is not. */
  all: spanSchema,
  /** `ap3g3 over CAPWAP to 41 access points takes longest: 38 m 00 s.` */
  criticalPath: z.string(),
  sureness: z.enum(["high", "medium", "low"]),
});
export type RunPrediction = z.infer<typeof runPredictionSchema>;

const effect = z.object({ text: z.string(), seconds: amount });

export const predictionSchema = runPredictionSchema.extend({
  /** What one failed try of the download that ends last would add; null when nothing is downloaded. */
  oneRetry: z.object({ name: z.string(), seconds: amount }).nullable(),
  /** What would shorten it, the most effective first. */
  shorten: z.array(effect),
  restsOn: z.array(z.object({ text: z.string(), basis: basisSchema })),
});
export type Prediction = z.infer<typeof predictionSchema>;
