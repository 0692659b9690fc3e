/** Which paths the image servers may serve, whatever a request names: nothing outside the served folder, nothing hidden. */
import path from "node:path";

/** Whether a real path (all symbolic links resolved) is the folder itself or lies in it. */
export function isInside(folder: string, realPath: string): boolean {
  const relative = path.relative(folder, realPath);
  return relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

/** Whether any part of the path begins with a dot, as unfinished uploads and editors' files do. */
export const isHidden = (at: string): boolean => at.split(/[/\\]/).some((part) => part.startsWith("."));
