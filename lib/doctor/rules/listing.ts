/** Rules about a pasted listing: whether the server can read the images, and whether they are complete. */
import {
  isFolder,
  isImageName,
  isLink,
  isShared,
  type ListedEntry,
  type Listing,
  meantImage,
  othersEnter,
  othersRead,
  parseListing,
} from "../listing";
import { type Facts, type KindModule, type Rule, when } from "../rule";

const quoted = (path: string): string =>
  /^[\w./@%+:,-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
const placeOf = ({ path, name }: ListedEntry): string => quoted(path ?? name);

/** Whether a folder is a chroot folder, or above one. */
const isAboveChroot = (entry: ListedEntry, { server }: Facts): boolean => {
  const { path } = entry;
  if (path === null || !isFolder(entry)) return false;
  return server.chroots.some((chroot) => chroot === path || path === "/" || chroot.startsWith(`${path}/`));
};
/** Folders that contain images. */
const images = (listing: Listing) => listing.folders.filter((folder) => folder.images.length > 0);
/** The smallest access point image is about 30 MB. */
const MIN_IMAGE_BYTES = 1_000_000;

const each = (
  rule: Omit<Rule<Listing>, "find">,
  isBroken: (entry: ListedEntry, facts: Facts) => boolean,
  problem: (entry: ListedEntry, facts: Facts) => string,
  commands: (entry: ListedEntry) => string[],
): Rule<Listing> => ({
  ...rule,
  find: ({ entries }, facts) =>
    entries
      .filter((entry) => isBroken(entry, facts))
      .map((entry) => ({ line: entry.line, problem: problem(entry, facts), commands: commands(entry) })),
});

export const listing: KindModule<Listing> = {
  kind: "listing",
  label: "Listing of files",
  parse: parseListing,
  place: () => null,
  rules: [
    each(
      {
        id: "ls-chroot-owner",
        severity: "error",
        title: "The SFTP chroot folder, or a folder above it, is not owned by root.",
        why: "sshd closes the session right after the login and logs bad ownership or modes.",
        fix: "Make root the owner. Users can write to a folder inside it.",
      },
      (entry, facts) => isAboveChroot(entry, facts) && entry.owner !== "root",
      (entry) => `${entry.path} is owned by ${entry.owner}.`,
      (entry) => [`chown root:root ${placeOf(entry)}`],
    ),
    each(
      {
        id: "ls-chroot-shared",
        severity: "error",
        title: "Users other than root can write to the SFTP chroot folder, or to a folder above it.",
        why: "sshd closes the session right after the login and logs bad ownership or modes.",
        fix: "Remove write permission from the group and others.",
      },
      (entry, facts) => isAboveChroot(entry, facts) && isShared(entry),
      (entry) => `${entry.path} has mode ${entry.mode}.`,
      (entry) => [`chmod go-w ${placeOf(entry)}`],
    ),
    each(
      {
        id: "ls-image-unreadable",
        severity: "error",
        title: "An image is not readable by everyone.",
        why: "A TFTP server sends only files that everyone can read, and the SFTP user rarely owns the files. Unzipping with a strict umask removes that permission: Permission denied.",
        fix: "Make the files readable by everyone.",
      },
      (entry) => isImageName(entry.name) && !isFolder(entry) && !isLink(entry) && !othersRead(entry),
      (entry) => `${entry.name} has mode ${entry.mode}.`,
      (entry) => [`chmod a+r ${placeOf(entry)}`],
    ),
    each(
      {
        id: "ls-folder-closed",
        severity: "error",
        title: "A folder can't be entered by everyone.",
        why: "The server runs as its own user, who needs permission to enter each folder on the path to the images, including home directories.",
        fix: "Let everyone enter the folder.",
      },
      (entry) => isFolder(entry) && !/^(\.\.|lost\+found)$/.test(entry.name) && !othersEnter(entry),
      (entry) => `${entry.path ?? entry.name} has mode ${entry.mode}.`,
      (entry) => [`chmod a+rx ${placeOf(entry)}`],
    ),
    each(
      {
        id: "ls-owner-not-server",
        severity: "error",
        title: "tftp-secure is set, but an image does not belong to the user that dnsmasq runs as.",
        why: "dnsmasq then does not serve the image.",
        fix: "Remove tftp-secure, or make that user the owner of the files.",
      },
      (entry, { server }) =>
        server.onlyOwner !== null && isImageName(entry.name) && entry.owner !== server.onlyOwner,
      (entry, { server }) => `${entry.name} is owned by ${entry.owner}, not by ${server.onlyOwner}.`,
      (entry) => [`chown dnsmasq ${placeOf(entry)}`],
    ),
    each(
      {
        id: "ls-image-small",
        severity: "error",
        title: "An image is empty or far too small.",
        why: "The unzip or the copy was interrupted. Access points reject an incomplete image.",
        fix: "Unzip the bundle again.",
      },
      (entry) =>
        isImageName(entry.name) && !isLink(entry) && entry.size !== null && entry.size < MIN_IMAGE_BYTES,
      (entry) => `The size of ${entry.name} is ${entry.size} bytes.`,
      () => [],
    ),
    each(
      {
        id: "ls-image-name",
        severity: "error",
        title: "An image has a different name than the controller requests.",
        why: "Requests use the exact name, which for access point images is lowercase and has no extension: No such file or directory.",
        fix: "Rename it.",
      },
      (entry) => !isFolder(entry) && !isImageName(entry.name) && meantImage(entry.name) !== null,
      (entry) => `${entry.name} should be named ${meantImage(entry.name)}.`,
      (entry) => [
        `mv ${placeOf(entry)} ${quoted(`${(entry.path ?? entry.name).slice(0, -entry.name.length)}${meantImage(entry.name)}`)}`,
      ],
    ),
    {
      id: "ls-zip-left",
      severity: "error",
      title: "The bundle was not unzipped.",
      why: "The controller requests the individual files of the bundle.",
      fix: "Unzip it in this folder.",
      find: (doc) =>
        doc.folders.flatMap(({ path, entries, images: found }) => {
          const zip = found.length > 0 ? undefined : entries.find(({ name }) => /\.zip$/i.test(name));
          const target = path === "" ? "." : quoted(path);
          if (zip === undefined) return [];
          return [
            { line: zip.line, commands: [`unzip ${placeOf(zip)} -d ${target}`, `chmod -R a+rX ${target}`] },
          ];
        }),
    },
    {
      id: "ls-nested",
      severity: "warning",
      title: "The folder contains only another folder, and no images.",
      why: "Many unzip programs create a folder named after the zip file. The Image Path must name the folder that contains the images.",
      fix: "Add that folder to the Image Path, or move its files up.",
      find: (doc) =>
        doc.folders.flatMap(({ path, entries, images: found }) => {
          const others = entries.filter(({ name }) => name !== "." && name !== "..");
          const [only] = others;
          const isNested = found.length === 0 && others.length === 1 && only !== undefined && isFolder(only);
          const isRoot = path !== "" && doc.folders.some((folder) => folder.path === `${path}/${only?.name}`);
          return when(isNested && !isRoot && /universalk9|bundle|\d+[._]\d+/i.test(only?.name ?? ""), () => ({
            line: only?.line ?? null,
          }));
        }),
    },
    {
      id: "ls-no-images",
      severity: "error",
      title: "The listing contains no images.",
      why: "The controller requests files such as ap1g8 and C9800-AP-iosxe-wlc.bin from the folder in the Image Path.",
      fix: "Unzip the bundle in this folder, or paste the listing of the correct folder.",
      find: (doc) => {
        const hasOther = doc.entries.some(({ name }) => /\.zip$/i.test(name) || meantImage(name) !== null);
        const isOfFiles = doc.entries.some((entry) => !isFolder(entry));
        return when(isOfFiles && images(doc).length === 0 && !hasOther, () => ({ line: null }));
      },
    },
    {
      id: "ls-no-controller-image",
      severity: "warning",
      title: "The controller image is missing.",
      why: "An upgrade needs C9800-AP-iosxe-wlc.bin in addition to the access point images. Access points can join without it.",
      fix: "Unzip the whole bundle in this folder.",
      find: (doc) =>
        images(doc)
          .filter((folder) =>
            folder.entries.every(({ name }) => meantImage(name) !== "C9800-AP-iosxe-wlc.bin"),
          )
          .map(({ line }) => ({ line })),
    },
    {
      id: "ls-selinux",
      severity: "check",
      title: "The files have SELinux labels.",
      why: "Files that were moved keep the label of their original folder, and the server might not be allowed to read them.",
      fix: "Restore the default labels of the folder.",
      find(doc) {
        const at = doc.lines.findIndex((line) => /^[-d][-rwxsStT]{9}\.\s/.test(line));
        const folder = doc.folders[0]?.path || "/var/lib/tftpboot";
        return when(at >= 0, () => ({
          line: at + 1,
          commands: [`restorecon -Rv ${quoted(folder)}`, `ls -Z ${quoted(folder)}`],
        }));
      },
    },
  ],
};
