/** What becomes of the files that the operator chose in Desktop (HTTP) mode: uploads, or the reason why there is none. */
import type { UploadRequest } from "@/lib/client/uploads/upload-manager";
import type { UploadedImage } from "@/lib/contracts/uploaded-images";
import { freeSetName, MAX_UPLOAD_BYTES, proposeSetName, uploadKindOf } from "@/lib/contracts/uploads";
import { formatBytes } from "@/lib/kit/units";

/** The name of an upload of single images. */
const SINGLE_IMAGES = "EWC_images";

type Chosen = { uploads: UploadRequest[]; problem: null } | { uploads: readonly []; problem: string };
const refused = (problem: string): Chosen => ({ uploads: [], problem });

/**
 * A bundle is a new upload, which takes the place of the present one. Single images are added to the present one.
 * @param present the newest uploaded image; undefined when there is none
 * @param taken the names that are in use: of all uploaded images, and of uploads that are still arriving
 */
export function chooseUpload(
  files: readonly File[],
  present: Pick<UploadedImage, "name" | "files"> | undefined,
  taken: readonly string[],
): Chosen {
  const kinds = files.map((file) => uploadKindOf(file.name));
  for (const [i, { name, size }] of files.entries()) {
    if (kinds[i] === undefined)
      return refused(
        `${name} is not a bundle (.zip), and not named like an image (ap1g7, C9800-AP-iosxe-wlc.bin).`,
      );
    if (size === 0) return refused(`${name} is empty.`);
    if (size > MAX_UPLOAD_BYTES) return refused(`${name} is larger than ${formatBytes(MAX_UPLOAD_BYTES)}.`);
  }
  const [first] = files;
  if (first === undefined) return { uploads: [], problem: null };
  const into = "controller";
  if (kinds.includes("bundle")) {
    if (files.length > 1) return refused("Choose one bundle, or single images, not both.");
    const setName = freeSetName(proposeSetName(first.name), taken);
    return { uploads: [{ file: first, setName, kind: "bundle", into }], problem: null };
  }
  const clash = files.find(({ name }) => present?.files.some(({ path }) => path === name));
  if (present !== undefined && clash !== undefined)
    return refused(`${present.name} already contains ${clash.name}. Discard it, or upload a whole bundle.`);
  const setName = present?.name ?? freeSetName(SINGLE_IMAGES, taken);
  return { uploads: files.map((file) => ({ file, setName, kind: "file", into })), problem: null };
}
