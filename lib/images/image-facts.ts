/** Facts that can be read from the bytes of an image file; `image-reader.ts` reads them. */
import type { ImageFamily } from "@/lib/contracts/families";

export type ImageFacts = {
  sizeBytes: number;
  /**
   * From the info member, else from the file name. Null when both are silent, or when the info member names an unknown
   * family.
   */
  family: ImageFamily | null;
  /**
   * `ws_management_version` or `ap_version` of the info member, or the version mark of a controller image. Always four
   * numbers; a release such as 17.12.01 is not such a version and appears in `note`.
   */
  version: string | null;
  /** True: a complete tar with its end-of-archive blocks. False: incomplete or damaged. Null: not a tar, so unknown. */
  intact: boolean | null;
  /** What is wrong or unusual: `The archive ends inside member part.1 (512 of 8,388,608 bytes)`. */
  note: string | null;
};

/** Takes the bytes of a file in order, in pieces of any size, and keeps only a few header bytes. Never throws. */
export type ImageReader = {
  write(piece: Uint8Array): void;
  /** Call once, after the last piece. */
  end(): ImageFacts;
};

/** What the first bytes of a file show. */
export type ImageBeginning = {
  /** The family that the info member names; may be an unknown one. Null when these bytes have no info member. */
  infoFamily: string | null;
  /** From the info member or, in a controller image, a version mark, which may be a release such as `17.12.01`. */
  version: string | null;
  /** Why the file cannot be a whole image, as a sentence; null when nothing speaks against it. */
  flaw: string | null;
};

/** As {@link ImageReader}, for a file that is perhaps not read to its end. */
export type BeginningReader = ImageReader & {
  /** What the bytes so far show. @param fileBytes the announced size of the file; null when it is not known */
  beginning(fileBytes: number | null): ImageBeginning;
};
