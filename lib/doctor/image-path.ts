/** The rules about the folder of the images: the root in the file, the Image Path in the profile, and a pasted listing. */
import type { DoctorPurpose } from "@/lib/contracts/doctor";
import { foldImagePath } from "@/lib/contracts/profile-fields";
import { type Edit, type Rule, when } from "./rule";

/** Folders that packages and manuals use as the root of a TFTP or SFTP server. Of two with the same start, the longer comes first. */
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

/** The Image Path as the profile stores it: with forward slashes, and none at the ends. Null when it is not known. */
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

/** How the root folder of a kind of server is read and set. */
type RootAccess<D> = {
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
      title: `The Image Path repeats ${setting}.`,
      why: "The server adds the Image Path to its root folder, so the root appears twice: No such file or directory.",
      fix: "Set the Image Path to the part below the root.",
      find(doc, { purpose }) {
        const at = both(doc, purpose);
        const rest = at && at.folder !== "" ? below(at.folder, at.path, isWindows) : null;
        if (at === null || rest === null) return [];
        return [
          {
            line: at.line,
            problem: `The controller requests ${at.typed}, which the server looks for in ${join(at.folder, at.path, isWindows)}.`,
            fix: `Set the Image Path to ${shown(rest)}.`,
            page: { path: shown(rest) },
          },
        ];
      },
    },
    {
      id: `${prefix}-root-differs`,
      severity: "error",
      title: `The Image Path starts with a different root than ${setting}.`,
      why: "The Image Path and this file name different folders, and the images can be in only one of them.",
      fix: "Serve the folder that the Image Path names, and set the Image Path to the part below it.",
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
            problem: `The Image Path is below ${named}, but the server serves ${at.path === "" ? "another folder" : root(doc, purpose)?.path}.`,
            fix: `If the images are in ${named}, serve that folder and set the Image Path to ${rest}. Otherwise, move the images.`,
            edits: setRoot(doc, named, purpose),
            page: { path: rest },
          },
        ];
      },
    },
    {
      id: `${prefix}-path-repeats-root`,
      severity: "warning",
      title: `The Image Path repeats the last part of ${setting}.`,
      why: "That folder is already part of the root. There is rarely another folder with the same name below it.",
      fix: "Remove that folder from the Image Path.",
      find(doc, { purpose, folders }) {
        const at = both(doc, purpose);
        if (at === null || at.folder === "") return [];
        const rest = below(lastOf(at.folder), at.path, isWindows);
        const isThere = folders.some(({ path }) => folded(path) === `${at.folder}/${at.path}`);
        return when(rest !== null && !isThere, () => ({
          line: at.line,
          problem: `The root ends with ${lastOf(at.folder)}, and the Image Path ${at.typed} starts with it.`,
          fix: `Set the Image Path to ${shown(rest ?? "")}.`,
          page: { path: shown(rest ?? "") },
        }));
      },
    },
    ...(isWindows ? [] : [imagesElsewhere({ prefix, root, setRoot })]),
  ];
}

const join = (folder: string, path: string, isWindows: boolean): string =>
  isWindows ? `${folder}/${path}`.replaceAll("/", "\\") : `/${folder}/${path}`;

/** Listings are from Linux hosts, so this rule is not for servers on Windows. */
function imagesElsewhere<D>({
  prefix,
  root,
  setRoot,
}: Pick<RootAccess<D>, "prefix" | "root" | "setRoot">): Rule<D> {
  return {
    id: `${prefix}-images-elsewhere`,
    severity: "error",
    title: "The listing shows the images in a different folder than the controller requests.",
    why: "The server looks for images only in the Image Path below its root.",
    fix: "Change the root or the Image Path so that together they name the image folder.",
    find(doc, { purpose, folders }) {
      const at = root(doc, purpose);
      const path = pagePath(purpose);
      const withImages = folders.filter((folder) => folder.path.startsWith("/") && folder.images.length > 0);
      const [there] = withImages;
      if (at === null || path === null || there === undefined) return [];
      const asked = folded(`${at.path}/${path}`);
      if (withImages.some((folder) => folded(folder.path) === asked)) return [];
      const problem = `The images are in ${there.path}, but the server looks for them in /${asked}.`;
      const rest = below(folded(at.path), folded(there.path));
      if (rest !== null)
        return [
          {
            line: at.line,
            problem,
            fix: `Set the Image Path to ${shown(rest)}.`,
            page: { path: shown(rest) },
          },
        ];
      const parent = there.path.replace(/\/[^/]*$/, "") || "/";
      return [
        {
          line: at.line,
          problem,
          fix: `Serve ${parent} and set the Image Path to ${lastOf(there.path)}.`,
          edits: setRoot(doc, parent, purpose),
          page: { path: lastOf(there.path) },
        },
      ];
    },
  };
}
