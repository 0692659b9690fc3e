/**
 * netascii (RFC 1350 §1, RFC 764): a line ends in CR LF, a CR that is a CR is CR NUL. Both directions work piece by
 * piece, because a pair may lie across two blocks.
 */
const LF = 0x0a;
const CR = 0x0d;
const NUL = 0x00;

/** Local text (LF line ends) to netascii. Nothing is carried over: each byte has its own translation. */
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

/** netascii to local text; keeps a CR at the end of a piece until it knows what follows. */
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

  /** What is left when the text ended in a lone CR. */
  end(): Uint8Array {
    return this.#pendingCr ? Uint8Array.of(CR) : new Uint8Array(0);
  }
}
