/** The access tokens that the service has given out, in memory: only their hashes, until they expire or are revoked. */
import { createHash, randomBytes } from "node:crypto";

const TOKEN_BYTES = 32;
/** Above this many, the oldest is forgotten. */
const MAX_TOKENS = 4096;

type Issued = { user: string; until: number };

export class AccessTokens {
  readonly #issued = new Map<string, Issued>();

  /** Makes a token. Times in milliseconds of one clock. */
  issue(user: string, nowMs: number, lifetimeMs: number): string {
    for (const [hash, { until }] of this.#issued) if (until <= nowMs) this.#issued.delete(hash);
    if (this.#issued.size >= MAX_TOKENS) {
      const oldest = this.#issued.keys().next();
      if (!oldest.done) this.#issued.delete(oldest.value);
    }
    const token = randomBytes(TOKEN_BYTES).toString("base64url");
    this.#issued.set(hashOf(token), { user, until: nowMs + lifetimeMs });
    return token;
  }

  /** The account that a token belongs to; null when it is unknown or has expired. */
  userOf(token: string, nowMs: number): string | null {
    const issued = this.#issued.get(hashOf(token));
    return issued === undefined || issued.until <= nowMs ? null : issued.user;
  }

  /** Revokes all tokens of an account. */
  revokeOf(user: string): void {
    for (const [hash, issued] of this.#issued) if (issued.user === user) this.#issued.delete(hash);
  }
}

const hashOf = (token: string): string => createHash("sha256").update(token).digest("base64");
