/** An access point as tables and listings show it. */
import { z } from "zod";
import { imageFamilySchema } from "./families";
import { faultSchema } from "./fault-schema";
import {
  methodSchema,
  type ProgressState,
  predownloadStatusSchema,
  progressStateSchema,
  transferSteps,
} from "./predownload";

/** RFC 5415 §2.3: the states of AC and WTP, spelled as real controllers print them. */
export const capwapStates = [
  "Idle",
  "Discovery",
  "Sulking",
  "DTLS Setup",
  "Join",
  "Image Data",
  "Configure",
  "Data Check",
  "Run",
  "Reset",
  "DTLS Teardown",
] as const;
export const capwapStateSchema = z.enum(capwapStates);
export type CapwapState = z.infer<typeof capwapStateSchema>;

/** One of the two images of an access point: its own, or the controller image. */
export const imageRowSchema = z.object({
  state: progressStateSchema,
  /** Bytes of the present transfer, or of the last one; 0 before one has begun. */
  bytes: z.number(),
  /** The announced size; null before. */
  sizeBytes: z.number().nullable(),
  /** Whole percent; null while nothing is wanted or no transfer has begun. */
  percent: z.int().nullable(),
  /** Seconds until its bytes have arrived; null when it does not move. */
  etaSeconds: z.number().nullable(),
});
export type ImageRow = Readonly<z.infer<typeof imageRowSchema>>;

/** Shared by all rows whose image is not wanted. */
export const NO_IMAGE: ImageRow = {
  state: "none",
  bytes: 0,
  sizeBytes: null,
  percent: null,
  etaSeconds: null,
};

const STEPS: ReadonlySet<ProgressState> = new Set(transferSteps);
const WITH_BYTES: ReadonlySet<ProgressState> = new Set([
  ...transferSteps,
  "retrying",
  "disjoined",
  "complete",
  "failed",
] satisfies ProgressState[]);

/** Whether a transfer of this image is under way. */
export const isMoving = ({ state }: Pick<ImageRow, "state">): boolean => STEPS.has(state);

/**
 * The row of an image. Bytes of an earlier try are not those of the next one, so a state before the transfer has none.
 * @param etaSeconds null when the image does not move
 */
export function imageRow(
  state: ProgressState,
  bytes: number,
  sizeBytes: number | null,
  etaSeconds: number | null = null,
): ImageRow {
  if (state === "none") return NO_IMAGE;
  if (!WITH_BYTES.has(state)) return { state, bytes: 0, sizeBytes: null, percent: null, etaSeconds: null };
  const percent = state === "complete" ? 100 : percentOf(bytes, sizeBytes);
  return { state, bytes, sizeBytes, percent, etaSeconds };
}

const percentOf = (bytes: number, sizeBytes: number | null): number | null =>
  sizeBytes === null || sizeBytes === 0 ? null : Math.floor((100 * Math.min(bytes, sizeBytes)) / sizeBytes);

/** Whether both say the same. */
export const isSameImage = (a: ImageRow, b: ImageRow): boolean =>
  a === b ||
  (a.state === b.state &&
    a.bytes === b.bytes &&
    a.sizeBytes === b.sizeBytes &&
    a.percent === b.percent &&
    a.etaSeconds === b.etaSeconds);

/** A row of topic `aps`. */
export const apRowSchema = z.object({
  /** The radio MAC, `xxxx.xxxx.xxxx`: stable for the life of the AP. */
  id: z.string(),
  name: z.string(),
  model: z.string(),
  /** Null for a model that this program does not know. */
  family: imageFamilySchema.nullable(),
  ip: z.string(),
  ethernetMac: z.string(),
  /** The AP on which the controller runs. */
  isController: z.boolean(),
  capwapState: capwapStateSchema,
  /** Joined and in Run: it appears in `show ap image`. An AP that lost CAPWAP has false and keeps its last facts. */
  joined: z.boolean(),
  primaryVersion: z.string(),
  backupVersion: z.string(),
  status: predownloadStatusSchema,
  /** Status Failed and retries are left. */
  retrying: z.boolean(),
  /** Elected to fetch its family's image from the server. */
  isImageMaster: z.boolean(),
  /**
   * What it does or waits for right now in a few words (`Fetching ap1g7`, `Queued for batch 3`, `Rebooting`), empty when
   * idle. `activityText` of `waiting.ts` adds the numbers that change while it waits.
   */
  activity: z.string(),
  /** The batch of the start policy in which it starts; null when it is not queued. */
  waitsForBatch: z.int().nullable(),
  /** Id of the access point whose transfer has to end first; null when it waits for none. */
  waitsForAp: z.string().nullable(),
  apImage: imageRowSchema,
  controllerImage: imageRowSchema,
  /** Bytes per second of wall time, of the image that moves. */
  rate: z.number(),
  predownloadVersion: z.string(),
  /** Milliseconds of the controller's (simulated) clock: the same instant on the page and on the command line. */
  nextRetryAt: z.number().nullable(),
  retryCount: z.int(),
  method: methodSchema,
  /** The cause of the last failure, while it matters. */
  fault: faultSchema.nullable(),
});
export type ApRow = z.infer<typeof apRowSchema>;
