/**
 * Long answers that are read piece by piece. Each piece is made when it is asked for, so that a list of thousands neither
 * occupies the engine's event loop nor its memory.
 */
import { randomUUID } from "node:crypto";
import { FaultError, fault } from "@/lib/contracts/fault";
import type { Cancel, Clock } from "@/lib/kit/clock";

/** Enough for most answers, and made in a few milliseconds. */
const PIECE_CHARACTERS = 64 * 1024;
const PIECE_PARTS = 150;
/** Readers ask at once; one that does not has gone. */
const FORGET_AFTER_MS = 30_000;
const MOST_OPEN = 64;

type Open = { parts: Iterator<string>; forget: Cancel };

export class OpenAnswers {
  readonly #wall: Clock;
  readonly #open = new Map<string, Open>();

  constructor(wall: Clock) {
    this.#wall = wall;
  }

  /** The first piece, and the id with which to ask for the next; null when this is all. */
  begin(parts: Iterator<string>): { body: string; more: string | null } {
    const { body, isLast } = takePiece(parts);
    if (isLast) return { body, more: null };
    const id = randomUUID();
    this.#keep(id, parts);
    return { body, more: id };
  }

  /** The next piece. @throws FaultError `not-found` when nobody asked for it in time */
  next(id: string): { body: string; isLast: boolean } {
    const open = this.#open.get(id);
    if (open === undefined)
      throw new FaultError(
        fault("not-found", "The rest of this answer was not read in time.", "Send the request again."),
      );
    this.#forget(id);
    const piece = takePiece(open.parts);
    if (!piece.isLast) this.#keep(id, open.parts);
    return piece;
  }

  stop(): void {
    for (const id of [...this.#open.keys()]) this.#forget(id);
  }

  #keep(id: string, parts: Iterator<string>): void {
    const forget = this.#wall.after(FORGET_AFTER_MS, () => this.#forget(id));
    this.#open.set(id, { parts, forget });
    if (this.#open.size <= MOST_OPEN) return;
    const oldest = this.#open.keys().next();
    if (!oldest.done) this.#forget(oldest.value);
  }

  #forget(id: string): void {
    this.#open.get(id)?.forget();
    this.#open.delete(id);
  }
}

function takePiece(parts: Iterator<string>): { body: string; isLast: boolean } {
  let body = "";
  for (let count = 0; count < PIECE_PARTS && body.length < PIECE_CHARACTERS; count++) {
    const next = parts.next();
    if (next.done) return { body, isLast: true };
    body += next.value;
  }
  return { body, isLast: false };
}
