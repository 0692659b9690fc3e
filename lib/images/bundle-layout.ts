/** The kind and version of the files of an image set, from their names and the facts that were read from them. */
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import type { ImageFile } from "@/lib/contracts/images";
import { isImageFileName } from "@/lib/contracts/uploads";
import type { FileFacts } from "./catalog";
import { baseName, familyOfFileName } from "./file-names";
import type { ImageFacts } from "./image-facts";

/** The kind of a file by its name alone. */
export function fileKindOf(path: string): ImageFile["kind"] {
  const name = baseName(path);
  if (name === CONTROLLER_IMAGE) return "controller-image";
  if (isImageFileName(name)) return "ap-image";
  return /^read[ _-]?me(\.[a-z0-9]+)?$/i.test(name) ? "readme" : "other";
}

/** Whether the beginning of a readme says, in its first line, that the set is synthetic. */
export const saysSynthetic = (beginning: string): boolean =>
  /\bsynthetic\b/i.test(beginning.split(/[\r\n]/, 1)[0] ?? "");

/**
 * The facts about a file that was read completely. A file with an unknown name is an AP image when it is a tar with a
 * version; readmes and other files are not checked as images.
 * @param beginning the first few hundred bytes as text
 */
export function describeFile(path: string, facts: ImageFacts, beginning: string): Omit<FileFacts, "sha512"> {
  const named = fileKindOf(path);
  const kind = named === "other" && facts.intact !== null && facts.version !== null ? "ap-image" : named;
  const { version, intact, note } = facts;
  switch (kind) {
    case "ap-image":
      return { kind, family: facts.family, version, intact, note, synthetic: false };
    case "controller-image":
      return { kind, family: null, version, intact, note, synthetic: false };
    case "readme":
    case "other": {
      const synthetic = kind === "readme" && saysSynthetic(beginning);
      return { kind, family: null, version: null, intact: null, note: null, synthetic };
    }
  }
}

/** The facts about a file before it was read. */
export const describeUnread = (path: string): Pick<ImageFile, "kind" | "family" | "version" | "intact"> => {
  const kind = fileKindOf(path);
  return { kind, family: kind === "ap-image" ? familyOfFileName(path) : null, version: null, intact: null };
};

/** The version of the controller image, else the version that all AP images share, else null. */
export function versionOfSet(files: readonly Pick<ImageFile, "kind" | "version">[]): string | null {
  const controller = files.find((file) => file.kind === "controller-image")?.version ?? null;
  if (controller !== null) return controller;
  const versions = new Set(files.filter((file) => file.kind === "ap-image").map((file) => file.version));
  const [only] = versions;
  return versions.size === 1 ? (only ?? null) : null;
}
