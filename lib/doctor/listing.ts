/** Pasted output of `ls -l`, `ls -ld`, `ls -lR` and `namei -l`: who can read what. */
import { CONTROLLER_IMAGE, imageFamilies } from "@/lib/contracts/families";
import { linesOf } from "./lines";

export type ListedEntry = {
  line: number;
  /** `drwxr-xr-x` */
  mode: string;
  owner: string;
  group: string;
  /** Bytes; null where the listing has no size. */
  size: number | null;
  name: string;
  /** The absolute path; null where neither the listing nor its heading names it. */
  path: string | null;
};
export type ListedFolder = {
  /** Empty when the listing does not name it. */
  path: string;
  line: number;
  entries: readonly ListedEntry[];
  /** The names of image files in it, as the controller requests them. */
  images: readonly string[];
};
export type Listing = {
  lines: readonly string[];
  folders: readonly ListedFolder[];
  entries: readonly ListedEntry[];
};

const MODE = "([-dl][-rwxsStT]{9})[.+@]?";
const LS = new RegExp(
  String.raw`^${MODE}\s+\d+\s+(\S+)\s+(\S+)\s+(\d+(?:[.,]\d+)?)([KMG]?)\s+` +
    String.raw`(?:\w{3}\s+\d+\s+[\d:]+|\d+\.?\s+\w{3}\s+[\d:]+|\d{4}-\d\d-\d\d\s+[\d:.]+(?:\s+[+-]\d{4})?)\s+(.+)$`,
);
const NAMEI = new RegExp(String.raw`^\s*${MODE}\s+(\S+)\s+(\S+)\s+(\S+)$`);
const UNITS: Record<string, number> = { "": 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };
const imageNames: ReadonlySet<string> = new Set([...imageFamilies, CONTROLLER_IMAGE]);

export const isImageName = (name: string): boolean => imageNames.has(name);
/** The image that a name means when its case or a tail is wrong: `AP1G8`, `ap1g8.tar`; null for others. */
export function meantImage(name: string): string | null {
  const base = name.toLowerCase().replace(/\.(tar|img|image|gz|tar\.gz)$/, "");
  return [...imageNames].find((image) => image.toLowerCase() === base) ?? null;
}

export const isFolder = ({ mode }: ListedEntry): boolean => mode.startsWith("d");
export const isLink = ({ mode }: ListedEntry): boolean => mode.startsWith("l");
export const othersRead = ({ mode }: ListedEntry): boolean => mode[7] === "r";
export const othersEnter = ({ mode }: ListedEntry): boolean => mode[9] === "x" || mode[9] === "t";
export const isShared = ({ mode }: ListedEntry): boolean => mode[5] === "w" || mode[8] === "w";

function readEntry(content: string, line: number, folder: string): ListedEntry | null {
  const listed = LS.exec(content);
  if (listed) {
    const [, mode = "", owner = "", group = "", amount = "0", unit = "", rest = ""] = listed;
    const name = rest.replace(/ -> .*$/, "").replace(/(?<=.)\/$/, "");
    const size = Math.round(Number(amount.replace(",", ".")) * (UNITS[unit] ?? 1));
    return { line, mode, owner, group, size, name, path: pathOf(folder, name) };
  }
  const [, mode, owner = "", group = "", name = ""] = NAMEI.exec(content) ?? [];
  if (mode === undefined) return null;
  return { line, mode, owner, group, size: null, name, path: pathOf(folder, name) };
}

function pathOf(folder: string, name: string): string | null {
  if (name.startsWith("/")) return name;
  if (folder === "") return null;
  return name === "." ? folder : `${folder === "/" ? "" : folder}/${name}`;
}

/** Longer lines are not output of these commands. */
const MAX_LINE_LENGTH = 600;

/** The folder that a line makes the current one: a heading of `ls` or `namei`, or a command at a prompt. */
function headingOf(content: string): string | null {
  const line = content.trim();
  const heading = line.startsWith("f: ") ? line.slice(3).trim() : line.replace(/:$/, "");
  if (heading.startsWith("/")) return withoutEnd(heading);
  const [, options, folder] = /\bls((?:\s+-[\w-]+)+)\s+["']?(\/[^"'\s]*)/.exec(line) ?? [];
  return folder !== undefined && options?.includes("l") === true ? withoutEnd(folder) : null;
}

const withoutEnd = (folder: string): string => folder.replace(/(?<=.)\/$/, "");

export function parseListing(text: string): Listing {
  const lines = linesOf(text);
  const folders: (ListedFolder & { entries: ListedEntry[]; images: string[] })[] = [];
  const entries: ListedEntry[] = [];
  let current = { path: "", line: 1, entries: [] as ListedEntry[], images: [] as string[] };
  let walked = "";
  lines.forEach((content, index) => {
    if (content.length > MAX_LINE_LENGTH) return;
    const heading = headingOf(content);
    if (heading !== null) {
      walked = content.trim().startsWith("f: ") ? "/" : "";
      current = { path: heading, line: index + 1, entries: [], images: [] };
      return;
    }
    const isWalk = walked !== "";
    const entry = readEntry(content.trimEnd(), index + 1, isWalk ? walked : current.path);
    if (entry === null) return;
    entries.push(entry);
    // namei lists each folder of one path below the one before.
    if (isWalk) walked = entry.path ?? walked;
    else if (!entry.name.startsWith("/")) {
      if (!folders.includes(current)) folders.push(current);
      current.entries.push(entry);
      if (isImageName(entry.name) && !isFolder(entry)) current.images.push(entry.name);
    }
  });
  return { lines, folders, entries };
}
