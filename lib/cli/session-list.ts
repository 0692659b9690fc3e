/** Who is on the command line, over SSH or in the browser: the lines of `show users`. */
import type { CliSessionRow, CliUser } from "./ports";

export type SessionSeat = {
  /** The number of `vty 0`; free again after `leave`. */
  readonly line: number;
  /** Something was typed. */
  touch(): void;
  leave(): void;
  /** Everybody, as seen from this seat. */
  rows(): CliSessionRow[];
};

type Taken = { user: CliUser; touchedAt: number };

export class SessionList {
  readonly #now: () => number;
  readonly #taken = new Map<number, Taken>();

  /** @param now wall milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  get size(): number {
    return this.#taken.size;
  }

  /** Takes the lowest free line. */
  enter(user: CliUser): SessionSeat {
    let line = 0;
    while (this.#taken.has(line)) line++;
    const taken: Taken = { user, touchedAt: this.#now() };
    this.#taken.set(line, taken);
    return {
      line,
      touch: () => {
        taken.touchedAt = this.#now();
      },
      leave: () => {
        if (this.#taken.get(line) === taken) this.#taken.delete(line);
      },
      rows: () => this.#rows(line),
    };
  }

  #rows(self: number): CliSessionRow[] {
    const now = this.#now();
    return [...this.#taken]
      .sort(([a], [b]) => a - b)
      .map(([line, { user, touchedAt }]) => ({
        line,
        user: user.name,
        from: user.from,
        idleSeconds: Math.max(0, Math.floor((now - touchedAt) / 1000)),
        self: line === self,
      }));
  }
}
