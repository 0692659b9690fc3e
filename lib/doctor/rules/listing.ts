/** Rules about a pasted listing: whether the server may read the images, and whether they are complete. */
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

/** Whether a folder is the one that users are confined to, or above it. */
const isAboveChroot = (entry: ListedEntry, { server }: Facts): boolean => {
  const { path } = entry;
  if (path === null || !isFolder(entry)) return false;
  return server.chroots.some((chroot) => chroot === path || path === "/" || chroot.startsWith(`${path}/`));
};
/** Folders that hold images. */
const images = (listing: Listing) => listing.folders.filter((folder) => folder.images.length > 0);
/** The smallest image of an access point has some 30 MB. */
const LEAST_BYTES = 1_000_000;

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
        title: "The folder that SFTP users are confined to, or one above it, does not belong to root.",
        why: "sshd closes the session right after the login, and logs bad ownership or modes.",
        fix: "Let root own it. Users may write in a folder inside it.",
      },
      (entry, facts) => isAboveChroot(entry, facts) && entry.owner !== "root",
      (entry) => `${entry.path} belongs to ${entry.owner}.`,
      (entry) => [`chown root:root ${placeOf(entry)}`],
    ),
    each(
      {
        id: "ls-chroot-shared",
        severity: "error",
        title:
          "Others than root may write in the folder that SFTP users are confined to, or in one above it.",
        why: "sshd closes the session right after the login, and logs bad ownership or modes.",
        fix: "Take the right to write from group and others.",
      },
      (entry, facts) => isAboveChroot(entry, facts) && isShared(entry),
      (entry) => `${entry.path} has the mode ${entry.mode}.`,
      (entry) => [`chmod go-w ${placeOf(entry)}`],
    ),
    each(
      {
        id: "ls-image-unreadable",
        severity: "error",
        title: "An image cannot be read by others.",
        why: "A TFTP server sends only files that everybody may read, and an SFTP user is rarely their owner. An unzip with a strict umask takes that right away: Permission denied.",
        fix: "Let everybody read the files.",
      },
      (entry) => isImageName(entry.name) && !isFolder(entry) && !isLink(entry) && !othersRead(entry),
      (entry) => `${entry.name} has the mode ${entry.mode}.`,
      (entry) => [`chmod a+r ${placeOf(entry)}`],
    ),
    each(
      {
        id: "ls-folder-closed",
        severity: "error",
        title: "A folder cannot be entered by others.",
        why: "The server runs as a user of its own. It needs the right to enter each folder on the way to an image, home directories among them.",
        fix: "Let everybody enter the folder.",
      },
      (entry) => isFolder(entry) && !/^(\.\.|lost\+found)$/.test(entry.name) && !othersEnter(entry),
      (entry) => `${entry.path ?? entry.name} has the mode ${entry.mode}.`,
      (entry) => [`chmod a+rx ${placeOf(entry)}`],
    ),
    each(
      {
        id: "ls-owner-not-server",
        severity: "error",
        title: "tftp-secure is set, and an image does not belong to the user of dnsmasq.",
        why: "dnsmasq refuses files of other users then.",
        fix: "Remove tftp-secure, or give the files to that user.",
      },
      (entry, { server }) =>
        server.onlyOwner !== null && isImageName(entry.name) && entry.owner !== server.onlyOwner,
      (entry, { server }) => `${entry.name} belongs to ${entry.owner}, not to ${server.onlyOwner}.`,
      (entry) => [`chown dnsmasq ${placeOf(entry)}`],
    ),
    each(
      {
        id: "ls-image-small",
        severity: "error",
        title: "An image is empty or far too small.",
        why: "An unzip or a copy was cut off. The access point refuses what it gets.",
        fix: "Unzip the bundle again.",
      },
      (entry) => isImageName(entry.name) && !isLink(entry) && entry.size !== null && entry.size < LEAST_BYTES,
      (entry) => `${entry.name} has ${entry.size} bytes.`,
      () => [],
    ),
    each(
      {
        id: "ls-image-name",
        severity: "error",
        title: "An image has another name than the controller asks for.",
        why: "Names are asked for exactly, with lowercase letters and without an extension: No such file or directory.",
        fix: "Rename it.",
      },
      (entry) => !isFolder(entry) && !isImageName(entry.name) && meantImage(entry.name) !== null,
      (entry) => `${entry.name} should be called ${meantImage(entry.name)}.`,
      (entry) => [
        `mv ${placeOf(entry)} ${quoted(`${(entry.path ?? entry.name).slice(0, -entry.name.length)}${meantImage(entry.name)}`)}`,
      ],
    ),
    {
      id: "ls-zip-left",
      severity: "error",
      title: "The bundle was not unzipped.",
      why: "The controller asks for the files in the zip, one by one.",
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
      title: "The folder holds one more folder, and no images.",
      why: "Many unzip programs make a folder with the name of the zip. The Image Path must name the folder that holds the images.",
      fix: "Add that folder to the Image Path on the page, or move its files up.",
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
      title: "The listing has no image.",
      why: "The controller asks for files such as ap1g8 and C9800-AP-iosxe-wlc.bin in the folder of the Image Path.",
      fix: "Unzip the bundle in this folder, or paste the listing of the right one.",
      find: (doc) => {
        const hasOther = doc.entries.some(({ name }) => /\.zip$/i.test(name) || meantImage(name) !== null);
        const isOfFiles = doc.entries.some((entry) => !isFolder(entry));
        return when(isOfFiles && images(doc).length === 0 && !hasOther, () => ({ line: null }));
      },
    },
    {
      id: "ls-no-controller-image",
      severity: "warning",
      title: "The image of the controller is missing.",
      why: "An upgrade needs C9800-AP-iosxe-wlc.bin beside the images of the access points. A fleet can join without it.",
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
      title: "Files have a label of SELinux.",
      why: "Files that were moved keep the label of the folder they came from, and the server may not read them.",
      fix: "Give them the label of their folder.",
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
