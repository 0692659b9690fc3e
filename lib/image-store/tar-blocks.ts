/** Header and end blocks of a tar archive as GNU tar and libarchive read them (ustar, POSIX.1-1988), for sample images. */
import { Buffer } from "node:buffer";

const BLOCK = 512;

/** Bytes from the end of a member's content to the next header. */
export const tarPadding = (sizeBytes: number): number => (BLOCK - (sizeBytes % BLOCK)) % BLOCK;

/** Two zero blocks end an archive. */
export const tarEnd = (): Buffer => Buffer.alloc(2 * BLOCK);

const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, "0")}\0`;

/** The header of a regular file owned by root, with a fixed modification time, so that equal content is equal bytes. */
export function tarHeaderBlock(name: string, sizeBytes: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new Error(`tar member name is too long: ${name}`);
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0);
  block.write(octal(0o644, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(sizeBytes, 11), 124);
  block.write(octal(SAMPLE_TIME_SECONDS, 11), 136);
  block.write("        0", 148);
  block.write("ustar\0" + "00", 257);
  block.write("root", 265);
  block.write("root", 297);
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(`${octal(sum, 6)} `, 148);
  return block;
}

/** 2024-01-01 00:00 UTC; any fixed time would do. */
const SAMPLE_TIME_SECONDS = 1_704_067_200;
