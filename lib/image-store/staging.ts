/**
 * Folders where sets are made before they are published, and where removed ones go. Named after their process, so that
 * what a killed process left behind can be told from what another one is writing just now.
 */
import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { FaultError, fault } from "@/lib/contracts/fault";

const NAME = /^(\d+)-[0-9a-zA-Z-]+$/;
/** Nobody imports for a day: process numbers are reused. */
const STALE_MS = 24 * 3_600_000;
const mine = new Set<string>();

/** A new empty folder; give it back with `releaseFolder`. */
export async function stagingFolder(stagingDir: string): Promise<string> {
  const name = `${process.pid}-${randomUUID()}`;
  mine.add(name);
  const folder = join(stagingDir, name);
  await mkdir(folder);
  return folder;
}

/** Removes the folder with all that is still in it. Never rejects: what stays is cleaned at the next start. */
export async function releaseFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 2 }).catch(() => undefined);
  mine.delete(folder.slice(folder.search(/[^/\\]+$/)));
}

/** Removes what processes that no longer run left behind. @param now milliseconds since the epoch. */
export async function cleanStaging(stagingDir: string, now: number): Promise<void> {
  for (const name of await readdir(stagingDir)) {
    const pid = Number(NAME.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(pid) || mine.has(name)) continue;
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

/** Publishing is one rename, which only works inside one file system. Throws FaultError `bad-input`. */
export async function prepareFolders(root: string, stagingDir: string): Promise<void> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  await mkdir(stagingDir, { recursive: true, mode: 0o700 });
  if ((await stat(root)).dev === (await stat(stagingDir)).dev) return;
  throw new FaultError(
    fault(
      "bad-input",
      `${root} and ${stagingDir} are on different file systems, so sets could not be published at once.`,
      "Put the whole data folder on one file system.",
    ),
  );
}
