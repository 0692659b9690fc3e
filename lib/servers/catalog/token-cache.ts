/**
 * Access tokens of the client, kept until they expire. Access points that start together share one sign-in, because the
 * service hashes the password at each.
 */
import { createHash } from "node:crypto";
import { TOKEN_PATH, tokenAnswerSchema } from "@/lib/contracts/catalog-api";
import { type Fault, fault } from "@/lib/contracts/fault";
import type { HttpsPeer } from "./https-exchange";
import { readJson } from "./json-exchange";

/** Accounts whose tokens are kept; above that, the oldest is forgotten. */
const MAX_TOKENS = 100;
/** A token is not used in its last seconds, because it could expire on the way. */
const MARGIN_MS = 10_000;
const DEFAULT_LIFETIME_S = 3600;

export type TokenPeer = HttpsPeer & { baseUrl: string; userName: string; password: string };
export type TokenAnswer = { ok: true; token: string } | { ok: false; fault: Fault };

type Kept = { token: string; until: number };

const kept = new Map<string, Kept>();
const underWay = new Map<string, Promise<TokenAnswer>>();

/** The token of this account at this service; signs in when there is none. */
export async function tokenOf(peer: TokenPeer): Promise<TokenAnswer> {
  const key = keyOf(peer);
  const known = kept.get(key);
  if (known !== undefined && known.until > Date.now()) return { ok: true, token: known.token };
  kept.delete(key);
  let signingIn = underWay.get(key);
  if (signingIn === undefined) {
    signingIn = signIn(peer, key).finally(() => underWay.delete(key));
    underWay.set(key, signingIn);
  }
  const answer = await signingIn;
  return peer.signal?.aborted ? { ok: false, fault: fault("aborted") } : answer;
}

/** Forgets a token that the service refused, unless another one has taken its place. */
export function forgetToken(peer: TokenPeer, token: string): void {
  const key = keyOf(peer);
  if (kept.get(key)?.token === token) kept.delete(key);
}

/** The password is in the key, so that a changed one signs in again. */
const keyOf = ({ baseUrl, userName, password, trustedAuthorities }: TokenPeer): string =>
  createHash("sha256")
    .update(JSON.stringify([baseUrl, userName, password, trustedAuthorities]))
    .digest("base64");

async function signIn(peer: TokenPeer, key: string): Promise<TokenAnswer> {
  const { userName, password } = peer;
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: userName,
    client_secret: password,
  });
  // Without the caller's signal: others may wait for the same sign-in.
  const { signal: _, ...shared } = peer;
  const answer = await readJson(shared, {
    url: new URL(`${peer.baseUrl}${TOKEN_PATH}`),
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
    body: form.toString(),
  });
  if (!answer.ok) return answer;
  const parsed = tokenAnswerSchema.safeParse(answer.value);
  if (!parsed.success)
    return { ok: false, fault: fault("protocol-error", "The server's answer to the sign-in has no token.") };
  const { access_token: token, expires_in: seconds = DEFAULT_LIFETIME_S } = parsed.data;
  // A short-lived token is used for half of its life.
  const lifetimeMs = Math.max(seconds * 500, seconds * 1000 - MARGIN_MS);
  kept.set(key, { token, until: Date.now() + lifetimeMs });
  if (kept.size > MAX_TOKENS) {
    const oldest = kept.keys().next();
    if (!oldest.done) kept.delete(oldest.value);
  }
  return { ok: true, token };
}
