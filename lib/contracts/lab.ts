/** The lab: which controller and access points exist and how they behave. A lab file is this, as JSON (env `LAB`). */
import { z } from "zod";
import { isIpv4, isIpv6 } from "./profile-fields";
import { labServerFaultsSchema } from "./server-faults";
import { NO_VERSION, versionSchema } from "./versions";

const ipSchema = z.string().refine((s) => isIpv4(s) || isIpv6(s), "Enter an IPv4 or IPv6 address.");
const macSchema = z
  .string()
  .regex(/^[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}$/, "A MAC is written 2c5a.0f40.6920.");
/** Printable, no blanks at the ends; an IOS name has at most 32 characters. */
export const apNameSchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,32}$/, "A name has 1 to 32 printable characters, no blanks.");

/** The most characters of a host name (RFC 1123 §2.1). */
export const MAX_HOST_NAME = 63;
/** The name of the controller. */
export const hostNameSchema = z
  .string()
  .regex(
    new RegExp(`^[\\x21-\\x7e]{1,${MAX_HOST_NAME}}$`),
    `A host name has 1 to ${MAX_HOST_NAME} printable characters, no blanks.`,
  );
/** Firmware generations by what they print on the console. */
export const consoleDialectSchema = z.enum(["older", "newer"]);

/** A number within bounds, with one sentence for whatever else was given. */
const within = (least: number, most: number, error: string) =>
  z.number({ error }).min(least, error).max(most, error);
const wholeWithin = (least: number, most: number, error: string) =>
  z.int({ error }).min(least, error).max(most, error);
const percent = within(0, 100, "Enter a percentage from 0 to 100.").nullable();

/** One documented misbehavior or trait per field: the rules, without defaults. */
const behaviorFields = {
  /** Round trip to the controller, milliseconds. 1377 bytes / 1.9 ms = 0.73 MB/s, as captured in the field. */
  linkRttMs: within(0.1, 10_000, "Enter 0.1 to 10000 ms."),
  /** Share of messages or datagrams lost on the AP's link, each costs one retransmission interval. */
  linkLoss: within(0, 0.9, "Enter a loss from 0 to 90%."),
  /** What the AP's link carries at most, bytes per second; null: no limit of its own. */
  linkBytesPerSecond: wholeWithin(1000, 1_000_000_000, "Enter at least 1000 bytes per second.").nullable(),
  flashFreeBytes: z.int({ error: "Enter 0 or more." }).min(0, "Enter 0 or more."),
  /** Writing and verifying an image takes this many times as long. */
  flashSlowness: within(1, 1000, "Enter 1 to 1000 times."),
  /** Receives up to here and then nothing more, until it times out. */
  stallsAtPercent: percent,
  /** Reboots once when the transfer has reached this percent. */
  rebootsAtPercent: percent,
  /** Loses CAPWAP once at this percent and rejoins after `rejoinAfterSeconds` (null: stays away). */
  losesCapwapAtPercent: percent,
  rejoinAfterSeconds: z
    .number({ error: "Enter seconds, or leave it empty." })
    .min(0, "Enter seconds, or leave it empty.")
    .nullable(),
  /** What arrives is altered on its way into the flash: the verification finds it. */
  corruptsImage: z.boolean(),
  /** The signature check says no, whatever arrived. */
  refusesSignature: z.boolean(),
  /** Keeps its running image when told to activate. */
  ignoresActivate: z.boolean(),
  bootSeconds: within(1, 3600, "Enter 1 to 3600 seconds."),
};

/** An access point without any misbehavior. */
export const WELL_BEHAVED: { [F in keyof typeof behaviorFields]: z.output<(typeof behaviorFields)[F]> } = {
  linkRttMs: 1.9,
  linkLoss: 0,
  linkBytesPerSecond: null,
  flashFreeBytes: 200_000_000,
  flashSlowness: 1,
  stallsAtPercent: null,
  rebootsAtPercent: null,
  losesCapwapAtPercent: null,
  rejoinAfterSeconds: null,
  corruptsImage: false,
  refusesSignature: false,
  ignoresActivate: false,
  bootSeconds: 20,
};

/** How one AP behaves; everything has the well-behaved default. */
export const behaviorSchema = z.object({
  linkRttMs: behaviorFields.linkRttMs.default(WELL_BEHAVED.linkRttMs),
  linkLoss: behaviorFields.linkLoss.default(WELL_BEHAVED.linkLoss),
  linkBytesPerSecond: behaviorFields.linkBytesPerSecond.default(WELL_BEHAVED.linkBytesPerSecond),
  flashFreeBytes: behaviorFields.flashFreeBytes.default(WELL_BEHAVED.flashFreeBytes),
  flashSlowness: behaviorFields.flashSlowness.default(WELL_BEHAVED.flashSlowness),
  stallsAtPercent: behaviorFields.stallsAtPercent.default(WELL_BEHAVED.stallsAtPercent),
  rebootsAtPercent: behaviorFields.rebootsAtPercent.default(WELL_BEHAVED.rebootsAtPercent),
  losesCapwapAtPercent: behaviorFields.losesCapwapAtPercent.default(WELL_BEHAVED.losesCapwapAtPercent),
  rejoinAfterSeconds: behaviorFields.rejoinAfterSeconds.default(WELL_BEHAVED.rejoinAfterSeconds),
  corruptsImage: behaviorFields.corruptsImage.default(WELL_BEHAVED.corruptsImage),
  refusesSignature: behaviorFields.refusesSignature.default(WELL_BEHAVED.refusesSignature),
  ignoresActivate: behaviorFields.ignoresActivate.default(WELL_BEHAVED.ignoresActivate),
  bootSeconds: behaviorFields.bootSeconds.default(WELL_BEHAVED.bootSeconds),
});
export type Behavior = z.infer<typeof behaviorSchema>;

/** Only what is to change, or what differs from the well-behaved. */
export const behaviorChangeSchema = z.object(behaviorFields).partial();
export type BehaviorChange = z.infer<typeof behaviorChangeSchema>;

export const labApSchema = z.object({
  name: apNameSchema,
  model: z.string().min(3).max(40),
  ip: ipSchema,
  radioMac: macSchema,
  ethernetMac: macSchema,
  running: versionSchema,
  backup: versionSchema.default(NO_VERSION),
  behavior: behaviorSchema.partial().default({}),
  /** How it writes on its console; absent: as its running version does. */
  consoleDialect: consoleDialectSchema.optional(),
});
export type LabAp = z.infer<typeof labApSchema>;
export type LabApInput = z.input<typeof labApSchema>;

/** APs made in bulk, deterministic by seed: `{ count: 2000, models: { "C9120AXI-E": 3, "C9105AXW-E": 1 } }`. */
export const labMixSchema = z.object({
  count: wholeWithin(1, 10_000, "Enter 1 to 10000 access points."),
  seed: z.int({ error: "Enter a whole number." }).default(1),
  /** Model -> weight. */
  models: z.record(
    z.string(),
    z.number({ error: "Enter a weight above 0." }).positive("Enter a weight above 0."),
  ),
  running: versionSchema,
  backup: versionSchema.default(NO_VERSION),
  behavior: behaviorSchema.partial().default({}),
});

/** An access point to add: what is left out is made up, unlike any that exists. */
export const newApSchema = z.object({
  name: apNameSchema.optional(),
  model: z.string().trim().min(3, "Enter a model, such as C9120AXI-E.").max(40),
  ip: ipSchema.optional(),
  radioMac: macSchema.optional(),
  ethernetMac: macSchema.optional(),
  running: versionSchema,
  backup: versionSchema.default(NO_VERSION),
  behavior: behaviorChangeSchema.default({}),
});
export type NewAp = z.infer<typeof newApSchema>;

export const startPolicySchema = z.object({
  /** At most this many APs begin at once (9800's rule: 16). */
  batchSize: wholeWithin(1, 10_000, "Enter 1 to 10000 access points.").default(16),
  /** Simulated seconds until the next batch. */
  batchIntervalSeconds: within(0, 86_400, "Enter 0 to 86400 seconds.").default(60),
  /** Simulated seconds before each retry; its length is the number of retries. */
  retryDelaysSeconds: z
    .array(within(0, 86_400, "Enter seconds with commas between them: 30, 60, 120."))
    .max(20, "At most 20 retries.")
    .default([30, 60, 120]),
  /** Lab switch: every AP fetches from the server itself (the load test of the operator's server). */
  everyApFetches: z.boolean().default(false),
});
export type StartPolicy = z.infer<typeof startPolicySchema>;

export const transferSettingsSchema = z.object({
  blockSize: wholeWithin(8, 65464, "Enter 8 to 65464 bytes.").default(1428),
  windowSize: wholeWithin(1, 65535, "Enter 1 to 65535 packets.").default(1),
  /** Seconds without an answer before a request is sent again. */
  timeoutSeconds: within(0.05, 255, "Enter 0.05 to 255 seconds.").default(5),
  /** Transmissions before it gives up: 8 x 5 s are the 40 s measured for an unreachable server. */
  retries: wholeWithin(0, 50, "Enter 0 to 50.").default(8),
});
export type TransferSettings = z.infer<typeof transferSettingsSchema>;

const labFields = z.object({
  controller: z.object({
    name: hostNameSchema,
    ip: ipSchema,
    running: versionSchema,
    backup: versionSchema.default(NO_VERSION),
    reloadSeconds: z.number().min(1).max(3600).default(25),
    /** Lab switch: sessions of the command line survive a reload, and SSH keeps listening. */
    keepsSessions: z.boolean().default(false),
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
  /** What is wrong with our own image servers, on purpose. */
  serverFaults: labServerFaultsSchema.prefault({}),
  /** Simulated seconds per wall second. */
  clockFactor: z.number().min(1).max(600).default(1),
});
export type Lab = z.infer<typeof labFields>;
export type LabInput = z.input<typeof labFields>;

/** Lab files written before version 0.2 spell it `behaviour`. */
function currentSpelling(file: unknown): unknown {
  if (typeof file !== "object" || file === null) return file;
  const respelled = (list: unknown): unknown =>
    Array.isArray(list)
      ? list.map((item: unknown) => {
          if (typeof item !== "object" || item === null || !("behaviour" in item)) return item;
          const { behaviour, ...rest } = item;
          return { behavior: behaviour, ...rest };
        })
      : list;
  const { aps, mixes } = file as { aps?: unknown; mixes?: unknown };
  return {
    ...file,
    ...(aps === undefined ? {} : { aps: respelled(aps) }),
    ...(mixes === undefined ? {} : { mixes: respelled(mixes) }),
  };
}

/** A lab file: the controller, its access points, and how the simulation runs. */
export const labSchema: z.ZodType<Lab, LabInput> = z.preprocess<unknown, typeof labFields, LabInput>(
  currentSpelling,
  labFields,
);

/** Topic `lab`, one row under the key `lab`: what the lab is set to, of which access points know nothing. */
export type LabRow = {
  startPolicy: StartPolicy;
  transfer: TransferSettings;
  /** Sessions of the command line survive a reload of the controller. */
  keepsSessions: boolean;
  serverFaults: z.infer<typeof labServerFaultsSchema>;
  /** Access points whose behavior is not the well-behaved one. */
  misbehaving: number;
  /** Another whenever a behavior, or who exists, changed: time to ask `lab.behaviors` again. */
  revision: number;
};

/** An access point that differs from the well-behaved, and in what. */
export type MisbehavingAp = { apId: string; name: string; model: string; differs: BehaviorChange };
