/** Commands that list runs, read one of them, and say how many are kept. */
import { z } from "zod";
import type { ChangeRecord, RunComparison } from "../change-record";
import { type EvidenceSigner, manifestSchema } from "../evidence";
import { type LogLine, logSources } from "../logs";
import type { Runbook } from "../runbook";
import {
  type ApRuns,
  type RunFacts,
  type RunRetention,
  type RunRow,
  runQuerySchema,
  runRetentionSchema,
} from "../runs";
import { defineCommand } from "./define-command";

const runNumber = z.int().min(1);
const oneRun = z.object({ number: runNumber });

/** The place of a log line in the order of time. */
type LogPlace = { wallAt: number; id: number };

export const runCommands = {
  "runs.list": defineCommand<{ rows: RunRow[]; more: boolean }>()({
    input: runQuerySchema,
    role: "monitor",
    via: "web",
    kind: "query",
  }),
  /** Fault `not-found` for a number that no run has, or whose run is no longer kept. */
  "runs.read": defineCommand<RunFacts>()({ input: oneRun, role: "monitor", via: "web", kind: "query" }),
  /** One access point in the newest runs in which it took part, among `limit` runs before run `before`. */
  "runs.of-ap": defineCommand<ApRuns>()({
    input: z.object({
      apId: z.string().max(20),
      before: z.int().nullable().default(null),
      limit: z.int().min(1).max(20).default(5),
    }),
    role: "monitor",
    via: "web",
    kind: "query",
  }),
  /** The whole recording, up to this moment when the run is under way. */
  "runs.recording": defineCommand<{ bytes: Uint8Array<ArrayBuffer> }>()({
    input: oneRun,
    role: "monitor",
    via: "program",
    kind: "query",
  }),
  /** The change record, of this moment when the run is under way. Where it was started from is for administrators. */
  "runs.record": defineCommand<ChangeRecord>()({
    input: oneRun,
    role: "monitor",
    via: "web",
    kind: "query",
  }),
  "runs.compare": defineCommand<RunComparison>()({
    input: z.object({ a: runNumber, b: runNumber }),
    role: "monitor",
    via: "web",
    kind: "query",
  }),
  /**
   * The runbook for the fleet of now: with the profile of a run, or with the saved one, and with what a readiness report
   * says. Fault `not-found` when no profile was saved and none can be proposed, or for a report that is no longer kept.
   */
  "runs.runbook": defineCommand<Runbook>()({
    input: z.object({
      number: runNumber.nullable().default(null),
      /** The id of a readiness report. */
      readiness: z.string().min(1).max(64).nullable().default(null),
    }),
    role: "monitor",
    via: "web",
    kind: "query",
  }),
  /** Who signs the evidence here. The key is created with the first question. */
  "runs.signer": defineCommand<EvidenceSigner>()({
    input: z.object({}),
    role: "monitor",
    via: "web",
    kind: "query",
  }),
  /** Signs the manifest of the evidence of a run. The route that made it writes the audit entry. */
  "runs.sign-manifest": defineCommand<{ signature: string; signer: EvidenceSigner }>()({
    input: z.object({ number: runNumber, manifest: manifestSchema }),
    role: "monitor",
    via: "program",
    kind: "query",
  }),
  /** Log lines of a time in wall milliseconds, oldest first; `next` is the `behind` of the next page, null after the last. */
  "runs.log-lines": defineCommand<{ lines: LogLine[]; next: LogPlace | null }>()({
    input: z.object({
      source: z.enum(logSources),
      from: z.number(),
      until: z.number(),
      behind: z.object({ wallAt: z.number(), id: z.int() }).nullable().default(null),
      limit: z.int().min(1).max(2_000).default(500),
    }),
    role: "monitor",
    via: "program",
    kind: "query",
  }),
  "runs.retention": defineCommand<RunRetention>()({
    input: z.object({}),
    role: "monitor",
    via: "web",
    kind: "query",
  }),
  /** What is beyond the new limits is removed at once. */
  "runs.save-retention": defineCommand<RunRetention>()({
    input: runRetentionSchema,
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Change how many runs are kept",
  }),
};
