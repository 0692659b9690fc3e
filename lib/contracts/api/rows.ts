/** The rows of the stream as schemas, for the description of the HTTP API. The stream itself does not check its rows. */
import { z } from "zod";
import { apRowSchema } from "../aps";
import { catalogAccountRowSchema } from "../catalog";
import { controllerRowSchema } from "../controller";
import { type EventType, eventDataSchemas } from "../events";
import { faultSchema } from "../fault-schema";
import { forwardingSettingsSchema } from "../forwarding";
import { imageSetSchema, importRowSchema } from "../images";
import { startPolicySchema, transferSettingsSchema } from "../lab";
import { profileSchema } from "../profile";
import { labServerFaultsSchema } from "../server-faults";
import { catalogServerRowSchema, sftpServerRowSchema, tftpServerRowSchema } from "../servers";
import { sftpUserRowSchema } from "../sftp-users";
import type { RowOf, topics } from "../stream";
import { transferRowSchema } from "../transfers";
import { upgradeRowSchema } from "../upgrade";
import { uploadedImageSchema } from "../uploaded-images";

const labRowSchema = z.object({
  startPolicy: startPolicySchema,
  transfer: transferSettingsSchema,
  keepsSessions: z.boolean(),
  serverFaults: labServerFaultsSchema,
  misbehaving: z.int(),
  revision: z.int(),
});

const forwardingRowSchema = z.object({
  settings: forwardingSettingsSchema,
  state: z.enum(["off", "connecting", "sending", "failing"]),
  fault: faultSchema.nullable(),
  sent: z.int(),
  dropped: z.int(),
  waiting: z.int(),
});

const recordedEventSchema = z.object({
  seq: z.int(),
  at: z.number(),
  wallAt: z.number(),
  type: z.enum(Object.keys(eventDataSchemas) as [EventType, ...EventType[]]),
  data: z.record(z.string(), z.unknown()),
});

type Named = Exclude<keyof typeof topics, "console">;

/** What is not here is described as any JSON. */
export const rowSchemas: { [T in Named]?: T extends "events" ? z.ZodType : z.ZodType<RowOf<T>> } = {
  controller: controllerRowSchema.extend({
    profile: profileSchema.nullable(),
    suggestions: z.array(profileSchema).readonly(),
  }),
  upgrade: upgradeRowSchema,
  aps: apRowSchema,
  transfers: transferRowSchema,
  servers: z.discriminatedUnion("id", [tftpServerRowSchema, sftpServerRowSchema, catalogServerRowSchema]),
  sftpUsers: sftpUserRowSchema,
  catalogAccounts: catalogAccountRowSchema,
  images: imageSetSchema,
  imports: importRowSchema,
  uploadedImages: uploadedImageSchema,
  lab: labRowSchema,
  forwarding: forwardingRowSchema,
  events: recordedEventSchema,
};
