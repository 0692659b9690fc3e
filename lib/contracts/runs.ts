/** Runs: every Save & Download is one, with a number of its own, from its start until its versions were read back. */
import { z } from "zod";
import { faultSchema } from "./fault";
import { downloadModeSchema } from "./modes/download-mode";
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
