/**
 * RESTCONF on the web's side: whom a request comes from (HTTP Basic or an API token, never a cookie), its body within
 * limits, and the answer, of which long ones are streamed from the engine piece by piece.
 */
import "server-only";
import type { Actor } from "@/lib/contracts/actor";
import { MOST_RESTCONF_BODY, type RestconfAnswer, restconfMethods } from "@/lib/contracts/commands/restconf";
import type { Answer, Fault } from "@/lib/contracts/fault";
import { faultCodes } from "@/lib/contracts/fault-codes";
import type { Visitor } from "@/lib/contracts/identity";
import { type EngineClient, engine } from "@/lib/engine/engine-client";
import { DATA_TYPE } from "@/lib/restconf/negotiation";
import { type Problem, problemBody, problems } from "@/lib/restconf/problem";
import { ROOT } from "@/lib/restconf/resource-path";
import { anonymous, consoleItself, peerOf } from "./guard";
import { actorOf, visitorOf } from "./visitor";

const REALM = 'Basic realm="restconf", charset="UTF-8"';
const MOST_CREDENTIALS = 2_000;
/** How long a reload takes depends on the clock of the lab. */
const RETRY_AFTER_SECONDS = "10";

type Ask = EngineClient["ask"];

/** Answers a request below `/restconf`. */
export async function answerRestconf(request: Request, ask: Ask = engine().ask): Promise<Response> {
  const unavailable = await checkState(request, ask);
  if (unavailable !== null) return unavailable;
  const actor = await signedIn(request, ask);
  if (!actor.ok) return refuse(problemOf(actor.fault));
  const method = restconfMethods.find((known) => known === request.method);
  if (method === undefined) return refuse(problems.notSupported("unknown method"));
  const body = await readText(request);
  if (body === null) return refuse(problems.tooLarge());
  const { pathname, search } = new URL(request.url);
  const header = (name: string) => request.headers.get(name);
  const answer = await ask(
    "restconf.request",
    {
      method,
      path: pathname,
      query: search,
      accept: header("accept"),
      contentType: header("content-type"),
      ifMatch: header("if-match"),
      ifNoneMatch: header("if-none-match"),
      ifUnmodifiedSince: header("if-unmodified-since"),
      body,
    },
    actor.value,
  );
  return answer.ok ? responseOf(answer.value, actor.value, ask) : refuse(problemOf(answer.fault));
}

/** `/.well-known/host-meta`: the document that leads to the root (RFC 8040 §3.1). Everybody may read it. */
export async function answerHostMeta(request: Request, ask: Ask = engine().ask): Promise<Response> {
  const state = await ask("restconf.state", {}, anonymous(request.headers));
  if (!state.ok) return refuse(problemOf(state.fault));
  if (state.value?.state !== "up" && state.value?.state !== "down")
    return new Response(null, { status: 404 });
  const xrd = `<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">\n    <Link rel="restconf" href="${ROOT}"/>\n</XRD>\n`;
  return new Response(xrd, {
    headers: { "content-type": "application/xrd+xml", "cache-control": "no-store" },
  });
}

/** Without RESTCONF in the configuration nothing is here, and nobody is asked for a password. */
async function checkState({ headers }: Request, ask: Ask): Promise<Response | null> {
  const state = await ask("restconf.state", {}, anonymous(headers));
  if (!state.ok) return refuse(problemOf(state.fault));
  switch (state.value?.state) {
    case "up":
      return null;
    case "down":
      return refuse(problems.unavailable("the controller is reloading"));
    default:
      return refuse(problems.notFound());
  }
}

/** The user whose name and password, or whose API token, the request carries. */
async function signedIn({ headers }: Request, ask: Ask): Promise<Answer<Actor>> {
  const basic = basicCredentials(headers.get("authorization"));
  const from = peerOf(headers);
  const visitor: Answer<Visitor> =
    basic === null
      ? await visitorOf(withoutCookie(headers), ask)
      : await ask("identity.verify", { ...basic, from }, consoleItself);
  return actorOf(visitor, "monitor");
}

/** A cookie is sent by a browser that another page may have led here; the header only by who knows what it says. */
const withoutCookie = (headers: Headers): { get(name: string): string | null } => ({
  get: (name) => (name === "cookie" ? null : headers.get(name)),
});

/** The name and the password of HTTP Basic (RFC 7617); null without them. */
function basicCredentials(header: string | null): { name: string; password: string } | null {
  const encoded = /^Basic +([A-Za-z0-9+/=]+) *$/i.exec(header ?? "")?.[1];
  if (encoded === undefined || encoded.length > MOST_CREDENTIALS) return null;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  if (colon < 1) return null;
  const [name, password] = [text.slice(0, colon), text.slice(colon + 1)];
  return name.length > 256 || password.length > 1024 ? null : { name, password };
}

/** The body as text; null when it is too large. Its announced length may be missing. */
async function readText({ headers, body }: Request): Promise<string | null> {
  if (Number(headers.get("content-length") ?? 0) > MOST_RESTCONF_BODY) return null;
  if (body === null) return "";
  const decoder = new TextDecoder();
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
    if (text.length > MOST_RESTCONF_BODY) {
      await reader.cancel();
      return null;
    }
  }
}

function responseOf({ status, headers, body, more }: RestconfAnswer, actor: Actor, ask: Ask): Response {
  const init = { status, headers: { ...headers, ...NO_STORE, ...hints(status) } };
  if (more === null) return new Response(body === "" ? null : body, init);
  return new Response(streamOf(body, more, actor, ask), init);
}

/** The engine makes the next pieces while the client receives the ones before. */
const PIECES_AHEAD = 4;

/** The pieces of a long body, each asked for when the client has room for it. */
function streamOf(first: string, id: string, actor: Actor, ask: Ask): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const source: UnderlyingDefaultSource<Uint8Array> = {
    start(controller) {
      controller.enqueue(encoder.encode(first));
    },
    async pull(controller) {
      const piece = await ask("restconf.more", { id }, actor);
      // The status was sent long ago: a broken connection tells the client that this is not all.
      if (!piece.ok) return controller.error(new Error(piece.fault.message));
      if (piece.value.body !== "") controller.enqueue(encoder.encode(piece.value.body));
      if (piece.value.isLast) controller.close();
    },
  };
  return new ReadableStream(source, new CountQueuingStrategy({ highWaterMark: PIECES_AHEAD }));
}

const NO_STORE = { "cache-control": "private, no-cache, must-revalidate" };
const hints = (status: number): Record<string, string> =>
  status === 503 ? { "retry-after": RETRY_AFTER_SECONDS } : {};

function refuse(problem: Problem): Response {
  const { status } = problem;
  const challenge: Record<string, string> = status === 401 ? { "www-authenticate": REALM } : {};
  return new Response(JSON.stringify(problemBody(problem)), {
    status,
    headers: { "content-type": DATA_TYPE, ...NO_STORE, ...hints(status), ...challenge },
  });
}

/** A refusal before anybody is known, or of the engine itself. */
function problemOf({ code, message }: Fault): Problem {
  const { http } = faultCodes[code];
  return problems.notServed(http, http === 401 ? "access denied" : message);
}
