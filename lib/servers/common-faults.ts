/** What Lab's faults do to a transfer whatever its protocol: which bytes are altered, and the words of one that stopped. */
import { type Fault, fault } from "@/lib/contracts/fault";

/** Near enough to each other that neither the header of an archive nor a version mark stays whole. */
const ALTERED_EVERY = 16;

/**
 * Alters some of the bytes in place, the same ones whoever reads and in whatever pieces: a corrupt file is corrupt in
 * one way.
 * @param position where in the file they are from
 */
export function alterBytes(bytes: Uint8Array, position: number): void {
  const first = (ALTERED_EVERY - (position % ALTERED_EVERY)) % ALTERED_EVERY;
  for (let at = first; at < bytes.length; at += ALTERED_EVERY) bytes[at] = ~(bytes[at] ?? 0);
}

/** For our own rows: the client is not to blame. */
export const stoppedByLab = (percent: number): Fault =>
  fault("server-gone", `A fault from Lab: the server stops each transfer at ${percent} %.`);
