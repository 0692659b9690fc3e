/** Commands that list runs, read one of them, and say how many are kept. */
import { z } from "zod";
import {
  type ApRuns,
  type RunFacts,
  type RunRetention,
  type RunRow,
  runQuerySchema,
  runRetentionSchema,
} from "../runs";
import { defineCommand } from "./define-command";

const oneRun = z.object({ number: z.int().min(1) });

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
