/** Faults from Lab that do the same in TFTP and SFTP: altered bytes, and a transfer that stops at a percentage. */
import { type Fault, fault } from "@/lib/contracts/fault";

/** One byte in so many is altered: enough to damage every archive header and version mark. */
const ALTERED_EVERY = 16;

/**
 * Alters some of the bytes in place, always the same bytes of a file, in whatever pieces it is read.
 * @param position offset of the first byte in the file
 */
export function alterBytes(bytes: Uint8Array, position: number): void {
  const first = (ALTERED_EVERY - (position % ALTERED_EVERY)) % ALTERED_EVERY;
  for (let at = first; at < bytes.length; at += ALTERED_EVERY) bytes[at] = ~(bytes[at] ?? 0);
}

/** The cause of a transfer that a fault from Lab stopped. */
export const stoppedByLab = (percent: number): Fault =>
  fault("server-gone", `Fault injected in Lab: the server stops each transfer at ${percent} %.`);
