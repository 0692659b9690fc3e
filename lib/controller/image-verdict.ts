/** Judges an image that arrived by size, structure, family, version and digest. Returns one fault, or null when it is good. */
import { type Fault, fault } from "@/lib/contracts/fault";
import { formatBytes } from "@/lib/kit/units";

export type ArrivedImage = {
  path: string;
  bytes: number;
  announcedSize: number | null;
  /** As read from the bytes. */
  family: string | null;
  version: string | null;
  intact: boolean | null;
  note: string | null;
  /** Lower-case hex; null when it was not computed. */
  sha512: string | null;
};
export type WantedImage = {
  /** Null for the controller image, whose structure is not ours to judge. */
  family: string | null;
  /** The version it must have; null when none is fixed yet. */
  version: string | null;
  /** What our repository, or the service that it came from, says that the file is; null when neither does. */
  publishedSha512: string | null;
};

const REPLACE =
  "Unzip the bundle into the server's folder again and compare the size and the SHA-512 of the file there.";

export function judgeImage(arrived: ArrivedImage, wanted: WantedImage): Fault | null {
  const { path, bytes, announcedSize } = arrived;
  if (announcedSize !== null && announcedSize !== bytes) {
    return fault(
      "size-mismatch",
      `The server announced ${announcedSize} bytes of ${path} and sent ${bytes}.`,
      REPLACE,
    );
  }
  if (bytes === 0) return fault("image-damaged", `${path} is empty.`, REPLACE);
  const digestDiffers =
    wanted.publishedSha512 !== null && arrived.sha512 !== null && arrived.sha512 !== wanted.publishedSha512;
  const broken = arrived.intact === false || (arrived.intact === null && wanted.family !== null);
  if (broken) {
    const why = arrived.note ?? `${formatBytes(bytes)} that are no image archive.`;
    return fault("image-damaged", `${path} is not a whole image: ${why}`, REPLACE);
  }
  if (digestDiffers) {
    return fault(
      "digest-mismatch",
      `${path} arrived with another SHA-512 than was published for it.`,
      REPLACE,
    );
  }
  if (wanted.family !== null && arrived.family !== null && arrived.family !== wanted.family) {
    return fault(
      "wrong-family",
      `${path} is an image of family ${arrived.family}, not ${wanted.family}.`,
      "Put the file of the right family under that name.",
    );
  }
  if (wanted.version !== null && arrived.version !== null && arrived.version !== wanted.version) {
    return fault(
      "wrong-version",
      `${path} is version ${arrived.version}, but ${wanted.version} is needed.`,
      "Give the folder of one bundle, unzipped whole, so that all its images have one version.",
    );
  }
  return null;
}
