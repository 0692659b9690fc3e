/** The open sessions of the command line, over SSH and in browsers, with their vty line numbers. */
import type { CliSessionRow, CliUser } from "./ports";

/** One registered session. */
export type SessionEntry = {
  /** The number n of `vty n`; free again after `release`. */
  readonly line: number;
  /** Resets the idle time, because the user typed something. */
  recordActivity(): void;
  /** Removes the session. */
  release(): void;
  /** All sessions for `show users`; this one is marked. */
  listSessions(): CliSessionRow[];
};

type OpenSession = { user: CliUser; activeAt: number };

export class SessionRegistry {
  readonly #now: () => number;
  readonly #sessions = new Map<number, OpenSession>();

  /** @param now milliseconds of a monotonic clock */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The number of open sessions. */
  get size(): number {
    return this.#sessions.size;
  }

  /** Registers a session on the lowest free line. */
  register(user: CliUser): SessionEntry {
    let line = 0;
    while (this.#sessions.has(line)) line++;
    const session: OpenSession = { user, activeAt: this.#now() };
    this.#sessions.set(line, session);
    return {
      line,
      recordActivity: () => {
        session.activeAt = this.#now();
      },
      release: () => {
        if (this.#sessions.get(line) === session) this.#sessions.delete(line);
      },
      listSessions: () => this.#list(line),
    };
  }

  #list(ownLine: number): CliSessionRow[] {
    const now = this.#now();
    return [...this.#sessions]
      .sort(([a], [b]) => a - b)
      .map(([line, { user, activeAt }]) => ({
        line,
        user: user.name,
        from: user.from,
        idleSeconds: Math.max(0, Math.floor((now - activeAt) / 1000)),
        self: line === ownLine,
      }));
  }
}
