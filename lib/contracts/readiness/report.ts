/** A readiness report, its row in the history, and the progress of the run that makes the next one. */
import { z } from "zod";
import { faultSchema } from "../fault-schema";
import { predictionSchema } from "../prediction";
import { checkResultSchema, verdictSchema } from "./check-result";
import { readinessFactsSchema } from "./facts";
import { shownInputSchema } from "./input";

/** In all: no warning; warnings only; something fails or costs an outage. */
export const readinessVerdicts = ["ready", "warnings", "not-ready"] as const;
export const readinessVerdictSchema = z.enum(readinessVerdicts);
export type ReadinessVerdict = z.infer<typeof readinessVerdictSchema>;

export const readinessVerdictLabels: Record<ReadinessVerdict, string> = {
  ready: "Ready",
  warnings: "Ready, with warnings",
  "not-ready": "Not ready",
};

export const readinessSummarySchema = z.object({
  verdict: readinessVerdictSchema,
  /** How many checks have each verdict; those that none has are 0. */
  counts: z.record(verdictSchema, z.int()),
});
export type ReadinessSummary = z.infer<typeof readinessSummarySchema>;

/** What the history lists. Wall milliseconds. */
export const readinessRowSchema = z.object({
  id: z.string(),
  startedAt: z.number(),
  endedAt: z.number(),
  startedBy: z.string(),
  /** Host name or address that the run was started from. */
  startedFrom: z.string(),
  /** `tftp://192.0.2.10/EWC_17_12_1`; null when no server was checked. */
  server: z.string().nullable(),
  apCount: z.int(),
  summary: readinessSummarySchema,
  /** The id of the report that single checks were repeated for; null for a whole run. */
  rerunOf: z.string().nullable(),
});
export type ReadinessRow = z.infer<typeof readinessRowSchema>;

export const readinessReportSchema = readinessRowSchema.extend({
  input: shownInputSchema,
  facts: readinessFactsSchema,
  /** In the order of the groups and their checks. */
  results: z.array(checkResultSchema),
  /** How long the upgrade is expected to take; null when the plan's facts say why it cannot be predicted. */
  prediction: predictionSchema.nullable().default(null),
});
export type ReadinessReport = z.infer<typeof readinessReportSchema>;

/** The one row of topic `readiness`. */
export const readinessProgressSchema = z.object({
  /** Of the run under way or the last one; empty before the first one. */
  id: z.string(),
  state: z.enum(["idle", "running", "done", "failed", "canceled"]),
  startedBy: z.string().nullable(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  /** What it does now, as a sentence: `Reading ap1g8 (12 MB of at most 58 MB)`. */
  step: z.string(),
  /** Steps that are done, and all that are planned. */
  stepsDone: z.int(),
  stepsTotal: z.int(),
  /** Bytes read from the server so far. */
  bytesRead: z.number(),
  /** Of the report, once there is one. */
  summary: readinessSummarySchema.nullable(),
  fault: faultSchema.nullable(),
});
export type ReadinessProgress = z.infer<typeof readinessProgressSchema>;

export const IDLE_READINESS: ReadinessProgress = {
  id: "",
  state: "idle",
  startedBy: null,
  startedAt: null,
  endedAt: null,
  step: "",
  stepsDone: 0,
  stepsTotal: 0,
  bytesRead: 0,
  summary: null,
  fault: null,
};

/** At most so many reports are kept; the oldest are removed. */
export const MAX_READINESS_REPORTS = 100;

export const readinessQuerySchema = z.object({
  /** The id after which the next page begins; null for the newest. */
  before: z.string().max(64).nullable().default(null),
  limit: z.int().min(1).max(100).default(50),
});

/** A report as a file to keep: its name, media type and text. */
export type ReadinessFile = { fileName: string; mediaType: string; text: string };
export const readinessFormats = ["json", "markdown"] as const;
