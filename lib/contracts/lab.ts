/** The lab: which controller and access points exist and how they behave. A lab file is this, as JSON (env `LAB`). */
import { z } from "zod";
import { isIpv4, isIpv6 } from "./profile";
import { NO_VERSION, versionSchema } from "./versions";

const ipSchema = z.string().refine((s) => isIpv4(s) || isIpv6(s), "Enter an IPv4 or IPv6 address.");
const macSchema = z
  .string()
  .regex(/^[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}$/, "A MAC is written 2c5a.0f40.6920.");
/** Printable, no blanks at the ends; an IOS name has at most 32 characters. */
export const apNameSchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,32}$/, "A name has 1 to 32 printable characters, no blanks.");

/** One documented misbehaviour or trait per field; everything has the well-behaved default. */
export const behaviourSchema = z.object({
  /** Round trip to the controller, milliseconds. 1377 / 1.9 ms = 0.73 MB/s, the article's rate. */
  linkRttMs: z.number().min(0.1).max(10_000).default(1.9),
  /** Share of CAPWAP messages lost, each costs one retransmission interval. */
  linkLoss: z.number().min(0).max(0.9).default(0),
  flashFreeBytes: z.number().int().min(0).default(200_000_000),
  /** Receives up to here and then nothing more, until it times out. */
  stallsAtPercent: z.number().min(0).max(100).nullable().default(null),
  /** Reboots once when the transfer has reached this percent. */
  rebootsAtPercent: z.number().min(0).max(100).nullable().default(null),
  /** Loses CAPWAP once at this percent and rejoins after `rejoinAfterSeconds` (null: stays away). */
  losesCapwapAtPercent: z.number().min(0).max(100).nullable().default(null),
  rejoinAfterSeconds: z.number().min(0).nullable().default(null),
  /** The signature check says no, whatever arrived. */
  refusesSignature: z.boolean().default(false),
  /** Keeps its running image when told to activate. */
  ignoresActivate: z.boolean().default(false),
  bootSeconds: z.number().min(1).max(3600).default(20),
});
export type Behaviour = z.infer<typeof behaviourSchema>;

export const labApSchema = z.object({
  name: apNameSchema,
  model: z.string().min(3).max(40),
  ip: ipSchema,
  radioMac: macSchema,
  ethernetMac: macSchema,
  running: versionSchema,
  backup: versionSchema.default(NO_VERSION),
  behaviour: behaviourSchema.partial().default({}),
});
export type LabAp = z.infer<typeof labApSchema>;

/** APs made in bulk, deterministic by seed: `{ count: 2000, models: { "C9120AXI-E": 3, "C9105AXW-E": 1 } }`. */
export const labMixSchema = z.object({
  count: z.int().min(1).max(10_000),
  seed: z.int().default(1),
  /** Model -> weight. */
  models: z.record(z.string(), z.number().positive()),
  running: versionSchema,
  backup: versionSchema.default(NO_VERSION),
  behaviour: behaviourSchema.partial().default({}),
});

export const startPolicySchema = z.object({
  /** At most this many APs begin at once (9800's rule: 16). */
  batchSize: z.int().min(1).max(10_000).default(16),
  /** Simulated seconds until the next batch. */
  batchIntervalSeconds: z.number().min(0).default(60),
  /** Simulated seconds before each retry; its length is the number of retries. */
  retryDelaysSeconds: z.array(z.number().min(0)).max(20).default([30, 60, 120]),
  /** Lab switch: every AP fetches from the server itself (the load test of the operator's server). */
  everyApFetches: z.boolean().default(false),
});
export type StartPolicy = z.infer<typeof startPolicySchema>;

export const transferSettingsSchema = z.object({
  blockSize: z.int().min(8).max(65464).default(1428),
  windowSize: z.int().min(1).max(65535).default(1),
  /** Seconds without an answer before a request is sent again. */
  timeoutSeconds: z.number().min(0.05).max(255).default(5),
  /** How often before it is given up: 8 x 5 s = the article's 40 s for an unreachable server. */
  retries: z.int().min(0).max(50).default(8),
});
export type TransferSettings = z.infer<typeof transferSettingsSchema>;

export const labSchema = z.object({
  controller: z.object({
    name: apNameSchema,
    ip: ipSchema,
    running: versionSchema,
    backup: versionSchema.default(NO_VERSION),
    reloadSeconds: z.number().min(1).max(3600).default(25),
    /** The name of the AP that hosts it. */
    ap: apNameSchema,
    /** Size of the own-family image in its flash, bytes; what it gives over CAPWAP at join. */
    ownImageBytes: z.int().positive().default(8_388_608),
    /** Room in its flash, bytes, for the images of one upgrade that it fetches itself. */
    flashFreeBytes: z.int().min(0).default(4_000_000_000),
  }),
  aps: z.array(labApSchema).default([]),
  mixes: z.array(labMixSchema).default([]),
  startPolicy: startPolicySchema.prefault({}),
  transfer: transferSettingsSchema.prefault({}),
  /** Simulated seconds per wall second. */
  clockFactor: z.number().min(1).max(600).default(1),
});
export type Lab = z.infer<typeof labSchema>;
export type LabInput = z.input<typeof labSchema>;
