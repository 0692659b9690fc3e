/**
 * The one record of an access point's predownload, with two progresses: its own image, and the controller image that
 * EWC-capable access points receive in Network Upgrade. Every state that an image can be in and every change of it is
 * here; table rows, CLI facts, events and stored rows are derived from it.
 */
import { z } from "zod";
import { type Fault, fault } from "./fault";
import { faultSchema } from "./fault-schema";
import { NO_VERSION } from "./versions";

/** One word each, as `show ap image` prints them. */
export const predownloadStatuses = [
  "None",
  "Initiated",
  "Predownloading",
  "Complete",
  "Failed",
  "Unsupported",
] as const;
export const predownloadStatusSchema = z.enum(predownloadStatuses);
export type PredownloadStatus = z.infer<typeof predownloadStatusSchema>;

/** How the image reaches the access point: it fetches it over TFTP or HTTPS, or the controller sends it over CAPWAP. */
export const methodSchema = z.enum(["N/A", "TFTP", "SFTP", "HTTPS", "CAPWAP"]);
export type Method = z.infer<typeof methodSchema>;

/** What an image goes through while a transfer of it is under way. */
export const transferSteps = ["requested", "receiving", "stalled", "verifying"] as const;
export type TransferStep = (typeof transferSteps)[number];

export const progressStateSchema = z.enum([
  /** No round wants this image on this access point. */
  "none",
  /** Part of the round; waits until its batch starts. */
  "queued",
  /** Part of the round; not joined at present, and expected to join. */
  "awaiting-join",
  /** May start; waits for the image master, for the controller, or for its turn. */
  "initiated",
  ...transferSteps,
  /** Failed; another try is planned. */
  "retrying",
  /** Lost its CAPWAP connection during the round: counts as failed unless it joins again before the round ends. */
  "disjoined",
  "complete",
  "failed",
  "unsupported",
]);
export type ProgressState = z.infer<typeof progressStateSchema>;

export const imageProgressSchema = z.object({
  state: progressStateSchema,
  /** The version that is to arrive or has arrived; `0.0.0.0` when unknown. */
  version: z.string(),
  /** Bytes of the last transfer that ended, and its announced size; 0 and null before. */
  bytes: z.number(),
  sizeBytes: z.number().nullable(),
  /** Bytes of this image that arrived whole in the current upgrade; they stay counted after Activate. */
  wholeBytes: z.number(),
  retryCount: z.number(),
  /** When the next try is due, in milliseconds of the controller's (simulated) clock; null when none is planned. */
  nextRetryAt: z.number().nullable(),
  method: methodSchema,
  /** Why the last try failed. */
  fault: faultSchema.nullable(),
  /** Elected to fetch this image from the server for all of its family. */
  isMaster: z.boolean(),
});
export type ImageProgress = Readonly<z.infer<typeof imageProgressSchema>>;

export type PredownloadRecord = Readonly<{ apImage: ImageProgress; controllerImage: ImageProgress }>;
/** Which of an access point's two images. */
export type ImageKind = keyof PredownloadRecord;

/** Shared by every access point of which nothing is wanted: a fleet is large. */
export const NO_PROGRESS: ImageProgress = {
  state: "none",
  version: NO_VERSION,
  bytes: 0,
  sizeBytes: null,
  wholeBytes: 0,
  retryCount: 0,
  nextRetryAt: null,
  method: "N/A",
  fault: null,
  isMaster: false,
};
export const NO_PREDOWNLOAD: PredownloadRecord = { apImage: NO_PROGRESS, controllerImage: NO_PROGRESS };

/** As it is stored, where a progress of which nothing is wanted is left out ({@link storedRecord}). */
export const predownloadRecordSchema = z.object({
  apImage: imageProgressSchema.optional().transform((progress) => progress ?? NO_PROGRESS),
  controllerImage: imageProgressSchema.optional().transform((progress) => progress ?? NO_PROGRESS),
});
export const storedRecord = ({
  apImage,
  controllerImage,
}: PredownloadRecord): Partial<PredownloadRecord> => ({
  ...(apImage !== NO_PROGRESS && { apImage }),
  ...(controllerImage !== NO_PROGRESS && { controllerImage }),
});

/**
 * A progress with some of its fields changed. Written field by field: with object spreads V8 gives records of different
 * histories different hidden classes, and each loop over the fleet becomes several times slower.
 */
export const changeProgress = (p: ImageProgress, change: Partial<ImageProgress>): ImageProgress => ({
  state: change.state ?? p.state,
  version: change.version ?? p.version,
  bytes: change.bytes ?? p.bytes,
  sizeBytes: change.sizeBytes === undefined ? p.sizeBytes : change.sizeBytes,
  wholeBytes: change.wholeBytes ?? p.wholeBytes,
  retryCount: change.retryCount ?? p.retryCount,
  nextRetryAt: change.nextRetryAt === undefined ? p.nextRetryAt : change.nextRetryAt,
  method: change.method ?? p.method,
  fault: change.fault === undefined ? p.fault : change.fault,
  isMaster: change.isMaster ?? p.isMaster,
});

// What is derived

const STATUS: Record<ProgressState, PredownloadStatus> = {
  none: "None",
  queued: "None",
  "awaiting-join": "None",
  initiated: "Initiated",
  requested: "Predownloading",
  receiving: "Predownloading",
  stalled: "Predownloading",
  verifying: "Predownloading",
  retrying: "Failed",
  disjoined: "Failed",
  complete: "Complete",
  failed: "Failed",
  unsupported: "Unsupported",
};

/** The word for a state, of either image. */
export const statusWord = (state: ProgressState): PredownloadStatus => STATUS[state];

/** Between two tries the last failure stays visible until the next one starts. */
const waitsAfterFailure = ({ state, fault }: ImageProgress): boolean =>
  fault !== null && (state === "queued" || state === "awaiting-join");

export const statusOf = (progress: ImageProgress): PredownloadStatus =>
  waitsAfterFailure(progress) ? "Failed" : STATUS[progress.state];

/** Whether it is shown as Failed and another try will follow. */
export const isRetrying = (progress: ImageProgress): boolean =>
  progress.state === "retrying" || waitsAfterFailure(progress);

/** Whether it failed with no further try planned. */
export const hasFailed = ({ state }: ImageProgress): boolean => state === "failed" || state === "disjoined";

/** The step of the transfer under way; null when there is none. */
export const transferStepOf = ({ state }: ImageProgress): TransferStep | null =>
  state === "requested" || state === "receiving" || state === "stalled" || state === "verifying"
    ? state
    : null;

/** Whether the round has its outcome for this image. */
export const isSettled = ({ state }: Pick<ImageProgress, "state">): boolean =>
  state === "complete" || state === "failed" || state === "unsupported" || state === "disjoined";

// Changes between transfers: written by the predownload plan

export const queue = (p: ImageProgress): ImageProgress =>
  changeProgress(p, { state: "queued", nextRetryAt: null });

export const awaitJoin = (p: ImageProgress): ImageProgress =>
  changeProgress(p, { state: "awaiting-join", nextRetryAt: null });

/** @param version the version that is to come; `0.0.0.0` when the server has not told yet */
export const initiate = (p: ImageProgress, version: string): ImageProgress =>
  changeProgress(p, { state: "initiated", version, nextRetryAt: null, method: "N/A", fault: null });

/** Counts one more retry; when it is due is written by {@link scheduleRetry}. */
export const retryLater = (p: ImageProgress, why: Fault): ImageProgress =>
  changeProgress(p, { state: "retrying", retryCount: p.retryCount + 1, nextRetryAt: null, fault: why });

/** @param at when the next try is due, in milliseconds of the controller's clock */
export const scheduleRetry = (p: ImageProgress, at: number): ImageProgress =>
  p.state === "retrying" ? changeProgress(p, { nextRetryAt: at }) : p;

/** A disjoined access point is back in time: it takes its place in the queue again, which counts as a retry. */
export const requeue = (p: ImageProgress): ImageProgress =>
  changeProgress(p, { state: "queued", retryCount: p.retryCount + 1, nextRetryAt: null });

export const NOT_JOINED = fault("ap-lost", "The access point is not joined to the controller.");
export const disjoin = (p: ImageProgress, why: Fault): ImageProgress =>
  changeProgress(p, { state: "disjoined", nextRetryAt: null, fault: why });

/** The access point had the image before anything was sent. */
export const findComplete = (p: ImageProgress, version: string): ImageProgress =>
  p.state === "complete" && p.version === version
    ? p
    : changeProgress(NO_PROGRESS, { state: "complete", version, isMaster: p.isMaster });

export const elect = (p: ImageProgress): ImageProgress => changeProgress(p, { isMaster: true });
export const dismiss = (p: ImageProgress): ImageProgress =>
  p.isMaster ? changeProgress(p, { isMaster: false }) : p;

// Changes during a transfer: written by the access point's machine

export const request = (p: ImageProgress, method: Method, version: string): ImageProgress =>
  changeProgress(p, { state: "requested", version, nextRetryAt: null, method, fault: null });

export const setStep = (p: ImageProgress, step: TransferStep): ImageProgress =>
  changeProgress(p, { state: step });

/** @param version as read from the image that arrived */
export const verify = (p: ImageProgress, version: string): ImageProgress =>
  changeProgress(p, { state: "verifying", version });

export const complete = (p: ImageProgress, version: string): ImageProgress =>
  changeProgress(p, { state: "complete", version, wholeBytes: p.bytes, nextRetryAt: null, fault: null });

// Changes by both

export const fail = (p: ImageProgress, why: Fault): ImageProgress =>
  changeProgress(p, { state: "failed", nextRetryAt: null, fault: why });

export const refuse = (p: ImageProgress, why: Fault): ImageProgress =>
  changeProgress(p, { state: "unsupported", nextRetryAt: null, fault: why });

/** The program ended during the transfer: it starts again, which counts as a retry. */
export const interrupt = (p: ImageProgress): ImageProgress => (transferStepOf(p) === null ? p : requeue(p));

/** The round is over: only what has arrived stays counted. */
export const reset = (p: ImageProgress): ImageProgress =>
  p === NO_PROGRESS
    ? p
    : changeProgress(NO_PROGRESS, {
        bytes: p.bytes,
        sizeBytes: p.sizeBytes,
        wholeBytes: p.wholeBytes,
        isMaster: p.isMaster,
      });

/** Written by whoever counts the bytes, when a transfer starts and when it ends. */
export const recordBytes = (p: ImageProgress, bytes: number, sizeBytes: number | null): ImageProgress =>
  p.bytes === bytes && p.sizeBytes === sizeBytes ? p : changeProgress(p, { bytes, sizeBytes });
