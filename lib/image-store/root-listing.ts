/** Lists the repository root: image sets and their files on the disk. Symbolic links are not followed. */
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "./disk";

export type ListedFile = { path: string; sizeBytes: number; modifiedAt: number };
export type ListedSet = {
  name: string;
  /** When the folder was created, which for an imported set is the start of its import. */
  importedAt: number;
  /** Sorted by path. */
  files: ListedFile[];
};

const MAX_DEPTH = 8;
const MAX_FILES = 5_000;

/** The image sets, sorted by name. Names with a leading dot are left out: copying tools use them for unfinished files. */
export async function listRoot(root: string): Promise<ListedSet[]> {
  const sets: ListedSet[] = [];
  for (const entry of await readdir(root, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name.startsWith(".")) continue;
    const set = await unlessGone(() => listSet(root, entry.name));
    if (set !== null) sets.push(set);
  }
  return sets.sort(by((set) => set.name));
}

async function listSet(root: string, name: string): Promise<ListedSet> {
  const { birthtimeMs, mtimeMs } = await lstat(join(root, name));
  const files: ListedFile[] = [];
  await listFolder(join(root, name), "", 1, files);
  files.sort(by((file) => file.path));
  return { name, importedAt: Math.floor(birthtimeMs || mtimeMs), files };
}

async function listFolder(set: string, inside: string, depth: number, files: ListedFile[]): Promise<void> {
  for (const entry of await readdir(join(set, inside), { withFileTypes: true })) {
    if (entry.name.startsWith(".") || files.length >= MAX_FILES) continue;
    const path = inside === "" ? entry.name : `${inside}/${entry.name}`;
    if (entry.isDirectory() && depth < MAX_DEPTH) {
      await unlessGone(() => listFolder(set, path, depth + 1, files));
    } else if (entry.isFile()) {
      const stats = await unlessGone(() => lstat(join(set, path)));
      if (stats?.isFile()) files.push({ path, sizeBytes: stats.size, modifiedAt: Math.floor(stats.mtimeMs) });
    }
  }
}

/** Null for files that vanish or cannot be read meanwhile. */
async function unlessGone<T>(look: () => Promise<T>): Promise<T | null> {
  try {
    return await look();
  } catch (thrown) {
    if (["ENOENT", "ENOTDIR", "EACCES", "ELOOP"].includes(errorCode(thrown))) return null;
    throw thrown;
  }
}

const by =
  <T>(key: (item: T) => string) =>
  (a: T, b: T): number =>
    key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
