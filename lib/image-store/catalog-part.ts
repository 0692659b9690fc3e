/** Lets several repositories share one catalog: each sees only the paths of its own part. */
import type { CatalogEntry, CatalogPort } from "@/lib/images/catalog";

/** Paths inside a root never begin with a slash, so the parts cannot be taken for paths of the first repository. */
const PART = /^\/[a-z-]+\//;

/** The catalog without its named parts. */
export const unnamedPart = (catalog: CatalogPort): CatalogPort => ({
  ...catalog,
  load: async () => (await catalog.load()).filter(({ path }) => !PART.test(path)),
});

/**
 * A part of the catalog, whose paths are stored as `/<name>/<path>`.
 * @param name lower-case letters and hyphens
 */
export function namedPart(catalog: CatalogPort, name: string): CatalogPort {
  const prefix = `/${name}/`;
  const inside = (entry: CatalogEntry): CatalogEntry => ({ ...entry, path: entry.path.slice(prefix.length) });
  return {
    load: async () => (await catalog.load()).filter(({ path }) => path.startsWith(prefix)).map(inside),
    save: (entries) => catalog.save(entries.map((entry) => ({ ...entry, path: prefix + entry.path }))),
    forget: (paths) => catalog.forget(paths.map((path) => prefix + path)),
  };
}
