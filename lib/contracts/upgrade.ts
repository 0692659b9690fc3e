/**
 * The upgrade as the page shows it: six stages, the fifteen states of the vendor's data model, counters, and what Save &
 * Download and Activate would do.
 */
import { z } from "zod";
import { cureSchema } from "./cure";
import { imageFamilySchema } from "./families";
import { faultSchema } from "./fault-schema";
import { downloadModeSchema } from "./modes/download-mode";
import { outageSchema } from "./outage";
import { predictionSchema, runPredictionSchema } from "./prediction";

export const stages = [
  "Initiate",
  "Controller Image Download",
  "AP Image Download",
  "Network Upgrade",
  "Activate",
  "Reload",
] as const;
export const stageSchema = z.enum(stages);
export type Stage = z.infer<typeof stageSchema>;

export const stageMarks = ["pending", "active", "done", "warnings", "failed"] as const;
export type StageMark = (typeof stageMarks)[number];

/** With the numbers of the vendor's data model. */
export const upgradeStates = [
  "none", // 0
  "controller-download-initiated", // 1
  "controller-download-in-progress", // 2
  "controller-download-complete", // 3
  "controller-download-failed", // 4
  "ap-predownload-initiated", // 5
  "ap-predownload-in-progress", // 6
  "ap-predownload-complete", // 7
  "ap-predownload-unsupported", // 8
  "ap-predownload-failed", // 9
  "controller-predownload-in-progress", // 10
  "controller-predownload-complete", // 11: ready to activate
  "controller-predownload-failed", // 12
  "activated", // 13: reloading, until every AP has been read back
  "activation-failed", // 14
] as const;
export const upgradeStateSchema = z.enum(upgradeStates);
export type UpgradeState = z.infer<typeof upgradeStateSchema>;

/**
 * Every member is counted once: `none` + `initiated` + `predownloading` + `completed` + `unsupported` + `retrying` +
 * `failed` is `total`. The two counters of the controller image count other things.
 */
export const upgradeCountersSchema = z.object({
  /** Members: access points of the controller when the upgrade began, its own included; those that disjoined stay. */
  total: z.int(),
  /** Nothing has begun: not started, queued, or expected to join. */
  none: z.int(),
  initiated: z.int(),
  predownloading: z.int(),
  predownloadingController: z.int(),
  completed: z.int(),
  completedController: z.int(),
  unsupported: z.int(),
  /** Out of retries, or disjoined. */
  failed: z.int(),
  /** Shown as Failed in the listings of the command line while retries are left; not in `failed`. */
  retrying: z.int(),
});
export type UpgradeCounters = z.infer<typeof upgradeCountersSchema>;

/** Minutes from Activate until an uncommitted version is rolled back; the limits are those of IOS XE. */
export const autoAbortMinutes = { least: 30, most: 1200, standard: 120 } as const;

export const uncommittedSchema = z.object({
  version: z.string(),
  /** Wall milliseconds at which it is rolled back; null when the timer was stopped. */
  rollbackAt: z.number().nullable(),
  /** It is committed without being asked once every access point was read back. */
  commitsAutomatically: z.boolean(),
});
export type Uncommitted = z.infer<typeof uncommittedSchema>;

/** The same run, marked as a rehearsal, with the controller's clock at another speed until it ends. */
export const rehearsalInputSchema = z.object({
  clockFactor: z
    .number("Enter a speed from 1 to 600.")
    .min(1, "Enter a speed from 1 to 600.")
    .max(600, "Enter a speed from 1 to 600."),
});

/** How a new version is activated. */
export const activationSchema = z.object({
  /** `automatic`, the default: committed once every access point was read back. `manual`: by `upgrade.commit`. */
  commit: z.enum(["automatic", "manual"]).optional(),
  autoAbortMinutes: z.int().min(autoAbortMinutes.least).max(autoAbortMinutes.most).optional(),
});
export type Activation = z.infer<typeof activationSchema>;
/** Members that wait for their batch of the start policy. Times are milliseconds of the controller's clock. */
export const startQueueSchema = z.object({
  count: z.int(),
  /** Number of the next batch, counted from 1 at the start of the round, and how many start in it. */
  batch: z.int(),
  size: z.int(),
  startsAt: z.number(),
  /** From one batch to the next. */
  intervalMs: z.number(),
});
export type StartQueueRow = z.infer<typeof startQueueSchema>;

/** One cause of failed predownloads, with every access point that it hits. */
export const failureCauseSchema = z.object({
  text: z.string(),
  remedy: z.string().nullable(),
  /** At most a few; `apCount` counts them all. */
  apNames: z.array(z.string()),
  apCount: z.int(),
  cures: z.array(cureSchema),
});
export type FailureCause = z.infer<typeof failureCauseSchema>;

/** The one row of topic `upgrade`. Times are wall milliseconds since the epoch. */
export const upgradeRowSchema = z.object({
  /** Empty when no upgrade was ever started. */
  id: z.string(),
  state: upgradeStateSchema,
  stageMarks: z.array(z.object({ stage: stageSchema, mark: z.enum(stageMarks) })),
  /** What is happening and what the operator should do next. Times are ISO 8601 instants (`2026-11-28T13:15:07Z`). */
  status: z.string(),
  /** Whether the fetches, retries or reloads are still at work. */
  running: z.boolean(),
  canActivate: z.boolean(),
  canCancel: z.boolean(),
  counters: upgradeCountersSchema,
  /** Whole percent of all that the run has to do until it can be activated; it never falls. */
  percent: z.int(),
  /** Null when nobody waits for a batch. */
  queue: startQueueSchema.nullable(),
  /** Bytes that arrived and bytes to move, over the wire and over CAPWAP, of this upgrade. */
  bytesMoved: z.number(),
  bytesToMove: z.number(),
  /** Bytes per second now. */
  rate: z.number(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  /** When the run is expected to be ready to activate; null while unknown and once it has ended. */
  estimatedEndAt: z.number().nullable(),
  startedBy: z.string().nullable(),
  /** Of the profile that it was started with; null when none was ever started. */
  mode: downloadModeSchema.nullable(),
  /** The speed of the clock at which it is tried; null when it is no rehearsal. */
  rehearsedAt: z.number().nullable(),
  /** How long it takes; null while the sizes of its images are not known. */
  prediction: runPredictionSchema.nullable(),
  /** Version that runs, and the one read from the fetched controller image. */
  fromVersion: z.string().nullable(),
  targetVersion: z.string().nullable(),
  /** After Reload: how many APs run the target, as read back at join. */
  readBack: z.object({ onTarget: z.int(), total: z.int() }).nullable(),
  /** What Activate would interrupt; null while nothing can be activated. */
  outage: outageSchema.nullable(),
  /** The activated version until it is committed; null without one. */
  uncommitted: uncommittedSchema.nullable(),
  fault: faultSchema.nullable(),
  /** Why access points failed or are retrying: each cause once, the one that hits most first. */
  causes: z.array(failureCauseSchema),
});
export type UpgradeRow = z.infer<typeof upgradeRowSchema>;

/** One image of the preview that Save & Download shows before it starts. */
export const previewImageSchema = z.object({
  image: z.string(),
  family: imageFamilySchema.nullable(),
  /** Names of the access points that need it, at most 20; `apCount` counts them all. */
  apNames: z.array(z.string()),
  apCount: z.int(),
  /** How many of them hold this version already, so that nothing is sent to them; 0 while the version is unknown. */
  heldCount: z.int(),
  url: z.string(),
  /** Asked of the server just now, over the wire. */
  found: z.boolean(),
  sizeBytes: z.number().nullable(),
  /** Known when the server is ours. */
  version: z.string().nullable(),
  fault: faultSchema.nullable(),
});
/** A cause is said once, with what it hits and, where one button can do something about it, the cure. */
export const previewWarningSchema = z.object({
  text: z.string(),
  /** `8 images, 12 access points`; null when the text says it. */
  hits: z.string().nullable(),
  cure: cureSchema.nullable(),
});
export type PreviewWarning = z.infer<typeof previewWarningSchema>;
export const upgradePreviewSchema = z.object({
  images: z.array(previewImageSchema),
  /** APs whose model has no known family. */
  unknownModels: z.array(z.object({ name: z.string(), model: z.string() })),
  /** What the upgrade takes where the server decides that: `Release 17.12.1 (suggested)`; null elsewhere. */
  takes: z.string().nullable(),
  totalBytes: z.number(),
  /** How long it takes; null while a size is not known. */
  prediction: predictionSchema.nullable(),
  warnings: z.array(previewWarningSchema),
});
export type UpgradePreview = z.infer<typeof upgradePreviewSchema>;

/** What Activate will do, shown before it is confirmed. */
export const activationPreviewSchema = z.object({
  targetVersion: z.string(),
  ready: z.int(),
  notReady: z.array(z.object({ name: z.string(), reason: z.string(), consequence: z.string() })),
  outage: outageSchema,
});
export type ActivationPreview = z.infer<typeof activationPreviewSchema>;
