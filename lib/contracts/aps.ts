/** An access point as tables and listings show it. */
import { z } from "zod";
import { imageFamilySchema } from "./families";
import { faultSchema } from "./fault";
import { behaviorSchema } from "./lab";
import { methodSchema, predownloadStatusSchema } from "./predownload";

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

/** A row of topic `aps`. Times are wall milliseconds since the epoch. */
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
  /** What it does right now in a few words (`Fetching ap1g7`, `Verifying the image`, `Rebooting`), empty when idle. */
  activity: z.string(),
  /** Bytes of the image that arrived, and its announced size; 0 and null when nothing was announced. */
  bytes: z.number(),
  sizeBytes: z.number().nullable(),
  rate: z.number(),
  etaSeconds: z.number().nullable(),
  predownloadVersion: z.string(),
  nextRetryAt: z.number().nullable(),
  /** The same instant on the controller's clock, simulated milliseconds. */
  nextRetrySimulatedAt: z.number().nullable(),
  retryCount: z.int(),
  method: methodSchema,
  /** The cause of the last failure, while it matters. */
  fault: faultSchema.nullable(),
});
export type ApRow = z.infer<typeof apRowSchema>;

export const apDetailSchema = z.object({
  row: apRowSchema,
  partitions: z.array(
    z.object({ name: z.enum(["part1", "part2"]), version: z.string(), active: z.boolean() }),
  ),
  behavior: behaviorSchema,
  /** Events of this AP, newest first. */
  history: z.array(z.object({ wallAt: z.number(), type: z.string(), text: z.string() })),
  /** Why it failed: links of one chain, first cause first; empty when nothing failed. */
  why: z.array(z.object({ source: z.enum(["server", "controller", "access point"]), text: z.string() })),
  remedy: z.string().nullable(),
});
export type ApDetail = z.infer<typeof apDetailSchema>;
