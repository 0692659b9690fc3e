/** Writes a source's files into a staging folder, and learns all about them on the way: no byte is read twice. */
import { mkdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { FaultError, fault } from "@/lib/contracts/fault";
import type { FileFacts } from "@/lib/images/catalog";
import { printable } from "@/lib/kit/text";
import type { DiskPort } from "./disk";
import { FileAccount } from "./file-pieces";
import type { SetSource, SourceFile } from "./set-source";

/** A file as the disk has it, and what its bytes told. */
export type KnownFile = { sizeBytes: number; modifiedAt: number; facts: FileFacts };

export type WriteProgress = { signal: AbortSignal; onBytes(path: string, bytes: number): void };

/** Paths inside the set -> what is known of them. Rejects with the first trouble; what was written is the caller's to remove. */
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
  const account = new FileAccount(file.path);
  try {
    for await (const piece of file.pieces()) {
      signal.throwIfAborted();
      account.add(piece);
      // Before writing: a source that gives more than it announced must not fill the disk.
      if (account.bytes > file.sizeBytes) throw otherSize(file, "more");
      await writer.write(piece);
      onBytes(file.path, piece.length);
    }
    if (account.bytes < file.sizeBytes) throw otherSize(file, "fewer");
    await writer.close();
  } catch (thrown) {
    await writer.abandon().catch(() => undefined);
    throw thrown;
  }
  const { size, mtimeMs } = await stat(target);
  return { sizeBytes: size, modifiedAt: Math.floor(mtimeMs), facts: account.end() };
}

const otherSize = (file: SourceFile, how: "more" | "fewer"): FaultError =>
  new FaultError(
    fault(
      "image-damaged",
      `${printable(file.path)} has ${how} bytes than announced.`,
      "Take the source again.",
    ),
  );
