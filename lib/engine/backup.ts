/** Copies a data folder while the program runs: `npm run backup`, or `node ewc.mjs backup` of a package. */
import { constants } from "node:fs";
import { chmod, copyFile, mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import path from "node:path";
import { backupDatabase } from "@/lib/store/backup";
import { DATABASE_FILE } from "@/lib/store/database";

/** Not copied: the lock, unfinished uploads and imports, and the database, which is copied as a whole. */
const LEFT_OUT = /^(?:running\.pid|lock|reserve|staging|uploads|console\.db.*)$/;

export type BackupResult = { files: number; bytes: number };

/**
 * Copies `dataDir` to the new folder `target`, which appears when it is complete. The database is of one moment. Files are
 * copied after it: an image set that was published since then is in the copy as well, and is found at its start.
 * @param withImages false leaves out the image repository, which is most of the bytes
 * @throws Error when `target` exists or cannot be written, FaultError when there is no usable database
 */
export async function backupDataDir(
  dataDir: string,
  target: string,
  { withImages }: { withImages: boolean },
): Promise<BackupResult> {
  const existing = await stat(target).catch(() => undefined);
  if (existing !== undefined) throw new Error(`${target} already exists. Name a folder that does not.`);
  if (`${target}${path.sep}`.startsWith(`${dataDir}${path.sep}`))
    throw new Error(`${target} is inside the data folder. Name a folder elsewhere.`);
  const partial = `${target}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true, mode: 0o700 });
  try {
    backupDatabase(dataDir, partial);
    const result: BackupResult = { files: 1, bytes: (await stat(path.join(partial, DATABASE_FILE))).size };
    for (const entry of await readdir(dataDir, { withFileTypes: true })) {
      if (LEFT_OUT.test(entry.name) || (entry.name === "images" && !withImages)) continue;
      const from = path.join(dataDir, entry.name);
      const to = path.join(partial, entry.name);
      if (entry.isDirectory()) await copyFolder(from, to, result);
      else if (entry.isFile()) await copyOne(from, to, result);
    }
    await rename(partial, target);
    return result;
  } catch (thrown) {
    await rm(partial, { recursive: true, force: true });
    throw thrown;
  }
}

async function copyFolder(from: string, to: string, result: BackupResult): Promise<void> {
  const found = await stat(from).catch(ignoreGone);
  if (found === undefined) return;
  await mkdir(to, { mode: found.mode & 0o777 });
  for (const entry of (await readdir(from, { withFileTypes: true }).catch(ignoreGone)) ?? []) {
    const inner = path.join(from, entry.name);
    const copy = path.join(to, entry.name);
    if (entry.isDirectory()) await copyFolder(inner, copy, result);
    else if (entry.isFile()) await copyOne(inner, copy, result);
  }
}

/** With its mode and times: keys stay private, and images need not be read again. */
async function copyOne(from: string, to: string, result: BackupResult): Promise<void> {
  const found = await stat(from).catch(ignoreGone);
  if (found === undefined) return;
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  } catch (thrown) {
    return ignoreGone(thrown);
  }
  await chmod(to, found.mode & 0o777);
  await utimes(to, found.atime, found.mtime);
  result.files++;
  result.bytes += found.size;
}

/** What an operator removes while it is copied is not part of the copy. */
function ignoreGone(thrown: unknown): undefined {
  if ((thrown as NodeJS.ErrnoException).code !== "ENOENT") throw thrown;
}
