/** What the bytes of an image file say about it. image-reader.ts reads it. */
import type { ImageFamily } from "@/lib/contracts/families";

export type ImageFacts = {
  sizeBytes: number;
  /**
   * From the info member; where that says nothing, from the file name. Null when neither does, or when the info
   * member names a family that we do not know.
   */
  family: ImageFamily | null;
  /**
   * `ws_management_version` or `ap_version` of the info member, or a controller image's own version mark. Always four
   * numbers; a release such as 17.12.01 is not a version of this kind and is told in `note`.
   */
  version: string | null;
  /** True: a whole tar, ended by its end-of-archive blocks. False: cut short or broken. Null: not a tar, cannot be judged. */
  intact: boolean | null;
  /** What is odd, in words: `The archive ends inside member part.1 (512 of 8,388,608 bytes)`. */
  note: string | null;
};

/** Fed with the file's bytes in order, in pieces of any size; keeps nothing but a few header bytes. Never throws. */
export type ImageReader = {
  write(piece: Uint8Array): void;
  /** Call once, after the last piece. */
  end(): ImageFacts;
};
