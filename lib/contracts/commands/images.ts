/** Commands of the image repository. */
import { z } from "zod";
import { faultSchema } from "../fault-schema";
import { type Audit, type ImportRow, imageSetNameSchema, uploadTargetSchema } from "../images";
import { defineCommand } from "./define-command";

/** A set that somebody copied into the folder may have a name that the console itself would not accept. */
const existingSetName = z.string().min(1).max(255);
const into = uploadTargetSchema.default("repository");

export const imageCommands = {
  /** Which images the fleet needs, and which of them the set has. */
  "images.audit": defineCommand<Audit>()({
    input: z.object({ set: z.string(), into }),
    role: "monitor",
    via: "program",
    kind: "query",
  }),
  "images.remove": defineCommand<{ set: string }>()({
    input: z.object({ set: existingSetName }),
    role: "admin",
    via: "web",
    kind: "change",
    freesSpace: true,
    audit: "Remove an image set",
  }),
  "images.rename": defineCommand<{ set: string }>()({
    input: z.object({ set: existingSetName, to: imageSetNameSchema }),
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Rename an image set",
  }),
  /** Imports a file that is on this machine's disk (a finished upload): a zip, or a single image with `fileName`. */
  "images.import": defineCommand<ImportRow>()({
    input: z.object({
      source: z.string(),
      name: imageSetNameSchema,
      into,
      /** For a single image file: its name inside the set. */
      fileName: z.string().max(255).optional(),
      /** Delete `source` afterwards, whatever the outcome. */
      consume: z.boolean(),
      /** A file about `source` that is deleted together with it. */
      sidecar: z.string().optional(),
      /** The upload that brought `source`: the import continues in its row. */
      uploadId: z.string().optional(),
    }),
    role: "admin",
    via: "program",
    kind: "change",
  }),
  "images.cancel-import": defineCommand<{ id: string }>()({
    input: z.object({ id: z.string().max(100) }),
    role: "admin",
    via: "web",
    kind: "change",
    freesSpace: true,
    audit: "Cancel an import",
  }),
  /** Deletes what was uploaded to the controller. A running upgrade that uses it lacks the images from then on. */
  "images.discard-uploaded": defineCommand<{ name: string }>()({
    input: z.object({ name: existingSetName }),
    role: "admin",
    via: "web",
    kind: "change",
    freesSpace: true,
    audit: "Discard the uploaded image",
  }),
  /** Copies what was uploaded to the controller into the repository, as the image set `to`. */
  "images.copy-uploaded": defineCommand<ImportRow>()({
    input: z.object({ name: existingSetName, to: imageSetNameSchema }),
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Add the uploaded image to the image repository",
  }),
  /**
   * Progress of an upload, so that the upload and the import that follows are one row, and the upload is a transfer. The
   * answer says whether more of it is wanted.
   */
  "images.upload-progress": defineCommand<{ id: string; isWanted: boolean }>()({
    input: z.object({
      id: z.string(),
      /** The image set. */
      name: z.string(),
      into,
      fileName: z.string(),
      /** Who sends it to which address of the console; an empty address when it is unknown. */
      peer: z.object({
        address: z.string(),
        server: z.object({ address: z.string(), port: z.int() }),
        user: z.string(),
      }),
      bytes: z.number(),
      totalBytes: z.number().nullable(),
      state: z.enum(["receiving", "received", "canceled", "failed"]),
      /** The reason, with state `failed`. */
      fault: faultSchema.optional(),
    }),
    role: "admin",
    via: "program",
    kind: "change",
  }),
};
