/** One install operation that was ordered over RESTCONF, as `install-oper-data` lists it. */
import { z } from "zod";

export const operationTypes = [
  "install",
  "activate",
  "install-commit",
  "abort",
  "auto-abort-timer",
  "rollback",
  "remove",
  "set-rad-predownload-all",
  "ap-image-predownload-abort",
] as const;
export type OperationType = (typeof operationTypes)[number];

/** One step of an operation. Simulated milliseconds. */
const stepSchema = z.object({
  at: z.number(),
  name: z.string(),
  status: z.enum(["running", "done", "failed"]),
});

export const installOperationSchema = z.object({
  uuid: z.string(),
  type: z.enum(operationTypes),
  by: z.string(),
  startedAt: z.number(),
  /** Null while it is under way. */
  endedAt: z.number().nullable(),
  status: z.enum(["running", "done", "failed"]),
  /** Why it failed; empty otherwise. */
  reason: z.string(),
  /** The upgrade that it started; null for an operation that ends with its answer. */
  upgradeId: z.string().nullable(),
  steps: z.array(stepSchema),
});
export type InstallOperation = z.infer<typeof installOperationSchema>;
