/** The sign-in at the software download service: OAuth 2.0 client credentials (RFC 6749 §4.4), and bearer tokens (RFC 6750). */
import type { CatalogAccount } from "@/lib/contracts/catalog";
import type { Clock } from "@/lib/kit/clock";
import { verifyPassword } from "../sftp/credentials";
import type { LoginGuard } from "../ssh-login-guard";
import type { AccessTokens } from "./access-tokens";
import { type JsonAnswer, refusal, success } from "./api-answers";
import type { CatalogFaultInjection } from "./catalog-faults";

export type SignInPorts = {
  wall: Clock;
  tokens: AccessTokens;
  guard: Pick<LoginGuard, "failed" | "succeeded" | "isBlocked" | "judge">;
  faults: Pick<CatalogFaultInjection, "now">;
  /** The account of this exact name; null when there is none. */
  findAccount(name: string): CatalogAccount | null;
  /** How long a token is valid. */
  tokenMs(): number;
};

type Credentials = { id: string; secret: string };

const CHALLENGE = { "www-authenticate": 'Basic realm="software download"' };

/** Answers a request for a token. @param body form-encoded */
export async function issueToken(
  ports: SignInPorts,
  address: string,
  authorization: string | undefined,
  contentType: string | undefined,
  body: string,
): Promise<JsonAnswer> {
  const { wall, guard, faults, findAccount, tokens, tokenMs } = ports;
  if (guard.isBlocked(address))
    return refusal(
      "busy",
      "Too many failed sign-ins from this address. Try again later.",
      "address blocked",
      {
        status: 429,
      },
    );
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(contentType ?? ""))
    return refusal(
      "invalid_request",
      "Request the token with the content type application/x-www-form-urlencoded.",
      "bad request",
    );
  const form = new URLSearchParams(body);
  if (form.get("grant_type") !== "client_credentials")
    return refusal("unsupported_grant_type", "The grant type must be client_credentials.", "bad request");
  const credentials = credentialsOf(form, authorization);
  if (credentials === null)
    return refusal("invalid_request", "Send client_id and client_secret, or HTTP Basic.", "bad request");
  const account = findAccount(credentials.id);
  const matches = await guard.judge(address, credentials.id, async () =>
    (await verifyPassword(credentials.secret, account?.passwordHash ?? null)) ? true : null,
  );
  if (matches === null || !account?.enabled || faults.now.refusesAccounts) {
    const { delayMs } = guard.failed(address);
    await new Promise<void>((resolve) => wall.after(delayMs, resolve));
    return refusal("invalid_client", "The user name or the password is wrong.", "wrong account", {
      headers: CHALLENGE,
    });
  }
  guard.succeeded(address, credentials.id);
  const lifetimeMs = tokenMs();
  const answer = {
    access_token: tokens.issue(account.name, wall.now(), lifetimeMs),
    token_type: "Bearer",
    expires_in: Math.floor(lifetimeMs / 1000),
  };
  return success(answer, account.name);
}

/** The account of a bearer token, or the refusal. */
export function accountOfToken(
  { wall, tokens, faults, findAccount }: SignInPorts,
  authorization: string | undefined,
): CatalogAccount | JsonAnswer {
  const [, token] = /^Bearer +([A-Za-z0-9._~+/-]{1,4096}=*)$/i.exec(authorization ?? "") ?? [];
  const user = token === undefined ? null : tokens.userOf(token, wall.now());
  const account = user === null ? null : findAccount(user);
  if (account?.enabled && !faults.now.refusesAccounts) return account;
  const description =
    token === undefined ? "Sign in first: send a bearer token." : "The token is unknown or has expired.";
  // RFC 6750 §3.1: without a token, the challenge names no error.
  const challenge = `Bearer realm="software download"${token === undefined ? "" : ', error="invalid_token"'}`;
  return refusal("invalid_token", description, "no valid token", {
    headers: { "www-authenticate": challenge },
  });
}

/** RFC 6749 §2.3.1: in the body, or form-encoded in HTTP Basic; not in both. */
function credentialsOf(form: URLSearchParams, authorization: string | undefined): Credentials | null {
  const id = form.get("client_id");
  const secret = form.get("client_secret");
  if (authorization === undefined) return id === null || secret === null ? null : { id, secret };
  if (secret !== null) return null;
  const [, encoded] = /^Basic +([A-Za-z0-9+/]{1,4096}=*)$/i.exec(authorization) ?? [];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  if (colon === -1) return null;
  return { id: formDecoded(text.slice(0, colon)), secret: formDecoded(text.slice(colon + 1)) };
}

/** Many clients do not encode what they send in HTTP Basic, so text that is not encoded stays as it is. */
function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
