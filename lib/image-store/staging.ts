/**
 * Staging folders, in which image sets are written before they are published and deleted after they are removed. Their
 * names begin with the process id, so that the folders of killed processes can be found.
 */
import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { FaultError, fault } from "@/lib/contracts/fault";

const NAME = /^(\d+)-[0-9a-zA-Z-]+$/;
/** An older folder is unused, even if a process with its id runs: ids are reused, and no import takes a day. */
const STALE_MS = 24 * 3_600_000;
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
  await rm(folder, { recursive: true, force: true, maxRetries: 2 }).catch(() => undefined);
  ownFolders.delete(folder.slice(folder.search(/[^/\\]+$/)));
}

/** Removes folders of processes that no longer run. @param now milliseconds since the epoch */
export async function cleanStaging(stagingDir: string, now: number): Promise<void> {
  for (const name of await readdir(stagingDir)) {
    const pid = Number(NAME.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(pid) || ownFolders.has(name)) continue;
    const folder = join(stagingDir, name);
    const changedAt = (await stat(folder).catch(() => null))?.mtimeMs ?? now;
    const used = pid !== process.pid && isAlive(pid) && now - changedAt < STALE_MS;
    if (!used) await rm(folder, { recursive: true, force: true });
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
