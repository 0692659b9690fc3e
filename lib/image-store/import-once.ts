/** One import without a running repository, for `npm run import`. A running program finds the new set by itself. */
import { lstat } from "node:fs/promises";
import { FaultError, fault } from "@/lib/contracts/fault";
import { imageSetNameSchema } from "@/lib/contracts/images";
import type { FileFacts } from "@/lib/images/catalog";
import { realDisk } from "./disk";
import { openFolder } from "./set-source";
import { checkNameIsFree, publishFolder, stageSet } from "./stage-set";
import { cleanStaging, prepareFolders } from "./staging";
import { openZip } from "./zip-source";

export type ImportOnceOrder = {
  root: string;
  stagingDir: string;
  /** A zip or a folder. */
  source: string;
  name: string;
  signal: AbortSignal;
  onProgress(progress: { file: string; bytes: number; totalBytes: number }): void;
};

export type ImportedFile = { path: string; sizeBytes: number } & FileFacts;

/** Imports a bundle. Rejects with a FaultError, a file system error or the signal's reason, and then leaves no files. */
export async function importOnce(order: ImportOnceOrder): Promise<ImportedFile[]> {
  const { root, stagingDir, source, name, signal, onProgress } = order;
  const named = imageSetNameSchema.safeParse(name);
  if (!named.success) throw new FaultError(fault("bad-input", named.error.issues[0]?.message));
  const stats = await lstat(source).catch(() => null);
  if (!stats?.isFile() && !stats?.isDirectory()) {
    throw new FaultError(fault("not-found", `${source} is neither a file nor a folder.`));
  }
  await prepareFolders(root, stagingDir);
  await cleanStaging(stagingDir, Date.now());
  await checkNameIsFree(root, name);
  let totalBytes = 0;
  let bytes = 0;
  let files: ImportedFile[] = [];
  await stageSet({
    stagingDir,
    signal,
    disk: realDisk,
    open: () => (stats.isFile() ? openZip(source) : openFolder(source)),
    onOpened: (total) => {
      totalBytes = total;
    },
    onBytes: (file, more) => {
      bytes += more;
      onProgress({ file, bytes, totalBytes });
    },
    publish: async (folder, known) => {
      await publishFolder(root, name, folder);
      files = [...known].map(([path, { sizeBytes, facts }]) => ({ path, sizeBytes, ...facts }));
    },
  });
  return files;
}
