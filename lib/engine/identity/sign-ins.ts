/**
 * Sessions of browsers and API tokens: opened with a random secret of which only the hash is kept, and ended by their
 * user, an administrator, or time. Who follows them, such as an open event stream, is told at once.
 */
import type { Role } from "@/lib/contracts/actor";
import { FaultError, fault } from "@/lib/contracts/fault";
import type { OpenedSession, SessionRow, TokenRow } from "@/lib/contracts/identity";
import type { Cancel, Clock } from "@/lib/kit/clock";
import { printable } from "@/lib/kit/text";
import type { IdentityStore, StoredSession, StoredToken } from "@/lib/store/store-types";
import { hashSecret, newId, newSecret } from "./secret";

/** A session that nobody uses ends. */
export const SESSION_IDLE_MS = 12 * 3_600_000;
/** A session ends even if it is used. */
export const SESSION_LIFE_MS = 7 * 24 * 3_600_000;
/** A password that was typed counts as confirmed for this long. */
export const CONFIRMED_MS = 10 * 60_000;
const MAX_SESSIONS_PER_USER = 50;
const MAX_TOKENS = 1000;
/** The time of the last use is written at most this often. */
const WRITE_USE_EVERY_MS = 60_000;
const SWEEP_EVERY_MS = 10_000;
const DAY_MS = 86_400_000;
/** Says what the text is to whoever finds one, and to tools that look for leaked secrets. */
const TOKEN_PREFIX = "ewc_";

type SignInsPorts = {
  store: Pick<IdentityStore, "putSessions" | "removeSessions" | "putTokens" | "removeTokens">;
  wall: Clock;
  onFault(cause: unknown): void;
};

export class SignIns {
  readonly #ports: SignInsPorts;
  readonly #sessions: Map<string, StoredSession>;
  readonly #tokens: Map<string, StoredToken>;
  readonly #bySecret = new Map<string, string>();
  readonly #writtenUses = new Map<string, number>();
  readonly #listeners = new Set<(ids: readonly string[]) => void>();
  #sweep: Cancel | undefined;

  constructor(ports: SignInsPorts, stored: { sessions: StoredSession[]; tokens: StoredToken[] }) {
    this.#ports = ports;
    this.#sessions = new Map(stored.sessions.map((session) => [session.id, session]));
    this.#tokens = new Map(stored.tokens.map((token) => [token.id, token]));
    for (const { id, secretHash } of [...stored.sessions, ...stored.tokens])
      this.#bySecret.set(secretHash, id);
    this.#sweepLater();
  }

  /** Called with the ids of sessions and tokens that have just ended. */
  onEnded(listener: (ids: readonly string[]) => void): void {
    this.#listeners.add(listener);
  }

  stop(): void {
    this.#sweep?.();
  }

  /** Opens a session for a user who just typed the password. */
  async open(user: string, client: { from: string; browser: string }): Promise<OpenedSession> {
    const own = [...this.#sessions.values()].filter((session) => session.user === user);
    const oldest = own.sort((a, b) => a.usedAt - b.usedAt).slice(0, own.length + 1 - MAX_SESSIONS_PER_USER);
    if (own.length >= MAX_SESSIONS_PER_USER) await this.end(oldest.map(({ id }) => id));
    const now = this.#ports.wall.now();
    const secret = newSecret();
    const session: StoredSession = {
      id: newId(),
      secretHash: hashSecret(secret),
      user,
      from: client.from,
      browser: printable(client.browser).slice(0, 200),
      createdAt: now,
      usedAt: now,
      confirmedAt: now,
    };
    await this.#ports.store.putSessions([session]);
    this.#sessions.set(session.id, session);
    this.#bySecret.set(session.secretHash, session.id);
    return { secret, name: user, expiresAt: now + SESSION_LIFE_MS };
  }

  /** The session with this secret, which is in use from now on; undefined when it has ended. */
  useSession(secret: string): Readonly<StoredSession> | undefined {
    const session = this.#sessions.get(this.#bySecret.get(hashSecret(secret)) ?? "");
    if (session === undefined || this.#hasExpired(session)) return undefined;
    session.usedAt = this.#ports.wall.now();
    if (this.#isUseToWrite(session.id))
      this.#ports.store.putSessions([session]).catch((cause: unknown) => this.#ports.onFault(cause));
    return session;
  }

  isConfirmed(session: Readonly<StoredSession>): boolean {
    return this.#ports.wall.now() - session.confirmedAt < CONFIRMED_MS;
  }

  /** The user has typed the password again. */
  async confirm(id: string): Promise<void> {
    const session = this.#sessions.get(id);
    if (session === undefined) throw new FaultError(fault("signed-out"));
    session.confirmedAt = this.#ports.wall.now();
    await this.#ports.store.putSessions([session]);
  }

  async createToken(order: { name: string; role: Role; days: number }, user: string): Promise<string> {
    if (this.#tokens.size >= MAX_TOKENS)
      throw new FaultError(fault("too-large", "The limit of API tokens is reached.", "Revoke some first."));
    const { name, role, days } = order;
    const now = this.#ports.wall.now();
    const secret = newSecret(TOKEN_PREFIX);
    const token: StoredToken = {
      id: newId(),
      secretHash: hashSecret(secret),
      name,
      role,
      user,
      createdAt: now,
      expiresAt: now + days * DAY_MS,
      usedAt: null,
    };
    await this.#ports.store.putTokens([token]);
    this.#tokens.set(token.id, token);
    this.#bySecret.set(token.secretHash, token.id);
    return secret;
  }

  useToken(secret: string): Readonly<StoredToken> | undefined {
    const token = this.#tokens.get(this.#bySecret.get(hashSecret(secret)) ?? "");
    const now = this.#ports.wall.now();
    if (token === undefined || now >= token.expiresAt) return undefined;
    token.usedAt = now;
    if (this.#isUseToWrite(token.id))
      this.#ports.store.putTokens([token]).catch((cause: unknown) => this.#ports.onFault(cause));
    return token;
  }

  session(id: string): Readonly<StoredSession> | undefined {
    return this.#sessions.get(id);
  }

  isToken(id: string): boolean {
    return this.#tokens.has(id);
  }

  /** The ids of the sessions of a user. */
  sessionsOf(user: string): string[] {
    return [...this.#sessions.values()].filter((session) => session.user === user).map(({ id }) => id);
  }

  /** The ids of the tokens of a user, or of those with at least one of these roles. */
  tokensOf(user: string, role?: Role): string[] {
    return [...this.#tokens.values()]
      .filter((token) => token.user === user && (role === undefined || token.role === role))
      .map(({ id }) => id);
  }

  /** Ends sessions and tokens. They are gone for requests at once, and the promise resolves when that is stored. */
  async end(ids: readonly string[]): Promise<void> {
    const sessions = ids.filter((id) => this.#forget(this.#sessions, id));
    const tokens = ids.filter((id) => this.#forget(this.#tokens, id));
    const ended = [...sessions, ...tokens];
    if (ended.length === 0) return;
    for (const listener of this.#listeners) listener(ended);
    if (sessions.length > 0) await this.#ports.store.removeSessions(sessions);
    if (tokens.length > 0) await this.#ports.store.removeTokens(tokens);
  }

  rows(): { sessions: SessionRow[]; tokens: TokenRow[] } {
    const sessions = [...this.#sessions.values()].map(
      ({ secretHash: _, confirmedAt: __, ...session }): SessionRow => ({
        ...session,
        expiresAt: session.createdAt + SESSION_LIFE_MS,
      }),
    );
    const tokens = [...this.#tokens.values()].map(({ secretHash: _, ...token }): TokenRow => token);
    return {
      sessions: sessions.sort((a, b) => b.usedAt - a.usedAt),
      tokens: tokens.sort((a, b) => b.createdAt - a.createdAt),
    };
  }

  #forget(from: Map<string, { secretHash: string }>, id: string): boolean {
    const found = from.get(id);
    if (found === undefined) return false;
    from.delete(id);
    this.#bySecret.delete(found.secretHash);
    this.#writtenUses.delete(id);
    return true;
  }

  #isUseToWrite(id: string): boolean {
    const now = this.#ports.wall.now();
    if (now - (this.#writtenUses.get(id) ?? 0) < WRITE_USE_EVERY_MS) return false;
    this.#writtenUses.set(id, now);
    return true;
  }

  #hasExpired({ createdAt, usedAt }: StoredSession): boolean {
    const now = this.#ports.wall.now();
    return now - usedAt >= SESSION_IDLE_MS || now - createdAt >= SESSION_LIFE_MS;
  }

  /** Ends what has expired, because a stream that is open makes no request. */
  #sweepLater(): void {
    this.#sweep = this.#ports.wall.after(SWEEP_EVERY_MS, () => {
      const now = this.#ports.wall.now();
      const sessions = [...this.#sessions.values()].filter((session) => this.#hasExpired(session));
      const tokens = [...this.#tokens.values()].filter(({ expiresAt }) => now >= expiresAt);
      this.end([...sessions, ...tokens].map(({ id }) => id)).catch((cause: unknown) =>
        this.#ports.onFault(cause),
      );
      this.#sweepLater();
    });
  }
}
