/** Image sets in the repository, imports, and the audit "what this fleet needs and what is missing" (spec 20). */
import { z } from "zod";
import { imageFamilySchema } from "./families";
import { faultSchema } from "./fault";

/** A folder name inside the repository root: no separators, no leading dot. */
export const imageSetNameSchema = z
  .string()
  .trim()
  .regex(
    /^[A-Za-z0-9_][A-Za-z0-9_. +-]{0,99}$/,
    "Use letters, digits, _ . + - and blanks; at most 100 characters, the first a letter, a digit or _.",
  )
  .refine(
    (s) => !s.endsWith(".") && !s.includes(".."),
    "A name must not end in a dot or contain two in a row.",
  );

export const imageFileKinds = ["ap-image", "controller-image", "readme", "other"] as const;

export const imageFileSchema = z.object({
  /** Path inside the set, with slashes. */
  path: z.string(),
  kind: z.enum(imageFileKinds),
  sizeBytes: z.number(),
  modifiedAt: z.number(),
  /** From the info member if there, else from the file name. */
  family: imageFamilySchema.nullable(),
  version: z.string().nullable(),
  /** Lower-case hex, null while it is being computed. */
  sha512: z.string().nullable(),
  /** False: the tar is cut short or broken, `note` says how. Null: not a structure we can judge. */
  intact: z.boolean().nullable(),
  /** What could not be read, in words; null when nothing is odd. */
  note: z.string().nullable(),
});
export type ImageFile = z.infer<typeof imageFileSchema>;

/** A row of topic `images`; key = name. */
export const imageSetSchema = z.object({
  name: z.string(),
  files: z.array(imageFileSchema),
  sizeBytes: z.number(),
  importedAt: z.number(),
  /** The controller image's version, else the version all AP images share. */
  version: z.string().nullable(),
  /** First line of the readme says so. */
  synthetic: z.boolean(),
});
export type ImageSet = z.infer<typeof imageSetSchema>;

/** A row of topic `imports`: an upload or import under way, or one that ended in this run of the program. */
export const importRowSchema = z.object({
  id: z.string(),
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

/** The audit of one set against the present fleet. */
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
