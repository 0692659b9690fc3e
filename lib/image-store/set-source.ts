/** Sources of a new image set: a folder, one file, or our samples (zip files are in zip-source.ts). */
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { FaultError, fault } from "@/lib/contracts/fault";
import { type ArchiveEntry, planImport, whyUnsafePath } from "@/lib/images/import-guards";
import { printable } from "@/lib/kit/text";
import { filePieces } from "./file-pieces";
import { type SampleSizes, sampleFiles, sampleVersionOf } from "./sample-files";

export type SourceFile = {
  /** Path inside the set, checked: safe to join to a folder. */
  path: string;
  sizeBytes: number;
  /** The content; a piece is valid until the next is requested. @throws FaultError when it cannot be read */
  pieces(): Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
};

export type SetSource = {
  files: SourceFile[];
  totalBytes: number;
  close(): Promise<void>;
};

const nothingToClose = () => Promise.resolve();

/** The files of a folder, checked like the entries of an archive. @throws FaultError */
export async function openFolder(folder: string): Promise<SetSource> {
  const entries: ArchiveEntry[] = [];
  const list = async (inside: string): Promise<void> => {
    for (const name of (await readdir(join(folder, inside))).sort()) {
      const path = inside === "" ? name : `${inside}/${name}`;
      const stats = await lstat(join(folder, path));
      const isFolder = stats.isDirectory();
      const size = stats.isFile() ? stats.size : 0;
      entries.push({
        name: isFolder ? `${path}/` : path,
        sizeBytes: size,
        storedBytes: size,
        mode: stats.mode,
        encrypted: false,
      });
      // The checks refuse deeper and larger folders anyway.
      if (isFolder && whyUnsafePath(path) === null && entries.length <= 10_000) await list(path);
    }
  };
  await list("");
  const plan = planImport(entries, null);
  if (!plan.ok) throw new FaultError(plan.fault);
  return {
    files: plan.value.files.map(({ index, path, sizeBytes }) => ({
      path,
      sizeBytes,
      pieces: () => filePieces(join(folder, entries[index]?.name ?? path)),
    })),
    totalBytes: plan.value.totalBytes,
    close: nothingToClose,
  };
}

/** One image file, to be stored as `fileName`. @throws FaultError for an unsafe name and for a zip file */
export async function openSingleFile(source: string, fileName: string): Promise<SetSource> {
  const why = whyUnsafePath(fileName);
  if (why !== null || fileName.includes("/") || fileName.startsWith(".")) {
    throw new FaultError(
      fault("unsafe-path", `"${printable(fileName)}" ${why ?? "is not the name of a visible file"}.`),
    );
  }
  for await (const piece of filePieces(source)) {
    if (Buffer.from(piece.subarray(0, 4)).toString("latin1") !== "PK\x03\x04") break;
    throw new FaultError(
      fault(
        "not-a-bundle",
        `${printable(fileName)} is a zip archive, not an image.`,
        "Import it as a bundle.",
      ),
    );
  }
  const sizeBytes = (await lstat(source)).size;
  return {
    files: [{ path: fileName, sizeBytes, pieces: () => filePieces(source) }],
    totalBytes: sizeBytes,
    close: nothingToClose,
  };
}

/** A synthetic bundle. @throws FaultError `bad-input` for a release whose AP version is not known */
export function openSample(release: string, version: string | undefined, sizes: SampleSizes): SetSource {
  const files = sampleFiles(release, sampleVersionOf(release, version), sizes);
  return {
    files: files.map((file) => ({ path: file.name, sizeBytes: file.sizeBytes, pieces: () => file.pieces() })),
    totalBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
    close: nothingToClose,
  };
}
