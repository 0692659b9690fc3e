/** Image sets in the repository, imports, and the audit: which images the fleet needs and which are missing. */
import { z } from "zod";
import { imageFamilySchema } from "./families";
import { faultSchema } from "./fault-schema";

/** The name of an image set, which is a folder in the repository: no separators, no leading dot. */
export const imageSetNameSchema = z
  .string()
  .trim()
  .regex(
    /^[A-Za-z0-9_][A-Za-z0-9_. +-]{0,99}$/,
    "Use at most 100 letters, digits, spaces, and the characters _ . + -. Begin with a letter, a digit, or _.",
  )
  .refine(
    (s) => !s.endsWith(".") && !s.includes(".."),
    "A name can't end with a dot or contain two dots in a row.",
  );

/** What a file of a set is. */
export const imageFileKinds = ["ap-image", "controller-image", "readme", "other"] as const;

export const imageFileSchema = z.object({
  /** Path inside the set, with slashes. */
  path: z.string(),
  kind: z.enum(imageFileKinds),
  sizeBytes: z.number(),
  modifiedAt: z.number(),
  /** From the info file inside the image if there is one, else from the file name. */
  family: imageFamilySchema.nullable(),
  version: z.string().nullable(),
  /** Lowercase hex; null while it is being computed. */
  sha512: z.string().nullable(),
  /** False: the tar is truncated or damaged, `note` says how. Null: not a format that can be checked. */
  intact: z.boolean().nullable(),
  /** What is wrong with the file, as a sentence; null when nothing is. */
  note: z.string().nullable(),
});
export type ImageFile = z.infer<typeof imageFileSchema>;

/** A row of topic `images`; key = name. */
export const imageSetSchema = z.object({
  name: z.string(),
  files: z.array(imageFileSchema),
  sizeBytes: z.number(),
  importedAt: z.number(),
  /** The controller image's version, else the version that all AP images share. */
  version: z.string().nullable(),
  /** Whether the first line of its readme says that its images are synthetic. */
  synthetic: z.boolean(),
});
export type ImageSet = z.infer<typeof imageSetSchema>;

/** Where uploaded images go: an image set of the repository, or the controller, which keeps them for its own use. */
export const uploadTargets = ["repository", "controller"] as const;
export const uploadTargetSchema = z.enum(uploadTargets);
export type UploadTarget = z.infer<typeof uploadTargetSchema>;

/** A row of topic `imports`: an upload or import in progress, or one that ended since the program started. */
export const importRowSchema = z.object({
  id: z.string(),
  into: uploadTargetSchema,
  name: z.string(),
  source: z.string(),
  phase: z.enum(["receiving", "reading", "unpacking", "publishing", "done", "failed", "canceled"]),
  bytes: z.number(),
  totalBytes: z.number().nullable(),
  currentFile: z.string().nullable(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  fault: faultSchema.nullable(),
});
export type ImportRow = z.infer<typeof importRowSchema>;

/** One image family in the audit of a set against the current fleet. */
export const auditRowSchema = z.object({
  family: imageFamilySchema,
  models: z.array(z.string()),
  apCount: z.int(),
  apNames: z.array(z.string()),
  file: z.string().nullable(),
  verdict: z.enum(["present", "missing", "damaged", "not-needed"]),
});
export const auditSchema = z.object({
  set: z.string(),
  rows: z.array(auditRowSchema),
  controllerImage: z.boolean(),
});
export type AuditRow = z.infer<typeof auditRowSchema>;
export type Audit = z.infer<typeof auditSchema>;
