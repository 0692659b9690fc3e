/**
 * netascii (RFC 1350 §1, RFC 764): a line ends with CR LF, and a CR that does not end a line is CR NUL. Both directions
 * work piece by piece, because a pair may lie across two blocks.
 */
const LF = 0x0a;
const CR = 0x0d;
const NUL = 0x00;

/** Translates local text (LF line ends) to netascii. Each byte is translated independently. */
export function toNetascii(piece: Uint8Array): Uint8Array {
  let extra = 0;
  for (const byte of piece) if (byte === LF || byte === CR) extra++;
  if (extra === 0) return piece;
  const out = new Uint8Array(piece.length + extra);
  let at = 0;
  for (const byte of piece) {
    if (byte === LF) out[at++] = CR;
    out[at++] = byte;
    if (byte === CR) out[at++] = NUL;
  }
  return out;
}

/** Translates netascii to local text; keeps a CR at the end of a piece until the next piece. */
export class NetasciiDecoder {
  #pendingCr = false;

  push(piece: Uint8Array): Uint8Array {
    const out = new Uint8Array(piece.length + 1);
    let at = 0;
    for (const byte of piece) {
      if (this.#pendingCr) {
        this.#pendingCr = false;
        if (byte === LF || byte === NUL) {
          out[at++] = byte === LF ? LF : CR;
          continue;
        }
        out[at++] = CR;
      }
      if (byte === CR) this.#pendingCr = true;
      else out[at++] = byte;
    }
    return out.subarray(0, at);
  }

  /** The rest at the end of the text: a CR when it ended with one. */
  end(): Uint8Array {
    return this.#pendingCr ? Uint8Array.of(CR) : new Uint8Array(0);
  }
}
