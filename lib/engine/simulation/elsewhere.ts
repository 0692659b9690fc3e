/** Where our own repository has an image that was looked for in vain: the path that a remedy can name. */
import type { World } from "./world";

/**
 * Paths as a read request names them, other than `path`, the newest first. Where a version is wanted, only images of
 * that version: to send somebody to the folder of the version that runs already is no cure.
 */
export function elsewhere(world: World, image: string, path: string, version: string | null): string[] {
  return world.ports.images
    .sets()
    .flatMap((set) =>
      set.files
        .filter((f) => f.path.split("/").at(-1) === image && f.intact !== false)
        .map((f) => ({ path: `${set.name}/${f.path}`, version: f.version, at: set.importedAt })),
    )
    .filter((f) => f.path !== path && (version === null || f.version === version))
    .toSorted((a, b) => b.at - a.at)
    .map((f) => f.path);
}
