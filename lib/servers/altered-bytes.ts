/**
 * A file that arrives as long as it should be and is not what it was: Lab's fault "corrupts", for every protocol. The
 * same bytes are altered whoever reads and in whatever pieces, so that a corrupt file is corrupt in one way.
 */

/** Near enough to each other that neither the header of an archive nor a version mark stays whole. */
const EVERY_BYTES = 16;

/** Alters the bytes in place; `position` is where in the file they are from. */
export function alterBytes(bytes: Uint8Array, position: number): void {
  const first = (EVERY_BYTES - (position % EVERY_BYTES)) % EVERY_BYTES;
  for (let at = first; at < bytes.length; at += EVERY_BYTES) bytes[at] = ~(bytes[at] ?? 0);
}
