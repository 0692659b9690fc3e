/** Writes the files of a source into a staging folder, and collects their facts on the way. */
import { mkdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { FaultError, fault } from "@/lib/contracts/fault";
import type { FileFacts } from "@/lib/images/catalog";
import { printable } from "@/lib/kit/text";
import type { DiskPort } from "./disk";
import { FileFactsReader } from "./file-pieces";
import type { SetSource, SourceFile } from "./set-source";

/** A file on the disk, and the facts that were read from its bytes. */
export type KnownFile = { sizeBytes: number; modifiedAt: number; facts: FileFacts };

export type WriteProgress = { signal: AbortSignal; onBytes(path: string, bytes: number): void };

/** Writes all files. @returns the facts by path inside the set. Rejects with the first error; the caller removes the files. */
export async function writeSet(
  source: SetSource,
  folder: string,
  disk: DiskPort,
  progress: WriteProgress,
): Promise<Map<string, KnownFile>> {
  const known = new Map<string, KnownFile>();
  for (const file of source.files) {
    progress.signal.throwIfAborted();
    progress.onBytes(file.path, 0);
    known.set(file.path, await writeFile(file, join(folder, file.path), disk, progress));
  }
  return known;
}

async function writeFile(
  file: SourceFile,
  target: string,
  disk: DiskPort,
  { signal, onBytes }: WriteProgress,
): Promise<KnownFile> {
  await mkdir(dirname(target), { recursive: true });
  const writer = await disk.create(target);
  const facts = new FileFactsReader(file.path);
  try {
    for await (const piece of file.pieces()) {
      signal.throwIfAborted();
      facts.add(piece);
      // Checked before writing, because a source with more bytes than announced could fill the disk.
      if (facts.bytes > file.sizeBytes) throw otherSize(file, "more");
      await writer.write(piece);
      onBytes(file.path, piece.length);
    }
    if (facts.bytes < file.sizeBytes) throw otherSize(file, "fewer");
    await writer.close();
  } catch (thrown) {
    await writer.abandon().catch(() => undefined);
    throw thrown;
  }
  const { size, mtimeMs } = await stat(target);
  return { sizeBytes: size, modifiedAt: Math.floor(mtimeMs), facts: facts.end() };
}

const otherSize = (file: SourceFile, how: "more" | "fewer"): FaultError =>
  new FaultError(
    fault(
      "image-damaged",
      `${printable(file.path)} has ${how} bytes than announced.`,
      "Get the source again.",
    ),
  );
