/** Opens and ends the session of a browser: what is typed goes to the engine, its secret into a cookie that no script reads. */
import "server-only";
import type { Actor } from "@/lib/contracts/actor";
import type { Answer } from "@/lib/contracts/fault";
import { inputFault } from "@/lib/contracts/field-errors";
import { type OpenedSession, setUpSchema, signInSchema } from "@/lib/contracts/identity";
import { engine } from "@/lib/engine/engine-client";
import {
  anonymous,
  browserOf,
  consoleItself,
  type HeaderReader,
  peerOf,
  protocolOf,
  sessionCookie,
} from "./guard";
import { faultResponse, readJson } from "./operate";

const MAX_BODY_BYTES = 10_000;

/** Signs in with the name and password in the request's body. */
export async function signIn(request: Request): Promise<Response> {
  const typed = signInSchema.safeParse(await readJson(request, MAX_BODY_BYTES));
  if (!typed.success) return faultResponse(inputFault(typed.error));
  const opened = await engine().ask(
    "identity.sign-in",
    { ...typed.data, ...clientOf(request.headers) },
    anonymous(request.headers),
  );
  return sessionResponse(opened, request.headers);
}

/** Creates the first administrator with the one-time token in the request's body, and signs in. */
export async function setUp(request: Request): Promise<Response> {
  const typed = setUpSchema.safeParse(await readJson(request, MAX_BODY_BYTES));
  if (!typed.success) return faultResponse(inputFault(typed.error));
  const opened = await engine().ask(
    "identity.set-up",
    { ...typed.data, ...clientOf(request.headers) },
    anonymous(request.headers),
  );
  return sessionResponse(opened, request.headers);
}

/** Ends the session of the request. */
export async function signOut(request: Request, actor: Actor): Promise<Response> {
  const ended = await engine().ask("account.sign-out", {}, actor);
  if (!ended.ok) return faultResponse(ended.fault);
  return withCookie(Response.json({ ok: true, value: null }), cookieText(request.headers, "", 0));
}

const clientOf = (headers: HeaderReader) => ({ from: peerOf(headers), browser: browserOf(headers) });

function sessionResponse(opened: Answer<OpenedSession>, headers: HeaderReader): Response {
  if (!opened.ok) return faultResponse(opened.fault);
  const { secret, name, expiresAt } = opened.value;
  const seconds = Math.max(0, Math.floor((expiresAt - Date.now()) / 1000));
  return withCookie(Response.json({ ok: true, value: { name } }), cookieText(headers, secret, seconds));
}

function withCookie(response: Response, cookie: string): Response {
  response.headers.set("set-cookie", cookie);
  response.headers.set("cache-control", "no-store");
  return response;
}

/** Lax: a link from another site opens the console signed in, but no other site can send a request that changes anything. */
function cookieText(headers: HeaderReader, value: string, maxAgeSeconds: number): string {
  return [
    `${sessionCookie(headers)}=${value}`,
    "Path=/",
    "HttpOnly",
    "SameSite=Lax",
    `Max-Age=${maxAgeSeconds}`,
    ...(protocolOf(headers) === "https" ? ["Secure"] : []),
  ].join("; ");
}

/** Whether this is the one-time token of the set-up link. */
export async function isSetUpToken(token: string): Promise<boolean> {
  if (token.length > 256) return false;
  const answer = await engine().ask("identity.check-set-up", { token }, consoleItself);
  return answer.ok && answer.value.isValid;
}
