/** The data folder: readable only by its owner, and used by one process at a time. */
import { mkdir, open, readFile, rm } from "node:fs/promises";
import path from "node:path";

/** The data folder and its subfolders, as absolute paths if the root is one. */
export type DataDir = {
  root: string;
  images: string;
  /** What was uploaded to the controller. */
  uploadedImages: string;
  staging: string;
  uploads: string;
  /** Created when there are keys to store. */
  hostKeys: string;
  /** Created when there are certificates to store. */
  certificates: string;
  /** Removes the lock, so that another process can use the folder. */
  release(): Promise<void>;
};

/**
 * Creates missing folders (mode 0700) and takes the lock.
 * @throws Error of one line when another running process holds the lock, or the folder can't be written.
 */
export async function openDataDir(root: string): Promise<DataDir> {
  const folders = {
    images: path.join(root, "images"),
    uploadedImages: path.join(root, "uploaded-images"),
    staging: path.join(root, "staging"),
    uploads: path.join(root, "uploads"),
  };
  try {
    await mkdir(root, { recursive: true, mode: 0o700 });
    for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new Error(
      `DATA_DIR ${root} cannot be created: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
  const lock = path.join(root, "running.pid");
  await takeLock(lock, root);
  return {
    root,
    ...folders,
    hostKeys: path.join(root, "host-keys"),
    certificates: path.join(root, "certificates"),
    release: () => rm(lock, { force: true }),
  };
}

async function takeLock(lock: string, root: string): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const file = await open(lock, "wx", 0o600);
      await file.writeFile(String(process.pid));
      await file.close();
      return;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
    }
    const holder = Number((await readFile(lock, "utf8").catch(() => "")).trim());
    // A killed process leaves its lock file; in a container the next process can even have the same id.
    if (holder > 0 && holder !== process.pid && isAlive(holder))
      throw new Error(
        `DATA_DIR ${root} is in use by process ${holder}. Stop that process or set another DATA_DIR. If it is not this program, delete ${lock}.`,
      );
    await rm(lock, { force: true });
  }
  throw new Error(`DATA_DIR ${root} could not be locked.`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "EPERM";
  }
}
