/**
 * Decides which entries of an archive become files of an image set, and which archives are refused: unsafe paths
 * ("zip slip"), symbolic links, decompression bombs, name clashes. Only the directory of the archive is used, before
 * anything is unpacked.
 */

import { type Fault, fault } from "@/lib/contracts/fault";
import { isImageFileName } from "@/lib/contracts/uploads";
import { err, ok, type Result } from "@/lib/kit/result";
import { canBeShown, printable } from "@/lib/kit/text";
import { formatBytes } from "@/lib/kit/units";
import { baseName } from "./file-names";

/** One entry as the directory of the archive states it, which may be false. */
export type ArchiveEntry = {
  /** The name in the archive; a slash at its end means a folder. */
  name: string;
  sizeBytes: number;
  /** Bytes inside the archive; the same as `sizeBytes` when it is not compressed. */
  storedBytes: number;
  /** Unix mode with the type bits; 0 when unknown. */
  mode: number;
  encrypted: boolean;
};

export type ImportLimits = {
  maxEntries: number;
  maxTotalBytes: number;
  /** Unpacked bytes per stored byte, for one entry and for all together. For images, which are compressed, it is about 1. */
  maxRatio: number;
  /** The ratio is not checked for entries smaller than this. */
  ratioFromBytes: number;
};

export const defaultImportLimits: ImportLimits = {
  maxEntries: 2_000,
  maxTotalBytes: 16_000_000_000,
  maxRatio: 100,
  ratioFromBytes: 4_000_000,
};

export type PlannedFile = {
  /** Place in the list of entries. */
  index: number;
  /** Path inside the set, with slashes: safe to join to a folder. */
  path: string;
  sizeBytes: number;
};
export type ImportPlan = { files: PlannedFile[]; totalBytes: number };

const FILE_TYPE_MASK = 0o170000;
const REGULAR = 0o100000;
const FOLDER = 0o040000;
const SYMLINK = 0o120000;
const MAX_DEPTH = 8;
const MAX_SEGMENT_BYTES = 255;
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\.|$)/i;
const utf8 = new TextEncoder();

/** Why a file or folder name is unsafe, as the end of a sentence; null when it is safe. One segment, without slashes. */
export function whyUnsafeName(name: string): string | null {
  if (name === "") return "has an empty part in its path";
  if (name === "." || name === "..") return "leads outside its folder";
  if (!canBeShown(name)) return "has control or invisible characters in its name";
  if (/^[A-Za-z]:/.test(name)) return "begins with a drive letter";
  if (name.includes("\\")) return "has a backslash in its name";
  if (name.includes("/")) return "has a slash in its name";
  if (/[<>:"|?*]/.test(name)) return 'has one of < > : " | ? * in its name';
  if (RESERVED.test(name)) return "has a name that is reserved on some systems";
  if (/[. ]$/.test(name) || name.startsWith(" "))
    return "has a name that begins or ends with a space or ends with a dot";
  if (utf8.encode(name).length > MAX_SEGMENT_BYTES) return "has a name of more than 255 bytes";
  return null;
}

/** As {@link whyUnsafeName}, for a relative path with slashes. */
export function whyUnsafePath(path: string): string | null {
  if (path.startsWith("/")) return "is an absolute path";
  const segments = path.split("/");
  if (segments.length > MAX_DEPTH) return `is nested more than ${MAX_DEPTH} folders deep`;
  for (const segment of segments) {
    const why = whyUnsafeName(segment);
    if (why !== null) return why;
  }
  return null;
}

/** Files that operating systems add to folders and archives, and hidden files, which our servers do not serve. */
const isJunk = (path: string): boolean =>
  path
    .split("/")
    .some((part) => part.startsWith(".") || part === "__MACOSX" || /^(thumbs\.db|desktop\.ini)$/i.test(part));

const quoted = (name: string): string =>
  `"${printable(name.length > 120 ? `${name.slice(0, 117)}...` : name)}"`;

/**
 * The files to write. Folders that contain everything are removed from the paths, and junk files are left out.
 * Faults: `unsafe-path`, `bomb`, `name-clash`, `not-a-bundle` (no image in it, or encrypted).
 * @param archiveBytes size of the whole archive; null for a folder, where entries cannot share bytes.
 */
export function planImport(
  entries: readonly ArchiveEntry[],
  archiveBytes: number | null,
  limits: ImportLimits = defaultImportLimits,
): Result<ImportPlan, Fault> {
  const refusal = entries.length > limits.maxEntries ? tooMany(limits) : firstRefusal(entries);
  if (refusal !== null) return err(refusal);
  const named: PlannedFile[] = [];
  for (const [index, { name, sizeBytes }] of entries.entries()) {
    if (!name.endsWith("/") && !isJunk(name)) named.push({ index, path: name, sizeBytes });
  }
  const files = stripCommonFolders(named);
  const bad =
    bombRefusal(entries, archiveBytes, limits) ??
    clashRefusal(files) ??
    (hasImage(files) ? null : noImage(files));
  if (bad !== null) return err(bad);
  return ok({ files, totalBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0) });
}

function firstRefusal(entries: readonly ArchiveEntry[]): Fault | null {
  for (const entry of entries) {
    const type = entry.mode & FILE_TYPE_MASK;
    const folder = entry.name.endsWith("/");
    const why = whyUnsafePath(folder ? entry.name.slice(0, -1) : entry.name);
    const remedy = "Use the archive as the vendor provides it, or repack it with plain file names.";
    if (why !== null) return fault("unsafe-path", `Entry ${quoted(entry.name)} ${why}.`, remedy);
    if (type === SYMLINK) {
      return fault("unsafe-path", `Entry ${quoted(entry.name)} is a symbolic link.`, "Pack the file itself.");
    }
    if (type !== 0 && type !== (folder ? FOLDER : REGULAR)) {
      return fault("unsafe-path", `Entry ${quoted(entry.name)} is neither a file nor a folder.`, remedy);
    }
    if (entry.encrypted) {
      return fault(
        "not-a-bundle",
        `Entry ${quoted(entry.name)} is encrypted.`,
        "Unpack it with its password first.",
      );
    }
  }
  return null;
}

const tooMany = (limits: ImportLimits): Fault =>
  fault("bomb", `It has more than ${limits.maxEntries} entries. An image bundle has about ten.`);

function bombRefusal(
  entries: readonly ArchiveEntry[],
  archiveBytes: number | null,
  limits: ImportLimits,
): Fault | null {
  let sizeBytes = 0;
  let storedBytes = 0;
  const ratioIsBad = (size: number, stored: number) =>
    size >= limits.ratioFromBytes && size > stored * limits.maxRatio;
  for (const entry of entries) {
    if (
      !isSize(entry.sizeBytes) ||
      !isSize(entry.storedBytes) ||
      ratioIsBad(entry.sizeBytes, entry.storedBytes)
    ) {
      const sizes = `${formatBytes(entry.storedBytes)} would become ${formatBytes(entry.sizeBytes)}`;
      return fault("bomb", `Entry ${quoted(entry.name)} is not plausible for an image: ${sizes}.`);
    }
    sizeBytes += entry.sizeBytes;
    storedBytes += entry.storedBytes;
  }
  if (sizeBytes > limits.maxTotalBytes || ratioIsBad(sizeBytes, storedBytes)) {
    const limit = formatBytes(limits.maxTotalBytes);
    return fault(
      "bomb",
      `It unpacks to ${formatBytes(sizeBytes)}. The limit is ${limit} and ${limits.maxRatio} times its size.`,
    );
  }
  // Overlapping entries are a way to hide a large content in a small archive.
  if (archiveBytes !== null && storedBytes > archiveBytes) {
    return fault("bomb", "Its entries overlap. Together they claim more bytes than the archive has.");
  }
  return null;
}

const isSize = (bytes: number): boolean => Number.isSafeInteger(bytes) && bytes >= 0;

function stripCommonFolders(files: PlannedFile[]): PlannedFile[] {
  const first = files[0]?.path ?? "";
  const slash = first.indexOf("/");
  if (slash < 0) return files;
  const folder = first.slice(0, slash + 1);
  if (!files.every((file) => file.path.startsWith(folder))) return files;
  return stripCommonFolders(files.map((file) => ({ ...file, path: file.path.slice(folder.length) })));
}

/** A path as file systems compare it that ignore case and Unicode composition. */
const folded = (path: string): string => path.normalize("NFC").toLowerCase();

function clashRefusal(files: readonly PlannedFile[]): Fault | null {
  const names = new Map<string, string>();
  const folders = new Map<string, string>();
  const clash = (a: string, b: string) =>
    fault(
      "name-clash",
      `It has two entries for the same path: ${quoted(a)} and ${quoted(b)}.`,
      "Repack it with distinct names.",
    );
  for (const { path } of files) {
    const key = folded(path);
    const other = names.get(key) ?? folders.get(key);
    if (other !== undefined) return clash(other, path);
    names.set(key, path);
    const parts = path.split("/");
    for (let depth = 1; depth < parts.length; depth++) {
      const folder = parts.slice(0, depth).join("/");
      const taken = names.get(folded(folder)) ?? folders.get(folded(folder));
      // Files share their folder, but a folder clashes with a file, and with a folder that differs only in case.
      if (taken !== undefined && (names.has(folded(folder)) || taken !== folder)) return clash(taken, path);
      folders.set(folded(folder), folder);
    }
  }
  return null;
}

const hasImage = (files: readonly PlannedFile[]): boolean =>
  files.some((f) => isImageFileName(baseName(f.path)));

function noImage(files: readonly PlannedFile[]): Fault {
  const inner = files.find((file) => /\.(zip|tar|tgz|gz)$/i.test(file.path));
  const found = files.slice(0, 3).map((file) => quoted(file.path));
  const there =
    files.length === 0 ? "It is empty" : `It has ${found.join(", ")}${files.length > 3 ? " and more" : ""}`;
  return fault(
    "not-a-bundle",
    `${there}, but no access point image (ap1g8, ap1g6a ...) and no controller image.`,
    inner === undefined
      ? "Use the bundle of the release, named like C9800-AP-universalk9.17.12.01.zip."
      : `Unpack it once, and import ${quoted(inner.path)} from it.`,
  );
}
