/** File attributes (draft-ietf-secsh-filexfer-02 §5), and the `ls -l` line that clients show (§7). */
import type { FieldReader, FieldWriter } from "./bytes";
import { attrFlag, fileType } from "./protocol";

/** Absent fields are not in the packet. Times are seconds since the epoch. */
export type Attributes = {
  size?: number;
  uid?: number;
  gid?: number;
  /** Type and permission bits as in `struct stat`. */
  permissions?: number;
  atime?: number;
  mtime?: number;
};

/** Reads ATTRS from a packet. */
export function readAttributes(fields: FieldReader): Attributes {
  const flags = fields.uint32();
  const attributes: Attributes = {};
  if (flags & attrFlag.size) attributes.size = fields.uint64();
  if (flags & attrFlag.owner) {
    attributes.uid = fields.uint32();
    attributes.gid = fields.uint32();
  }
  if (flags & attrFlag.permissions) attributes.permissions = fields.uint32();
  if (flags & attrFlag.times) {
    attributes.atime = fields.uint32();
    attributes.mtime = fields.uint32();
  }
  if (flags & attrFlag.extended) {
    // Extended attributes are skipped; `broken` ends the loop when the count is wrong.
    for (let count = fields.uint32(); count > 0 && !fields.broken; count--) {
      fields.bytes();
      fields.bytes();
    }
  }
  return attributes;
}

/** Writes ATTRS to a packet. */
export function writeAttributes(writer: FieldWriter, attributes: Attributes): FieldWriter {
  const { size, uid, gid, permissions, atime, mtime } = attributes;
  writer.uint32(
    (size === undefined ? 0 : attrFlag.size) |
      (uid === undefined ? 0 : attrFlag.owner) |
      (permissions === undefined ? 0 : attrFlag.permissions) |
      (mtime === undefined ? 0 : attrFlag.times),
  );
  if (size !== undefined) writer.uint64(size);
  if (uid !== undefined) writer.uint32(uid).uint32(gid ?? uid);
  if (permissions !== undefined) writer.uint32(permissions);
  if (mtime !== undefined) writer.uint32(atime ?? mtime).uint32(mtime);
  return writer;
}

const TYPE_LETTERS: Record<number, string> = {
  [fileType.directory]: "d",
  [fileType.regular]: "-",
  [fileType.symlink]: "l",
};
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const HALF_A_YEAR_SECONDS = (365 * 24 * 60 * 60) / 2;

/** `0o100644` -> `-rw-r--r--`. */
export function modeText(permissions: number): string {
  const letter = TYPE_LETTERS[permissions & fileType.mask] ?? "?";
  const bit = (at: number) => (permissions & (1 << (8 - at)) ? ("rwx"[at % 3] ?? "") : "-");
  return letter + Array.from({ length: 9 }, (_, at) => bit(at)).join("");
}

/**
 * One line of `ls -l` with the columns of OpenSSH's server: `-rw-r--r--    1 ewc      ewc      70512640 Oct  1 09:30 ap1g8`.
 * A file of the last half year shows the time of day, others the year, in UTC.
 * @param nowSeconds the present time in seconds since the epoch
 */
export function longName(
  name: string,
  attributes: Attributes,
  links: number,
  owner: string,
  nowSeconds: number,
): string {
  const mtime = attributes.mtime ?? 0;
  const at = new Date(mtime * 1000);
  const day = `${MONTHS[at.getUTCMonth()] ?? ""} ${String(at.getUTCDate()).padStart(2)}`;
  const recent = mtime <= nowSeconds && nowSeconds - mtime < HALF_A_YEAR_SECONDS;
  const clock = `${String(at.getUTCHours()).padStart(2, "0")}:${String(at.getUTCMinutes()).padStart(2, "0")}`;
  const when = recent ? `${day} ${clock}` : `${day}  ${at.getUTCFullYear()}`;
  const who = owner.padEnd(8);
  const size = String(attributes.size ?? 0).padStart(8);
  return `${modeText(attributes.permissions ?? 0)} ${String(links).padStart(3)} ${who} ${who} ${size} ${when} ${name}`;
}
