/** How an access point is stored: its state with the predownload record, and why it failed last. */

import { z } from "zod";
import { capwapStateSchema } from "@/lib/contracts/aps";
import { faultSchema } from "@/lib/contracts/fault-schema";
import { joinRecordSchema, NO_JOINS } from "@/lib/contracts/joins";
import { consoleDialectSchema } from "@/lib/contracts/lab";
import { DEFAULT_MODE, downloadModeSchema } from "@/lib/contracts/modes/download-mode";
import {
  methodSchema,
  predownloadRecordSchema,
  storedRecord,
  transferSteps,
} from "@/lib/contracts/predownload";
import type { ApState } from "@/lib/fleet/ap-state";
import type { StoredAp } from "@/lib/store/store-types";
import type { SimulatedAp } from "./simulated-ap";
import { convertMachine, isFirstFormat } from "./stored-ap-conversion";

/** Written with every access point. Earlier records have no format and the shape that `stored-ap-conversion.ts` reads. */
const FORMAT = 2;

const partition = z.enum(["part1", "part2"]);
const stateSchema = z.object({
  capwap: capwapStateSchema,
  part1: z.string(),
  part2: z.string(),
  active: partition,
  nextBoot: partition.nullable(),
  discoveries: z.number(),
  join: z
    .object({
      image: z.string(),
      route: z.enum(["server", "capwap", "none"]),
      step: z.enum(transferSteps),
      version: z.string().nullable(),
      fault: faultSchema.nullable(),
    })
    .nullable(),
  predownload: predownloadRecordSchema,
  joinFailures: z.number(),
  joinFault: faultSchema.nullable(),
  connectionLoss: z.enum(["none", "temporary", "permanent"]),
  hasRebooted: z.boolean(),
  hasLostCapwap: z.boolean(),
}) satisfies z.ZodType<ApState>;

const machineSchema = z.object({
  state: stateSchema,
  // Records of earlier releases have none: the running version decides.
  dialect: consoleDialectSchema.nullable().default(null),
  failure: z
    .object({
      // Records of the first releases have neither mode nor user name nor transport.
      mode: downloadModeSchema.default(DEFAULT_MODE),
      userName: z.string().nullable().default(null),
      fault: faultSchema,
      own: z.boolean(),
      atJoin: z.boolean(),
      over: methodSchema.nullable().default(null),
      image: z.string(),
      path: z.string(),
      url: z.string(),
      server: z.string(),
      port: z.number(),
      master: z.string().nullable(),
    })
    .nullable(),
  // Earlier records do not count joins.
  joins: joinRecordSchema.default(NO_JOINS),
});
export type StoredMachine = z.infer<typeof machineSchema>;

/** A stored machine of the present format or of an earlier one. */
export function readMachine(stored: unknown): z.ZodSafeParseResult<StoredMachine> {
  return machineSchema.safeParse(isFirstFormat(stored) ? convertMachine(stored) : stored);
}

export const toStored = (ap: SimulatedAp): StoredAp => ({
  id: ap.id,
  name: ap.name,
  model: ap.model,
  ip: ap.ip,
  ethernetMac: ap.ethernetMac,
  behavior: ap.behavior,
  machine: {
    format: FORMAT,
    state: { ...ap.state, predownload: storedRecord(ap.state.predownload) },
    dialect: ap.dialect,
    failure: ap.failure,
    joins: ap.joins,
  },
});
