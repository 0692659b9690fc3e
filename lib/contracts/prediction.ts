/**
 * How long an upgrade takes, before it starts: what a prediction is made from, what it says, and its words. Seconds and
 * spans are wall time; a fast clock shortens what the controller and its access points do, never what the wire does.
 */
import { z } from "zod";
import { formatDuration } from "@/lib/kit/units";
import { startPolicySchema, transferSettingsSchema } from "./lab";

const amount = z.number().min(0);
/** A measured number with its spread. */
export const spreadSchema = z
  .object({ low: z.number().positive(), likely: z.number().positive(), high: z.number().positive() })
  .refine(
    ({ low, likely, high }) => low <= likely && likely <= high,
    "Give low, likely and high in this order.",
  );
export type Spread = z.infer<typeof spreadSchema>;

/** What a number rests on: `set` is what Lab was told, `earlier` was measured in former fetches from the same server. */
export const basisSchema = z.enum(["measured", "set", "earlier", "assumed"]);
export type Basis = z.infer<typeof basisSchema>;

/** One read from the image server. */
export const wireSchema = z.object({
  bytesPerSecond: spreadSchema,
  /** From the request to the first byte, in milliseconds. */
  openMs: amount.default(10),
  basis: basisSchema,
});
export type Wire = z.infer<typeof wireSchema>;

const linkSchema = z.object({
  rttMs: amount,
  /** Share of messages lost, 0 to below 1. */
  loss: z.number().min(0).max(0.99),
  bytesPerSecond: z.number().positive().nullable(),
});

/** An image that somebody needs. */
const neededImageSchema = z.object({
  /** A family, or the controller image. */
  image: z.string().min(1),
  sizeBytes: amount,
  /** Null when the controller has it already, as after an upload. */
  wire: wireSchema.nullable(),
  /** The server cannot give it: every try is reported as failed after so long; null when it can. */
  failsAfterSeconds: amount.nullable().default(null),
});
export type NeededImage = z.output<typeof neededImageSchema>;

/** An access point that takes part, in the order of the fleet. */
const predictedApSchema = z.object({
  name: z.string(),
  image: z.string(),
  /** It hosts the controller. */
  isController: z.boolean().default(false),
  /** Network Upgrade gives it the controller image. */
  isStandby: z.boolean().default(false),
  /** It runs or holds the version already. */
  hasImage: z.boolean().default(false),
  /** Its own link to the controller; absent: that of all. */
  link: linkSchema.optional(),
  /** Its last download as the gear reports it, which says more than any link. */
  lastDownload: z.object({ bytes: z.number().positive(), seconds: z.number().positive() }).optional(),
  flashSlowness: z.number().min(1).default(1),
  bootSeconds: z.number().positive().optional(),
});
export type PredictedAp = z.output<typeof predictedApSchema>;

export const predictionInputSchema = z.object({
  /** How many times as fast as wall time the controller's clock runs; 1 for real gear. */
  clockFactor: z.number().min(1).max(600).default(1),
  /** Who connects to the server for the images of access points. */
  fetcher: z.enum(["image-masters", "controller"]),
  parallelMode: z.boolean(),
  startPolicy: startPolicySchema.prefault({}),
  /** How an access point waits for each window of packets; null where it fetches over a stream, or not at all. */
  packets: transferSettingsSchema.nullable().default(null),
  /** What the server and its uplink carry in all, bytes per second; null when that was not measured. */
  serverBytesPerSecond: z.number().positive().nullable().default(null),
  /** The controller image; null when it is there already. */
  controllerImage: neededImageSchema.nullable(),
  images: z.array(neededImageSchema),
  aps: z.array(predictedApSchema).max(10_000),
  /** The controller's link to access points without one of their own. */
  capwap: z.object({
    rttMs: spreadSchema,
    loss: z.number().min(0).max(0.99).default(0),
    /** Messages on the way before an answer is awaited; 1 on every EWC seen so far. */
    windowSize: z.int().min(1).default(1),
    basis: basisSchema,
  }),
  /** The reload of Activate; null to leave it out. */
  reload: z.object({ controllerSeconds: z.number().positive() }).nullable().default(null),
});
export type PredictionInput = z.output<typeof predictionInputSchema>;

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

/** `41 m 10 s (34 m 00 s to 58 m 12 s)`; without the range where both ends are the same to the second. */
export function spanText({ best, likely, worst }: Span): string {
  const [from, to] = [formatDuration(Math.floor(best)), formatDuration(Math.ceil(worst))];
  return from === to ? from : `${formatDuration(likely)} (${from} to ${to})`;
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
