/** Runs: every Save & Download is one, with a number of its own, from its start until its versions were read back. */
import { z } from "zod";
import { faultSchema } from "./fault-schema";
import { downloadModeSchema } from "./modes/download-mode";
import { runPredictionSchema } from "./prediction";
import { profileSchema } from "./profile";
import type { PhaseRecord } from "./recording/records";
import { stageSchema, upgradeStateSchema } from "./upgrade";

export const runOutcomes = [
  "running",
  /** Everything is prepared, and the operator has not activated it yet. */
  "ready",
  "complete",
  /** It ended, and some access points do not run the new version. */
  "warnings",
  /** It ended without the new version, or the new version was rolled back. */
  "failed",
  "canceled",
  /** Its lab was replaced while it was under way. */
  "interrupted",
] as const;
export const runOutcomeSchema = z.enum(runOutcomes);
export type RunOutcome = z.infer<typeof runOutcomeSchema>;

/** A row of topic `runs`, which has the newest 50; its key is the number as text. Bytes, wall milliseconds. */
export const runRowSchema = z.object({
  /** 1, 2, 3 ...; never given twice. */
  number: z.int(),
  /** The id that log lines and events of this run carry. */
  upgradeId: z.string(),
  mode: downloadModeSchema.nullable(),
  startedBy: z.string().nullable(),
  startedAt: z.number(),
  /** Null while it is under way or waits for Activate. */
  endedAt: z.number().nullable(),
  outcome: runOutcomeSchema,
  state: upgradeStateSchema,
  /** The stage that it is in or was in last. */
  stage: stageSchema.nullable(),
  fromVersion: z.string().nullable(),
  targetVersion: z.string().nullable(),
  /** Whole percent, as the upgrade's own. */
  percent: z.int(),
  apTotal: z.int(),
  /** Access points with the new image; after the read-back, those that run it. */
  apComplete: z.int(),
  apFailed: z.int(),
  bytesMoved: z.number(),
  /** The speed of the clock at which it was tried; null when it was no rehearsal. Absent in rows of earlier releases. */
  rehearsedAt: z.number().nullable().default(null),
  /** As predicted at its start; null when it could not be predicted. Absent in rows of earlier releases. */
  prediction: runPredictionSchema.nullable().default(null),
  /** What the Status line said last. */
  status: z.string(),
  fault: faultSchema.nullable(),
});
export type RunRow = z.infer<typeof runRowSchema>;

/** How many of the newest runs topic `runs` has. */
export const RECENT_RUNS = 50;

/** Whether it can still change. */
export const isOpen = ({ outcome }: Pick<RunRow, "outcome">): boolean =>
  outcome === "running" || outcome === "ready";

/** Which runs to list, newest first. */
export const runQuerySchema = z.object({
  text: z.string().max(200).default(""),
  outcome: z.enum(["any", ...runOutcomes]).default("any"),
  startedBy: z.string().max(200).nullable().default(null),
  /** A version from which or to which it upgraded. */
  version: z.string().max(50).nullable().default(null),
  /** Only runs with a smaller number; for the next page. */
  before: z.int().nullable().default(null),
  limit: z.int().min(1).max(500).default(100),
});
export type RunQuery = z.output<typeof runQuerySchema>;

/** How many runs are kept, and how large the recording of each may become. */
export const runRetentionSchema = z.object({
  keepRuns: z
    .int("Enter a whole number.")
    .min(1, "Keep at least 1 run.")
    .max(5_000, "Keep at most 5,000 runs."),
  recordingMegabytes: z
    .int("Enter a whole number.")
    .min(1, "Allow at least 1 MB.")
    .max(100, "Allow at most 100 MB."),
});
export type RunRetention = z.infer<typeof runRetentionSchema>;
export const DEFAULT_RUN_RETENTION: RunRetention = { keepRuns: 200, recordingMegabytes: 20 };

/** What is known of one run beside its row. */
export const runFactsSchema = z.object({
  row: runRowSchema,
  /** The profile with which it was started; null when it is not known. */
  profile: profileSchema.nullable(),
  recordingBytes: z.number(),
});
export type RunFacts = z.infer<typeof runFactsSchema>;

/** A row of topic `recording`: what was added to the recording of the run under way, as Base64. */
export type RecordedPiece = {
  run: number;
  /** Bytes of the recording before this piece. */
  offset: number;
  bytes: string;
};

/** What the recordings say of one access point. Instants are wall milliseconds. */
export type ApRun = {
  row: RunRow;
  segments: PhaseRecord[];
  failures: { at: number; reason: string; retries: boolean }[];
  /** The last instant of the recording. */
  recordedUntil: number;
};
/** Newest run first; `next`: the `before` of the next page, null after the last. */
export type ApRuns = { runs: ApRun[]; next: number | null };
