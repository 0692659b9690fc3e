/** What a prediction is made from. Rates and sizes are of wall time and bytes; see `prediction.ts` for what it says. */
import { z } from "zod";
import { startPolicySchema, transferSettingsSchema } from "./lab";
import { basisSchema } from "./prediction";

const amount = z.number().min(0);
/** A measured number with its spread. */
export const spreadSchema = z
  .object({ low: z.number().positive(), likely: z.number().positive(), high: z.number().positive() })
  .refine(
    ({ low, likely, high }) => low <= likely && likely <= high,
    "Give low, likely and high in this order.",
  );
export type Spread = z.infer<typeof spreadSchema>;

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
