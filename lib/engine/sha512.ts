/** The SHA-512 of bytes that arrive in pieces. */
import { createHash } from "node:crypto";

/** A hash in progress; `hex` ends it. */
export function sha512(): { update(piece: Uint8Array): void; hex(): string } {
  const hash = createHash("sha512");
  return { update: (piece) => void hash.update(piece), hex: () => hash.digest("hex") };
}
