/** Commands of the page Lab: the clock, access points and their faults, and whole labs. */
import { z } from "zod";
import {
  apNameSchema,
  behaviorChangeSchema,
  type LabInput,
  labMixSchema,
  labSchema,
  type MisbehavingAp,
  newApSchema,
  type StartPolicy,
  startPolicySchema,
  type TransferSettings,
  transferSettingsSchema,
} from "../lab";
import { type ListingReading, listingInputSchema } from "../lab-listing";
import { type LabServerFaults, labServerFaultsSchema } from "../server-faults";
import { versionSchema } from "../versions";
import type { BulkAnswer } from "./access-points";
import { apIdsSchema, apTargetSchema } from "./ap-target";
import { defineCommand } from "./define-command";

/** How many access points get a fault; the same seed picks the same ones in the same fleet. */
export const scatterFaultsSchema = z.object({
  seed: z.int().min(0).max(4_294_967_295),
  count: z.int().min(1).max(10_000),
});

export const labCommands = {
  "lab.clock": defineCommand<{ factor: number }>()({
    input: z.object({ factor: z.number().min(1).max(600) }),
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Change the speed of the clock",
  }),
  /** The new access points are powered on: each boots, discovers the controller and joins. */
  "lab.add-aps": defineCommand<{ apIds: string[] }>()({
    input: z.object({
      aps: z.array(newApSchema).max(10_000).default([]),
      mixes: z.array(labMixSchema).max(20).default([]),
    }),
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Add access points",
  }),
  "lab.remove-aps": defineCommand<BulkAnswer>()({
    input: z.object({ apIds: apIdsSchema }),
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Remove access points",
  }),
  /** As if other software had been written into the flash: the access point reboots and joins with it. */
  "lab.set-version": defineCommand<BulkAnswer>()({
    input: z.object({ apIds: apIdsSchema, running: versionSchema, backup: versionSchema.optional() }),
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Set the software of access points",
  }),
  /** With `replace`, every fault that the change does not name is cleared. */
  "lab.set-behavior": defineCommand<{ changed: number }>()({
    input: z.object({
      target: apTargetSchema,
      change: behaviorChangeSchema,
      mode: z.enum(["merge", "replace"]),
    }),
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Inject faults into access points",
  }),
  /** Gives `count` access points one fault each and clears all faults from before. */
  "lab.scatter-faults": defineCommand<{ aps: MisbehavingAp[] }>()({
    input: scatterFaultsSchema,
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Scatter faults over the fleet",
  }),
  "lab.behaviors": defineCommand<{ aps: MisbehavingAp[] }>()({
    input: z.object({}),
    role: "monitor",
    via: "web",
    kind: "query",
  }),
  "lab.set-server-faults": defineCommand<{ faults: LabServerFaults }>()({
    input: z.object({ faults: labServerFaultsSchema }),
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Inject faults into the image servers",
  }),
  "lab.set-policy": defineCommand<{
    startPolicy: StartPolicy;
    transfer: TransferSettings;
    keepsSessions: boolean;
  }>()({
    input: z.object({
      startPolicy: startPolicySchema,
      transfer: transferSettingsSchema,
      /** Absent: stays as it is. */
      keepsSessions: z.boolean().optional(),
    }),
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Change the predownload and transfer settings",
  }),
  "lab.read-listing": defineCommand<ListingReading>()({
    input: listingInputSchema,
    role: "monitor",
    via: "web",
    kind: "query",
  }),
  "lab.import": defineCommand<{ added: number; reading: ListingReading }>()({
    input: listingInputSchema.extend({
      into: z.enum(["replace", "add"]),
      /** With `replace`: the AP that hosts the controller; null: the first that can, else the present one stays. */
      host: apNameSchema.nullable().default(null),
    }),
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Import a fleet from a listing",
  }),
  /** The lab as it is now, as a lab file. */
  "lab.export": defineCommand<{ lab: LabInput }>()({
    input: z.object({}),
    role: "monitor",
    via: "web",
    kind: "query",
  }),
  /** Replaces the lab. A running upgrade is canceled; the profile is kept. */
  "lab.load": defineCommand<{ aps: number }>()({
    input: z.object({ lab: labSchema }),
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Load a lab file",
  }),
  /** `first`: the lab that the first start made here. */
  "lab.reset": defineCommand<{ aps: number }>()({
    input: z.object({ to: z.enum(["first", "demo", "empty"]) }),
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Reset the lab",
  }),
};
