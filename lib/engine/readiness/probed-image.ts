/** Facts about one image, made of what was read of it. */
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import type { Fault } from "@/lib/contracts/fault";
import type { ProbedImage } from "@/lib/contracts/readiness/server-facts";
import { familyOfFileName } from "@/lib/images/file-names";
import type { BeginningReader } from "@/lib/images/image-facts";
import { createBeginningReader } from "@/lib/images/image-reader";

/** A read that took less time or brought fewer bytes says nothing about the rate. */
const LEAST_RATE_BYTES = 65_536;
const LEAST_RATE_MS = 1;

export type ImageRead = {
  fault: Fault | null;
  /** As announced; null when it was not. */
  sizeBytes: number | null;
  bytes: number;
  isWhole: boolean;
  elapsedMs: number;
};

export type ImageTaker = {
  onPiece(piece: Uint8Array): void;
  /** @param path as it was asked for; @param endsRight false when the file's last bytes are not those of a whole archive */
  facts(read: ImageRead, path: string, isNeeded: boolean, endsRight?: boolean | null): ProbedImage;
};

/** Takes the bytes of an image as they come. */
export function takeImage(name: string): ImageTaker {
  const reader: BeginningReader = createBeginningReader(name);
  return {
    onPiece: (piece) => reader.write(piece),
    facts(read, path, isNeeded, endsRight = null) {
      const { fault, sizeBytes, bytes, isWhole, elapsedMs } = read;
      const total = isWhole ? bytes : sizeBytes;
      const hasBytes = bytes > 0 || (isWhole && fault === null);
      return {
        name,
        family: familyOfFileName(name),
        isNeeded,
        // A read that broke off after its first bytes is no image that cannot be read.
        fault: bytes > 0 ? null : fault,
        sizeBytes: total,
        read: hasBytes ? { path, bytes, isWhole, elapsedMs, fault } : null,
        bytesPerSecond:
          bytes >= LEAST_RATE_BYTES && elapsedMs >= LEAST_RATE_MS ? (bytes * 1000) / elapsedMs : null,
        ...(hasBytes ? content(reader, name, total, isWhole, endsRight) : NO_CONTENT),
      };
    },
  };
}

type Content = Pick<ProbedImage, "infoFamily" | "version" | "isWhole" | "note">;
const NO_CONTENT: Content = { infoFamily: null, version: null, isWhole: null, note: null };

function content(
  reader: BeginningReader,
  name: string,
  sizeBytes: number | null,
  isWhole: boolean,
  endsRight: boolean | null,
): Content {
  const { infoFamily, version, flaw } = reader.beginning(sizeBytes);
  const told = { infoFamily, version };
  if (isWhole) {
    const { intact, note } = reader.end();
    // A controller image is no archive, so its end cannot be checked.
    if (name === CONTROLLER_IMAGE) return { ...told, isWhole: sizeBytes === 0 ? false : null, note };
    return { ...told, isWhole: intact === true, note };
  }
  if (flaw !== null) return { ...told, isWhole: false, note: flaw };
  if (endsRight === false && name !== CONTROLLER_IMAGE)
    return {
      ...told,
      isWhole: false,
      note: "The file does not end like a complete archive, so it is truncated.",
    };
  return { ...told, isWhole: null, note: null };
}
