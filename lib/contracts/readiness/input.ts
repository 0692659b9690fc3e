/** What a readiness run is asked to check. Pages, commands and the command line parse with these schemas. */
import { z } from "zod";
import { fingerprintSchema } from "../known-hosts";
import { LISTING_CHARACTERS } from "../lab-listing";
import { profilePasswordSchema } from "../profile-fields";
import { versionSchema } from "../versions";
import { probedProtocolSchema } from "./server-facts";

/** Address and path are not checked here: a wrong one is what a check reports. */
export const checkedServerSchema = z.object({
  protocol: probedProtocolSchema,
  address: z.string().trim().min(1, "Enter the address of the image server.").max(255),
  /** Null: the standard port, or that of our own server when it is at this address. */
  port: z.int().min(1).max(65_535).nullable().default(null),
  path: z.string().max(255).default(""),
  user: z.string().trim().max(64).default(""),
  /** Empty: the stored one of the saved profile, when it names the same server and user. */
  password: profilePasswordSchema.default(""),
  /** The fingerprint that the server must present; null: the one that is pinned, if any. */
  hostKey: fingerprintSchema.nullable().default(null),
});

export const checkedFleetSchema = z.discriminatedUnion("from", [
  /** The access points of this program. */
  z.object({ from: z.literal("lab") }),
  z.object({
    from: z.literal("listing"),
    text: z
      .string()
      .min(1, "Paste the output of show commands, or CSV.")
      .max(LISTING_CHARACTERS, "The text is longer than four million characters."),
  }),
]);

/** How much the probe may read. */
export const probeLimitsSchema = z.object({
  /** An image is read until this time has passed or it is whole; 0: only its first blocks. */
  secondsPerImage: z.number().min(0).max(600).default(5),
  /** Reads every image to its end, however long that takes. */
  wholeImages: z.boolean().default(false),
  /** How many reads are tried at once. */
  readsAtOnce: z.int().min(1).max(64).default(9),
});

export const readinessPlanSchema = z.object({
  targetVersion: versionSchema.nullable().default(null),
  parallelMode: z.boolean().default(false),
  /** When the maintenance window begins, wall milliseconds; null: not said. */
  windowStart: z.number().nullable().default(null),
  windowMinutes: z.number().positive().max(100_000).nullable().default(null),
  uplinkMegabits: z.number().positive().max(1_000_000).nullable().default(null),
  pathMtu: z.int().min(68).max(65_535).nullable().default(null),
  roundTripMs: z.number().min(0).max(60_000).nullable().default(null),
});

export const readinessInputSchema = z.object({
  /** Null: only fleet and controller are checked. */
  server: checkedServerSchema.nullable(),
  fleet: checkedFleetSchema.default({ from: "lab" }),
  probe: probeLimitsSchema.prefault({}),
  plan: readinessPlanSchema.prefault({}),
});
export type ReadinessInput = z.output<typeof readinessInputSchema>;
export type ReadinessInputDraft = z.input<typeof readinessInputSchema>;

/** The input as reports keep it: without password, and without the text of a listing. */
export const shownInputSchema = z.object({
  server: checkedServerSchema.omit({ password: true }).nullable(),
  fleetFrom: z.enum(["lab", "listing"]),
  probe: probeLimitsSchema,
  plan: readinessPlanSchema,
});
export type ShownInput = z.output<typeof shownInputSchema>;
