/** Reads 512-byte tar header blocks: ustar (POSIX.1-1988), pax (POSIX.1-2001), GNU, and V7 without magic. */

export const TAR_BLOCK = 512;

export type TarHeader = {
  name: string;
  /** Bytes of content that follow the header, before padding. */
  sizeBytes: number;
  /** The type flag as a character; V7's NUL is given as "0". */
  type: string;
};

const CHECKSUM_AT = 148;
const CHECKSUM_LENGTH = 8;
const latin1 = new TextDecoder("latin1");
const utf8 = new TextDecoder("utf-8");

/** Text up to the first NUL. */
export function tarText(block: Uint8Array, from: number, length: number): string {
  const field = block.subarray(from, from + length);
  const end = field.indexOf(0);
  return utf8.decode(end < 0 ? field : field.subarray(0, end));
}

/** Octal digits padded with spaces or NULs, or GNU's base-256 when the top bit of the first byte is set; else null. */
function tarNumber(block: Uint8Array, from: number, length: number): number | null {
  const first = block[from] ?? 0;
  if (first & 0x80) {
    let value = first & 0x7f;
    for (let i = from + 1; i < from + length; i++) value = value * 256 + (block[i] ?? 0);
    return Number.isSafeInteger(value) && first !== 0xff ? value : null;
  }
  const text = latin1
    .decode(block.subarray(from, from + length))
    .replaceAll("\0", " ")
    .trim();
  if (text === "") return 0;
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : null;
}

/** Whether the checksum matches, with its own field counted as spaces; some old tar programs added signed bytes. */
function checksumMatches(block: Uint8Array): boolean {
  const stated = tarNumber(block, CHECKSUM_AT, CHECKSUM_LENGTH);
  let unsigned = CHECKSUM_LENGTH * 0x20;
  let signed = unsigned;
  for (let i = 0; i < TAR_BLOCK; i++) {
    if (i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_LENGTH) continue;
    const byte = block[i] ?? 0;
    unsigned += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  return stated === unsigned || stated === signed;
}

/** Whether the block has the magic `ustar`, even if it is damaged otherwise. */
export const hasTarMagic = (block: Uint8Array): boolean =>
  latin1.decode(block.subarray(257, 262)) === "ustar";

export const isZeroBlock = (block: Uint8Array): boolean => block.every((byte) => byte === 0);

/** The header in a block of 512 bytes, or null when its checksum or its numbers are wrong. Never throws. */
export function readTarHeader(block: Uint8Array): TarHeader | null {
  if (block.length < TAR_BLOCK || !checksumMatches(block)) return null;
  const sizeBytes = tarNumber(block, 124, 12);
  if (sizeBytes === null) return null;
  const flag = block[156] ?? 0;
  const short = tarText(block, 0, 100);
  // GNU writes "ustar  " and uses the prefix field for other things.
  const posix = hasTarMagic(block) && block[262] === 0;
  const prefix = posix ? tarText(block, 345, 155) : "";
  return {
    name: prefix === "" ? short : `${prefix}/${short}`,
    sizeBytes,
    type: flag === 0 ? "0" : String.fromCharCode(flag),
  };
}

/** The records `path` and `size` of a pax extended header ("27 path=some/long/name\n"). Other and malformed ones are left out. */
export function readPaxRecords(content: Uint8Array): { path?: string; sizeBytes?: number } {
  const found: { path?: string; sizeBytes?: number } = {};
  let at = 0;
  while (at < content.length) {
    const blank = content.indexOf(0x20, at);
    const length = blank < 0 ? Number.NaN : Number(latin1.decode(content.subarray(at, blank)));
    if (!Number.isInteger(length) || length <= blank - at + 1 || at + length > content.length) break;
    const record = utf8.decode(content.subarray(blank + 1, at + length - 1));
    const equals = record.indexOf("=");
    const value = record.slice(equals + 1);
    if (record.startsWith("path=")) found.path = value;
    if (record.startsWith("size=") && /^\d{1,15}$/.test(value)) found.sizeBytes = Number(value);
    at += length;
  }
  return found;
}
