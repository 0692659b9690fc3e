/** Where our own repository has an image that was looked for in vain: the path that a remedy can name. */
import type { World } from "./world";

/** Paths as a read request names them, other than `path`; those of the wanted version first, then the newest. */
export function elsewhere(world: World, image: string, path: string, version: string | null): string[] {
  return world.ports.images
    .sets()
    .flatMap((set) =>
      set.files
        .filter((f) => f.path.split("/").at(-1) === image && f.intact !== false)
        .map((f) => ({ path: `${set.name}/${f.path}`, version: f.version, at: set.importedAt })),
    )
    .filter((f) => f.path !== path)
    .toSorted((a, b) => Number(b.version === version) - Number(a.version === version) || b.at - a.at)
    .map((f) => f.path);
}
