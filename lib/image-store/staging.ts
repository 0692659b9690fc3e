/**
 * Staging folders, in which image sets are written before they are published and deleted after they are removed. Their
 * names begin with the process id, so that the folders of killed processes can be found.
 */
import { randomUUID } from "node:crypto";
import { lstat, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { FaultError, fault } from "@/lib/contracts/fault";

const NAME = /^(\d+)-[0-9a-zA-Z-]+$/;
/** An older folder is unused, even if a process with its id runs: ids are reused, and no import takes a day. */
const STALE_MS = 24 * 3_600_000;
/** In a staging folder, the folder that becomes the set. Publishing moves it away. */
export const SET = "set";
/** In a staging folder, which file the set takes the place of. */
const REPLACED = "replaced.json";
const replacedSchema = z.object({ path: z.string(), ino: z.number(), size: z.number(), mtimeMs: z.number() });
const ownFolders = new Set<string>();

/** A new empty folder, to be removed with `releaseFolder`. */
export async function stagingFolder(stagingDir: string): Promise<string> {
  const name = `${process.pid}-${randomUUID()}`;
  ownFolders.add(name);
  const folder = join(stagingDir, name);
  await mkdir(folder);
  return folder;
}

/** Removes a folder with its content. Never rejects: leftovers are removed at the next start. */
export async function releaseFolder(folder: string): Promise<void> {
  await removeFolder(folder).catch(() => undefined);
  ownFolders.delete(folder.slice(folder.search(/[^/\\]+$/)));
}

async function removeFolder(folder: string): Promise<void> {
  // The note goes first: beside a set that is half deleted, it would say after a kill that the set was published.
  await rm(join(folder, REPLACED), { force: true });
  await rm(folder, { recursive: true, force: true, maxRetries: 2 });
}

/** Notes that the set replaces this file. To be called before the set is published, so that a kill in between loses neither. */
export async function noteReplaced(folder: string, path: string): Promise<void> {
  const { ino, size, mtimeMs } = await lstat(path);
  await writeFile(join(folder, REPLACED), JSON.stringify({ path, ino, size, mtimeMs }));
}

/**
 * Deletes the noted file if the set of this folder was published, and the file is still the same: another one may have come
 * while the program was not running. Never rejects: a file that cannot be deleted can be imported again.
 */
export async function deleteReplaced(folder: string): Promise<void> {
  const isPublished = (await lstat(join(folder, SET)).catch(() => null)) === null;
  if (!isPublished) return;
  try {
    const noted = replacedSchema.parse(JSON.parse(await readFile(join(folder, REPLACED), "utf8")));
    const { ino, size, mtimeMs } = await lstat(noted.path);
    if (ino === noted.ino && size === noted.size && mtimeMs === noted.mtimeMs) await rm(noted.path);
  } catch {
    // Most imports note no file, a kill can cut the note off, and the file may be gone.
  }
}

/** Removes folders of processes that no longer run, and what their sets have replaced. @param now milliseconds since the epoch */
export async function cleanStaging(stagingDir: string, now: number): Promise<void> {
  for (const name of await readdir(stagingDir)) {
    const pid = Number(NAME.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(pid) || ownFolders.has(name)) continue;
    const folder = join(stagingDir, name);
    const changedAt = (await stat(folder).catch(() => null))?.mtimeMs ?? now;
    const used = pid !== process.pid && isAlive(pid) && now - changedAt < STALE_MS;
    if (used) continue;
    await deleteReplaced(folder);
    await removeFolder(folder);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return typeof thrown === "object" && thrown !== null && "code" in thrown && thrown.code === "EPERM";
  }
}

/** Creates both folders. @throws FaultError `bad-input` when they are on different file systems: publishing is a rename */
export async function prepareFolders(root: string, stagingDir: string): Promise<void> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  await mkdir(stagingDir, { recursive: true, mode: 0o700 });
  if ((await stat(root)).dev === (await stat(stagingDir)).dev) return;
  throw new FaultError(
    fault(
      "bad-input",
      `${root} and ${stagingDir} are on different file systems, so image sets cannot be published by a rename.`,
      "Put the whole data folder on one file system.",
    ),
  );
}
