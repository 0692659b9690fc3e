/** The data folder: readable only by its owner, and used by one process at a time. */
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { lockFolder } from "@/lib/store/folder-lock";

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
  /** Lets another process use the folder. */
  release(): void;
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
  const lock = lockFolder(root);
  return {
    root,
    ...folders,
    hostKeys: path.join(root, "host-keys"),
    certificates: path.join(root, "certificates"),
    release: lock.release,
  };
}
