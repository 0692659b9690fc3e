/**
 * Finds version marks of a controller image, which is not a tar: texts like `CW_VERSION$17.12.01$` somewhere in its bytes.
 * It searches a stream through a window of fixed size, so the result does not depend on how the stream is cut.
 */
import { Buffer } from "node:buffer";

export type VersionMarks = {
  version: string | null;
  fullVersion: string | null;
};

export type MarkSearch = {
  write(piece: Uint8Array): void;
  end(): VersionMarks;
};

const WINDOW_BYTES = 32_768;
/** The longest mark, and so the overlap of neighboring windows. */
const MARK_BYTES = 96;
const PREFIX = "CW_";
const MARK = /^CW_(FULL_)?VERSION=?\$([0-9][0-9A-Za-z.()_-]{0,63})\$/;

export function searchVersionMarks(): MarkSearch {
  const window = Buffer.alloc(WINDOW_BYTES);
  const marks: VersionMarks = { version: null, fullVersion: null };
  let filled = 0;

  /** Finds marks that begin before `until`; later ones may be incomplete and are found in the next window. */
  const look = (until: number) => {
    let at = window.subarray(0, filled).indexOf(PREFIX);
    while (at >= 0 && at < until) {
      const found = MARK.exec(window.toString("latin1", at, Math.min(at + MARK_BYTES, filled)));
      if (found?.[2] !== undefined) {
        if (found[1] === undefined) marks.version ??= found[2];
        else marks.fullVersion ??= found[2];
      }
      at = window.subarray(0, filled).indexOf(PREFIX, at + 1);
    }
  };

  return {
    write(piece) {
      let taken = 0;
      while (taken < piece.length) {
        const now = Math.min(piece.length - taken, WINDOW_BYTES - filled);
        window.set(piece.subarray(taken, taken + now), filled);
        filled += now;
        taken += now;
        if (filled === WINDOW_BYTES) {
          look(WINDOW_BYTES - MARK_BYTES);
          window.copyWithin(0, WINDOW_BYTES - MARK_BYTES);
          filled = MARK_BYTES;
        }
      }
    },
    end() {
      look(filled);
      return marks;
    },
  };
}
