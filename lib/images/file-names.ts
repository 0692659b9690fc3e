/** Image families by file name: AP images have no extension, the controller image has a fixed name. */
import { CONTROLLER_IMAGE, type ImageFamily, imageFamilies } from "@/lib/contracts/families";

/** The last segment of a path with slashes. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/**
 * The family of a file name: `ap1g8`, and with an added ending also `ap1g8.tar` or `ap1g8-17.12.1`. Null for any other
 * name.
 */
export function familyOfFileName(path: string): ImageFamily | null {
  const stem = /^[a-z0-9]+/.exec(baseName(path).toLowerCase())?.[0];
  return imageFamilies.find((family) => family === stem) ?? null;
}

/** Whether the name is exactly what an AP or a controller requests from a server. */
export const isImageName = (path: string): boolean =>
  baseName(path) === CONTROLLER_IMAGE || imageFamilies.some((family) => family === baseName(path));
