/** Uploads from the browser: which files are accepted, under which name, and the metadata they bring. */
import { z } from "zod";
import { canBeShown } from "../kit/text";
import { CONTROLLER_IMAGE } from "./families";
import { type Fault, fault } from "./fault";
import { imageSetNameSchema, uploadTargetSchema } from "./images";

/** The tus endpoint; one upload is `<this>/<id>`. */
export const UPLOADS_PATH = "/api/images/uploads";
/** Bytes of the largest file that is accepted: several times the size of a real bundle. */
export const MAX_UPLOAD_BYTES = 8_000_000_000;
/** Bytes of one request: after a broken connection, fewer than this are sent again. */
export const UPLOAD_CHUNK_BYTES = 8 * 1024 * 1024;
/** Milliseconds after which an unfinished upload is deleted. */
export const UPLOAD_EXPIRES_MS = 24 * 3_600_000;

/** An upload that was canceled, or that nobody continued in time. */
export const uploadGone = (): Fault =>
  fault(
    "not-found",
    "This upload no longer exists: it was canceled or has expired.",
    "Upload the file again.",
  );

export const uploadKinds = ["bundle", "file"] as const;
export type UploadKind = (typeof uploadKinds)[number];

/** Also matches families of later releases that this program does not know. */
const AP_IMAGE = /^ap\d{1,2}g\d{1,2}[a-z]?$/;

/** Whether a file of this name is an image that belongs in an image set. */
export const isImageFileName = (fileName: string): boolean =>
  AP_IMAGE.test(fileName) || fileName === CONTROLLER_IMAGE;

/** What kind of upload a file of this name is; undefined when it does not belong in an image set. */
export function uploadKindOf(fileName: string): UploadKind | undefined {
  if (/\.zip$/i.test(fileName)) return "bundle";
  return isImageFileName(fileName) ? "file" : undefined;
}

/** What the browser says about an upload when it starts (tus `Upload-Metadata`). */
export const uploadMetadataSchema = z
  .object({
    filename: z
      .string()
      .min(1)
      .max(255)
      .refine(canBeShown, "The file name has control or invisible characters. Rename the file."),
    setName: imageSetNameSchema,
    kind: z.enum(uploadKinds),
    /** Uploads that earlier versions began do not say it. */
    into: uploadTargetSchema.default("repository"),
  })
  .refine((m) => m.kind === "bundle" || isImageFileName(m.filename), {
    message: `A single file must be named like an image, for example ap1g7 or ${CONTROLLER_IMAGE}.`,
    path: ["filename"],
  });
export type UploadMetadata = z.output<typeof uploadMetadataSchema>;

/** Whether a file begins with a zip's local file header, `PK` 3 4 (APPNOTE.TXT §4.3.7). An empty archive does not. */
export const isZipStart = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;

const RELEASE = /(?<!\d)(\d{2})\.(\d{1,2})\.(\d{1,2})([a-z]{1,2}(?![a-z]))?(?!\d)/i;

/**
 * Proposes a set name for a bundle: `C9800-AP-universalk9.17.12.01.zip` -> `EWC_17_12_1`. Without a release in the file
 * name, it is the file name with the characters that a set name may have.
 */
export function proposeSetName(fileName: string): string {
  const release = RELEASE.exec(fileName);
  if (release) {
    const [, major, minor, maintenance, rebuild] = release;
    const numbers = [major, minor, maintenance].map(Number).join("_");
    return `EWC_${numbers}${(rebuild ?? "").toLowerCase()}`;
  }
  const name = fileName
    .replace(/\.zip$/i, "")
    .replace(/[^A-Za-z0-9_. +-]+/g, "_")
    .replace(/\.{2,}/g, ".")
    .replace(/^[^A-Za-z0-9_]+/, "")
    .slice(0, 100)
    .replace(/[. ]+$/, "");
  return imageSetNameSchema.safeParse(name).success ? name : "EWC_images";
}

/** The name itself, or the first of `name_2`, `name_3` ... that is not taken. */
export function freeSetName(name: string, taken: readonly string[]): string {
  const used = new Set(taken);
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? name : `${name}_${n}`;
    if (!used.has(candidate)) return candidate;
  }
}
