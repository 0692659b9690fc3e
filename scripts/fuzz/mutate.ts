/** Bytes and texts that are almost right: the same seed gives the same ones. */
import type { Chance } from "@/lib/kit/chance";

const INTERESTING = [0, 1, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0xffffffff];

export function randomBytes(chance: Chance, most: number): Buffer {
  const bytes = Buffer.alloc(chance.integer(0, most));
  for (let i = 0; i < bytes.length; i++) bytes[i] = chance.integer(0, 255);
  return bytes;
}

const mutations: readonly ((bytes: Buffer, chance: Chance) => Buffer)[] = [
  // A flipped bit.
  (bytes, chance) => {
    const at = chance.integer(0, Math.max(0, bytes.length - 1));
    if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.integer(0, 7));
    return bytes;
  },
  // A length or number at its border.
  (bytes, chance) => {
    const size = chance.pick([1, 2, 4]);
    if (bytes.length < size) return bytes;
    const value = chance.pick(INTERESTING) % 2 ** (8 * size);
    bytes.writeUIntBE(value, chance.integer(0, bytes.length - size), size);
    return bytes;
  },
  // The end is missing.
  (bytes, chance) => bytes.subarray(0, chance.integer(0, bytes.length)),
  // Something more in the middle.
  (bytes, chance) => {
    const at = chance.integer(0, bytes.length);
    return Buffer.concat([bytes.subarray(0, at), randomBytes(chance, 64), bytes.subarray(at)]);
  },
  // A piece twice.
  (bytes, chance) => {
    const at = chance.integer(0, bytes.length);
    return Buffer.concat([bytes, bytes.subarray(at, at + chance.integer(0, 256))]);
  },
];

/** A changed copy. */
export function mutated(original: Uint8Array, chance: Chance): Buffer {
  let bytes: Buffer = Buffer.from(original);
  for (let n = chance.integer(1, 4); n > 0; n--) bytes = chance.pick(mutations)(bytes, chance);
  return bytes;
}

const TEXTS = [
  "",
  " ",
  "\0",
  "../..",
  "%00",
  "%",
  "a".repeat(3000),
  "\u202e",
  "日本",
  "-1",
  "1e999",
  "\r\n",
  "'\"`",
  "?",
  "|",
];

/** A word that is rarely a valid one. */
export const oddText = (chance: Chance): string =>
  chance.next() < 0.5 ? chance.pick(TEXTS) : randomBytes(chance, 40).toString("latin1");
