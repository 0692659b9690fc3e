/** Where images may be that are not where they were expected: names to ask a server for that lists no folders. */
import { foldImagePath } from "@/lib/contracts/profile-fields";

/** Roots of common server programs, which clients must leave out of a path. */
const ROOTS = ["tftpboot", "srv/tftp", "var/lib/tftpboot", "srv/sftp", "private/tftpboot", "var/tftp"];

/** The release in a folder name, as numbers and the letter after them: `17.12.1` of `EWC_17_12_1`. */
function releaseIn(path: string): { numbers: number[]; letter: string } | null {
  const [, major, minor, fix, letter = ""] = /(\d{2})[._-](\d{1,2})[._-](\d{1,2})([a-z]?)/i.exec(path) ?? [];
  return major === undefined
    ? null
    : { numbers: [Number(major), Number(minor), Number(fix)], letter: letter.toLowerCase() };
}

const padded = ({ numbers, letter }: { numbers: number[]; letter: string }): string =>
  numbers.map((number, i) => (i === 0 ? String(number) : String(number).padStart(2, "0"))).join(".") + letter;

const inFolder = (folder: string, name: string): string => (folder === "" ? name : `${folder}/${name}`);

/** Zip files that may have been left where the images should be, as paths on the server. */
export function zipCandidates(path: string): string[] {
  const folder = foldImagePath(path).replace(/\.zip$/i, "");
  const base = folder.slice(folder.lastIndexOf("/") + 1);
  const parent = folder.includes("/") ? folder.slice(0, folder.lastIndexOf("/")) : "";
  const release = releaseIn(folder);
  const bundle = release === null ? [] : [`C9800-AP-universalk9.${padded(release)}.zip`];
  const inside = [...bundle, ...(base === "" ? [] : [`${base}.zip`])];
  return [
    ...new Set([
      ...inside.map((name) => inFolder(folder, name)),
      ...inside.map((name) => inFolder(parent, name)),
    ]),
  ];
}

/** Folders that may be meant by a path, the most alike first, at most 14; the root is the empty text. */
export function folderCandidates(path: string): string[] {
  const folder = foldImagePath(path).replace(/\.zip$/i, "");
  const segments = folder.split("/").filter((segment) => segment !== "");
  const last = segments.at(-1) ?? "";
  const parent = segments.slice(0, -1).join("/");
  const withoutRoot = ROOTS.filter((root) => folder.startsWith(`${root}/`)).map((root) =>
    folder.slice(root.length + 1),
  );
  const release = releaseIn(last);
  const spellings =
    release === null
      ? []
      : [
          `EWC_${release.numbers.join("_")}${release.letter}`,
          `${release.numbers.join(".")}${release.letter}`,
          `C9800-AP-universalk9.${padded(release)}`,
        ];
  const candidates = [
    ...withoutRoot,
    ...segments.slice(1).map((_, i) => segments.slice(i + 1).join("/")),
    parent,
    inFolder(folder, last),
    ...[last.toLowerCase(), last.toUpperCase(), ...spellings].map((name) => inFolder(parent, name)),
    "",
  ];
  return [...new Set(candidates)].filter((candidate) => candidate !== folder).slice(0, 14);
}
