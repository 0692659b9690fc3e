/** A zip file as the source of an image set: stored or deflated, with or without zip64 (APPNOTE 6.3.10). */
import { stat } from "node:fs/promises";
import { crc32 } from "node:zlib";
import yauzl from "yauzl";
import { FaultError, fault, faultOf } from "@/lib/contracts/fault";
import { type ArchiveEntry, defaultImportLimits, planImport } from "@/lib/images/import-guards";
import { printable } from "@/lib/kit/text";
import type { SetSource } from "./set-source";

/** Reads the directory of the archive and checks it. @throws FaultError `not-a-bundle`, `unsafe-path`, `bomb`, `name-clash` */
export async function openZip(path: string): Promise<SetSource> {
  const zip = await openArchive(path);
  try {
    const entries = await listEntries(zip);
    const plan = planImport(entries.map(asArchiveEntry), (await stat(path)).size);
    if (!plan.ok) throw new FaultError(plan.fault);
    const files = plan.value.files.flatMap((file) => {
      const entry = entries[file.index];
      return entry === undefined ? [] : [{ ...file, pieces: () => content(zip, entry, file.path) }];
    });
    return { files, totalBytes: plan.value.totalBytes, close: () => Promise.resolve(zip.close()) };
  } catch (thrown) {
    zip.close();
    throw thrown;
  }
}

async function openArchive(path: string): Promise<yauzl.ZipFile> {
  try {
    // Names stay bytes: our checks say more than yauzl's, which also turns backslashes into slashes.
    return await yauzl.openPromise(path, { autoClose: false, lazyEntries: true, decodeStrings: false });
  } catch (thrown) {
    throw notAZip(thrown);
  }
}

async function listEntries(zip: yauzl.ZipFile): Promise<yauzl.Entry[]> {
  const entries: yauzl.Entry[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      entries.push(entry);
      if (entries.length > defaultImportLimits.maxEntries) break;
    }
  } catch (thrown) {
    throw notAZip(thrown);
  }
  return entries;
}

function notAZip(thrown: unknown): FaultError {
  const said = faultOf(thrown).message;
  const what = /End of central directory record signature not found/.test(said)
    ? "This is not a zip archive, or it was cut short."
    : `This zip archive is damaged: ${printable(said)}.`;
  return new FaultError(fault("not-a-bundle", what, "If it is a bundle, download it again."));
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

/** Image names are ASCII. Other names are decoded as UTF-8, or byte by byte when they are not UTF-8. */
function nameOf(entry: yauzl.Entry): string {
  try {
    return strictUtf8.decode(entry.fileNameRaw);
  } catch {
    return entry.fileNameRaw.toString("latin1");
  }
}

const asArchiveEntry = (entry: yauzl.Entry): ArchiveEntry => ({
  name: nameOf(entry),
  sizeBytes: entry.uncompressedSize,
  storedBytes: entry.compressedSize,
  // The upper half holds the Unix mode when the archive was made there (3) or on macOS (19); elsewhere it is 0.
  mode: entry.externalFileAttributes >>> 16,
  encrypted: entry.isEncrypted(),
});

async function* content(zip: yauzl.ZipFile, entry: yauzl.Entry, path: string): AsyncGenerator<Uint8Array> {
  let sum = 0;
  try {
    const stream = await zip.openReadStreamPromise(entry);
    for await (const piece of stream as AsyncIterable<Uint8Array>) {
      sum = crc32(piece, sum);
      yield piece;
    }
  } catch (thrown) {
    throw damaged(path, faultOf(thrown).message);
  }
  if (sum !== entry.crc32) throw damaged(path, "its checksum does not agree");
}

const damaged = (path: string, why: string): FaultError =>
  new FaultError(
    fault(
      "image-damaged",
      `The archive is damaged at ${printable(path)}: ${printable(why)}.`,
      "Download the bundle again.",
    ),
  );
