/** All facts of one readiness run: checks and prediction judge these, and nothing else. */
import { z } from "zod";
import { imageFamilySchema } from "../families";
import { downloadModeSchema } from "../modes/download-mode";
import { evidenceSchema, observed } from "./observed";
import { serverFactsSchema } from "./server-facts";

/** One access point. Null: nothing was said about it. Times are wall milliseconds or as named. */
export const fleetApSchema = z.object({
  name: z.string(),
  model: z.string().nullable().default(null),
  /** The image family of the model; null for an unknown model. */
  family: imageFamilySchema.nullable().default(null),
  ip: z.string().nullable().default(null),
  radioMac: z.string().nullable().default(null),
  ethernetMac: z.string().nullable().default(null),
  running: z.string().nullable().default(null),
  backup: z.string().nullable().default(null),
  /** The state as listed: `Registered`. */
  state: z.string().nullable().default(null),
  isJoined: z.boolean().nullable().default(null),
  /** Two letters, and a suffix such as `-E`. */
  countryCode: z.string().nullable().default(null),
  regulatoryDomain: z.string().nullable().default(null),
  location: z.string().nullable().default(null),
  /** Of an earlier predownload: `Failed`, `Predownloading`; `None` when there was none. */
  predownloadStatus: z.string().nullable().default(null),
  predownloadVersion: z.string().nullable().default(null),
  retryCount: z.int().nullable().default(null),
  flashFreeBytes: z.number().nullable().default(null),
  pathMtu: z.int().nullable().default(null),
  roundTripMs: z.number().nullable().default(null),
  uptimeSeconds: z.number().nullable().default(null),
  /** The controllers that it is configured to join, by name or address. */
  controllers: z.array(z.string()).default([]),
  /** Its last image download as the gear reports it. */
  lastDownload: z.object({ bytes: z.number(), seconds: z.number() }).nullable().default(null),
  isController: z.boolean().default(false),
  /** Lines of the pasted text that mention it, from 1. */
  lines: z.array(z.int()).default([]),
});
export type FleetAp = z.infer<typeof fleetApSchema>;

export const fleetFactsSchema = z.object({
  /** The fleet of this program, or a pasted listing. */
  source: z.enum(["lab", "listing", "none"]),
  aps: z.array(fleetApSchema),
  /** Outputs that were recognized in the paste: `show ap summary`. */
  kinds: z.array(z.string()).default([]),
  /** Lines that were not understood. */
  rejected: z.array(z.object({ line: z.int(), text: z.string(), reason: z.string() })).default([]),
  warnings: z.array(z.string()).default([]),
});
export type FleetFacts = z.infer<typeof fleetFactsSchema>;

export const controllerFactsSchema = z.object({
  name: z.string().nullable().default(null),
  model: z.string().nullable().default(null),
  ip: z.string().nullable().default(null),
  /** The access points' version of it: `17.9.4.27`. */
  running: z.string().nullable().default(null),
  /** The release that `show version` prints: `17.09.04`. */
  release: z.string().nullable().default(null),
  /** Rows of `show install summary`: I inactive, U activated and uncommitted, C committed, D deactivated and uncommitted. */
  installed: z
    .array(z.object({ type: z.string(), state: z.enum(["I", "U", "C", "D"]), version: z.string() }))
    .nullable()
    .default(null),
  /** `inactive`, or what is left of it as printed. */
  autoAbortTimer: z.string().nullable().default(null),
  /** The saved image download profile, without secrets; `false`: none is saved; null: not known. */
  profile: z
    .object({ mode: downloadModeSchema, address: z.string(), path: z.string(), parallelMode: z.boolean() })
    .or(z.literal(false))
    .nullable()
    .default(null),
  /** Milliseconds by which its clock is ahead of this host's. */
  clockSkewMs: z.number().nullable().default(null),
  evidence: z.array(evidenceSchema).default([]),
});
export type ControllerFacts = z.infer<typeof controllerFactsSchema>;

/** Seconds from Save & Download until the run can be activated. */
export const predictedDurationSchema = z.object({
  bestSeconds: z.number(),
  likelySeconds: z.number(),
  worstSeconds: z.number(),
});

export const planFactsSchema = z.object({
  /** The version that the operator expects; null: whatever the server has. */
  targetVersion: z.string().nullable().default(null),
  parallelMode: z.boolean().default(false),
  /** When the window begins, wall milliseconds. */
  windowStart: z.number().nullable().default(null),
  windowMinutes: z.number().nullable().default(null),
  /** Megabits per second from the server's site to the access points' site. */
  uplinkMegabits: z.number().nullable().default(null),
  /** Between controller and access points: bytes, milliseconds. */
  pathMtu: z.int().nullable().default(null),
  roundTripMs: z.number().nullable().default(null),
  predicted: observed(predictedDurationSchema),
});
export type PlanFacts = z.infer<typeof planFactsSchema>;

export const readinessFactsSchema = z.object({
  /** Wall milliseconds. */
  gatheredAt: z.number(),
  server: observed(serverFactsSchema),
  fleet: fleetFactsSchema,
  controller: controllerFactsSchema,
  plan: planFactsSchema,
});
export type ReadinessFacts = z.infer<typeof readinessFactsSchema>;
