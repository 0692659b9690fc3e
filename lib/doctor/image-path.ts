/** The rules about the folder of the images: the root in the file, the Image Path on the page, and a pasted listing. */
import type { DoctorPurpose } from "@/lib/contracts/doctor";
import { foldImagePath } from "@/lib/contracts/profile-fields";
import { type Edit, type Rule, when } from "./rule";

/** Folders that packages and manuals use as the root of a TFTP or SFTP server. The longer of two stands first. */
const KNOWN_ROOTS = [
  "/var/lib/tftpboot",
  "/var/lib/tftp",
  "/var/tftp",
  "/srv/tftpboot",
  "/srv/tftp",
  "/srv/sftp",
  "/var/sftp",
  "/tftpboot",
];

/** The path of the page as its form stores it: forward slashes, none at the ends. Null when it is not known. */
export const pagePath = ({ path }: DoctorPurpose): string | null =>
  path === null ? null : foldImagePath(path);

/** What is left of `path` below `folder`; null when it is not below. Both without slashes at the ends. */
export function below(folder: string, path: string, ignoreCase = false): string | null {
  const fold = (text: string) => (ignoreCase ? text.toLowerCase() : text);
  if (folder === "") return path;
  if (fold(path) === fold(folder)) return "";
  return fold(path).startsWith(`${fold(folder)}/`) ? path.slice(folder.length + 1) : null;
}

/** The folder itself, without slashes at the ends; `C:\tftp` becomes `C:/tftp`. */
const folded = (folder: string): string => foldImagePath(folder);
const shown = (path: string): string => (path === "" ? "/" : path);

const lastOf = (path: string): string => path.split("/").at(-1) ?? "";

/** How the root of a kind of server is read and set. */
export type RootAccess<D> = {
  /** Of the ids of the rules. */
  prefix: string;
  /** The setting in words: `TFTP_DIRECTORY`. */
  setting: string;
  /** The root and its line; null without one. */
  root(doc: D, purpose: DoctorPurpose): { path: string; line: number } | null;
  setRoot(doc: D, path: string, purpose: DoctorPurpose): readonly Edit[];
  isWindows?: boolean;
};

export function rootRules<D>({
  prefix,
  setting,
  root,
  setRoot,
  isWindows = false,
}: RootAccess<D>): Rule<D>[] {
  const both = (doc: D, purpose: DoctorPurpose) => {
    const found = root(doc, purpose);
    const path = pagePath(purpose);
    if (found === null || path === null) return null;
    return { ...found, folder: folded(found.path), path, typed: purpose.path ?? "" };
  };
  return [
    {
      id: `${prefix}-path-absolute`,
      severity: "error",
      title: `The Image Path on the page repeats ${setting}.`,
      why: "A request is looked up below the root of the server, so the root would be searched for inside itself: No such file or directory.",
      fix: "Enter only the part below the root on the page.",
      find(doc, { purpose }) {
        const at = both(doc, purpose);
        const rest = at && at.folder !== "" ? below(at.folder, at.path, isWindows) : null;
        if (at === null || rest === null) return [];
        return [
          {
            line: at.line,
            problem: `The page asks for ${at.typed}, which is searched for as ${join(at.folder, at.path, isWindows)}.`,
            fix: `Enter ${shown(rest)} as the Image Path on the page.`,
            page: { path: shown(rest) },
          },
        ];
      },
    },
    {
      id: `${prefix}-root-differs`,
      severity: "error",
      title: `The Image Path on the page names another root than ${setting}.`,
      why: "The page and the file speak of two folders. The images can be in one of them only.",
      fix: "Serve the folder that the page names, and enter only the part below it.",
      find(doc, { purpose }) {
        const at = both(doc, purpose);
        if (at === null || at.folder === "") return [];
        const drive = isWindows ? /^([A-Za-z]:\/[^/]+)(?:\/(.*))?$/.exec(at.path) : null;
        const known = KNOWN_ROOTS.find((folder) => below(folder.slice(1), at.path) !== null);
        const named = drive?.[1]?.replaceAll("/", "\\") ?? known;
        if (named === undefined || below(at.folder, at.path, isWindows) !== null) return [];
        const rest = shown(drive ? (drive[2] ?? "") : (below(named.slice(1), at.path) ?? ""));
        return [
          {
            line: at.line,
            problem: `The page names a folder below ${named}, but the server serves ${at.path === "" ? "another" : root(doc, purpose)?.path}.`,
            fix: `If the images are in ${named}, serve that folder, and enter ${rest} on the page. Else move the images.`,
            edits: setRoot(doc, named, purpose),
            page: { path: rest },
          },
        ];
      },
    },
    {
      id: `${prefix}-path-repeats-root`,
      severity: "warning",
      title: `The Image Path on the page begins with the last folder of ${setting}.`,
      why: "That folder is the root already. Below it, there is rarely another one with its name.",
      fix: "Leave that folder out of the Image Path on the page.",
      find(doc, { purpose, folders }) {
        const at = both(doc, purpose);
        if (at === null || at.folder === "") return [];
        const rest = below(lastOf(at.folder), at.path, isWindows);
        const isThere = folders.some(({ path }) => folded(path) === `${at.folder}/${at.path}`);
        return when(rest !== null && !isThere, () => ({
          line: at.line,
          problem: `The root ends with ${lastOf(at.folder)}, and the page asks for ${at.typed} below it.`,
          fix: `Enter ${shown(rest ?? "")} on the page.`,
          page: { path: shown(rest ?? "") },
        }));
      },
    },
    ...(isWindows ? [] : [imagesElsewhere({ prefix, root, setRoot })]),
  ];
}

const join = (folder: string, path: string, isWindows: boolean): string =>
  isWindows ? `${folder}/${path}`.replaceAll("/", "\\") : `/${folder}/${path}`;

/** A listing is one of Linux, so this rule is for servers there. */
function imagesElsewhere<D>({
  prefix,
  root,
  setRoot,
}: Pick<RootAccess<D>, "prefix" | "root" | "setRoot">): Rule<D> {
  return {
    id: `${prefix}-images-elsewhere`,
    severity: "error",
    title: "The pasted listing shows the images in another folder than the page asks for.",
    why: "The server looks below its root, in the Image Path of the page, and nowhere else.",
    fix: "Make root and Image Path together name the folder with the images.",
    find(doc, { purpose, folders }) {
      const at = root(doc, purpose);
      const path = pagePath(purpose);
      const withImages = folders.filter((folder) => folder.path.startsWith("/") && folder.images.length > 0);
      const [there] = withImages;
      if (at === null || path === null || there === undefined) return [];
      const asked = folded(`${at.path}/${path}`);
      if (withImages.some((folder) => folded(folder.path) === asked)) return [];
      const problem = `The images are in ${there.path}, but requests are looked up in /${asked}.`;
      const rest = below(folded(at.path), folded(there.path));
      if (rest !== null)
        return [
          { line: at.line, problem, fix: `Enter ${shown(rest)} on the page.`, page: { path: shown(rest) } },
        ];
      const parent = there.path.replace(/\/[^/]*$/, "") || "/";
      return [
        {
          line: at.line,
          problem,
          fix: `Serve ${parent}, and enter ${lastOf(there.path)} on the page.`,
          edits: setRoot(doc, parent, purpose),
          page: { path: lastOf(there.path) },
        },
      ];
    },
  };
}
