/** Writes a synthetic image bundle to disk, unpacked or as a zip file. Its content is in sample-files.ts. */
import { createWriteStream } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { FaultError, fault } from "@/lib/contracts/fault";
import {
  paddedRelease,
  type SampleFile,
  type SampleSizes,
  sampleFiles,
  sampleVersionOf,
} from "./sample-files";

export type SampleBundleOrder = SampleSizes & {
  /** `17.12.1`, `17.9.4a`. */
  release: string;
  /** AP version of four numbers; needed for releases that `sampleVersions` does not know. */
  version?: string;
  /** Folder for the files; created when missing. */
  out: string;
  /** Write one zip file, named as the vendor names bundles, instead of the unpacked files. */
  zip?: boolean;
  onProgress?(progress: { file: string; bytes: number; totalBytes: number }): void;
};

export type SampleBundle = {
  /** Absolute paths of what was written. */
  files: string[];
  version: string;
  totalBytes: number;
};

/**
 * Writes the bundle. Each file appears only when it is complete. Rejects with a FaultError: `bad-input` for an unknown
 * release, `conflict` when a file exists that is not one of our samples.
 */
export async function writeSampleBundle(order: SampleBundleOrder): Promise<SampleBundle> {
  const version = sampleVersionOf(order.release, order.version);
  const files = sampleFiles(order.release, version, order);
  const totalBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const folder = resolve(order.out);
  await mkdir(folder, { recursive: true });
  let bytes = 0;
  function* counted(file: SampleFile): Generator<Uint8Array> {
    for (const piece of file.pieces()) {
      yield piece;
      bytes += piece.length;
      order.onProgress?.({ file: file.name, bytes, totalBytes });
    }
  }
  if (order.zip) {
    const path = join(folder, `C9800-AP-universalk9.${paddedRelease(order.release)}.zip`);
    await writeWhole(path, zipOf(files, counted));
    return { files: [path], version, totalBytes };
  }
  const written: string[] = [];
  for (const file of files) {
    const path = join(folder, file.name);
    await writeWhole(path, Readable.from(counted(file), { objectMode: false }));
    written.push(path);
  }
  return { files: written, version, totalBytes };
}

/** Not compressed, because the contents are incompressible. Times are fixed in local time, as zip files store them. */
function zipOf(files: readonly SampleFile[], content: (file: SampleFile) => Iterable<Uint8Array>): Readable {
  const zip = new ZipFile();
  const options = { compress: false, mode: 0o100644, mtime: new Date(2024, 0, 1), forceDosTimestamp: true };
  for (const file of files) {
    zip.addReadStreamLazy(file.name, { ...options, size: file.sizeBytes }, (give) => {
      give(null, Readable.from(content(file), { objectMode: false }));
    });
  }
  zip.end();
  return Readable.from(zip.outputStream as AsyncIterable<Uint8Array>, { objectMode: false });
}

async function writeWhole(path: string, content: Readable): Promise<void> {
  await checkMayOverwrite(path);
  const part = `${path}.${process.pid}.part`;
  try {
    await pipeline(content, createWriteStream(part));
    await rename(part, path);
  } catch (thrown) {
    await rm(part, { force: true });
    throw thrown;
  }
}

/** A sample must never replace a real image: an existing file may be overwritten only if it is a sample. */
async function checkMayOverwrite(path: string): Promise<void> {
  const file = await open(path, "r").catch(() => null);
  if (file === null) return;
  try {
    const head = Buffer.alloc(1024);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    if (/SYNTHETIC[- ]SAMPLE/.test(head.toString("latin1", 0, bytesRead))) return;
  } finally {
    await file.close();
  }
  throw new FaultError(
    fault(
      "conflict",
      `${path} exists and is not a sample file.`,
      "Choose another folder. Nothing was changed.",
    ),
  );
}
