/**
 * The visitors of the access matrix, made by the real identity of the engine: nobody, monitor and admin, with sessions and
 * tokens that are valid, expired or revoked.
 */
import type { Actor } from "@/lib/contracts/actor";
import { AuditTrail } from "@/lib/engine/audit/audit-trail";
import type { EngineClient } from "@/lib/engine/engine-client";
import { Identity } from "@/lib/engine/identity/identity";
import { SESSION_IDLE_MS } from "@/lib/engine/identity/sign-ins";
import { LoginGuard } from "@/lib/servers/ssh-login-guard";
import { fakeClock } from "./fake-clock";
import { createMemoryStore } from "./memory-store";

const PASSWORD = "a long password";
const HOST = "localhost:3000";

/** What each kind of visitor may do. */
export type Access = "set-up" | "nothing" | "read" | "change" | "change, not confirmed";

export type Visitors = {
  /** The headers of each visitor's requests, and what it may do. */
  all: readonly { who: string; may: Access; headers: Headers }[];
  /** The engine as the web thread sees it: identity is real, any other command succeeds with nothing. */
  ask: EngineClient["ask"];
  /** Commands other than of identity and audit that reached the engine. */
  reached: string[];
};

const instant = {
  hash: (password: string) => Promise.resolve(`hash of ${password}`),
  verify: (password: string, stored: string | null) => Promise.resolve(stored === `hash of ${password}`),
  isOutdated: () => false,
};

/** @param isSetUp false: a console without an administrator */
export async function accessRig(isSetUp = true): Promise<Visitors> {
  const store = createMemoryStore();
  const wall = fakeClock();
  const identity = await Identity.open({
    store: store.identity,
    documents: store.documents,
    audit: await AuditTrail.open({
      store: store.audit,
      documents: store.documents,
      wall,
      unlessFailing: async (work) => void (await work),
      onFault: (cause) => {
        throw cause;
      },
    }),
    wall,
    guard: new LoginGuard(wall, { failureDelayMs: 1, blockAfterFailures: 100, blockForMs: 1000 }),
    given: { name: "admin", password: isSetUp ? PASSWORD : null },
    passwords: instant,
    onFault: (cause) => {
      throw cause;
    },
  });
  const handlers = {
    ...identity.identityHandlers,
    ...identity.accountHandlers,
    ...identity.userHandlers,
    ...identity.tokenHandlers,
  };
  const reached: string[] = [];
  const ask = (async (type: string, input: object, actor: Actor) => {
    if (type === "identity.visitor") {
      const handle = handlers["identity.visitor"] as (command: object) => unknown;
      return { ok: true, value: await handle({ ...input, type, actor }) };
    }
    if (type !== "audit.append") reached.push(type);
    return { ok: true, value: null };
  }) as EngineClient["ask"];
  const console: Actor = { name: "console", role: "admin", from: "test" };
  const give = async <T>(name: keyof typeof handlers, input: object, actor = console): Promise<T> =>
    (await (handlers[name] as (command: object) => unknown)({ ...input, actor })) as T;
  const headersWith = (more: Record<string, string>) => new Headers({ host: HOST, ...more });
  const nobody = { who: "nobody", may: "nothing" as const, headers: headersWith({}) };
  if (!isSetUp) return { all: [{ ...nobody, may: "set-up" }], ask, reached };

  await give("users.add", { name: "mo", role: "monitor", password: PASSWORD });
  const session = async (name: string) => {
    const client = { from: "10.0.0.1", browser: "" };
    const { secret } = await give<{ secret: string }>("identity.sign-in", {
      name,
      password: PASSWORD,
      ...client,
    });
    return headersWith({ cookie: `ewc-session-3000=${secret}` });
  };
  const token = async (role: string, days: number) => {
    const input = { name: `${role} ${days}`, role, days };
    const made = await give<{ token: string }>("tokens.create", input, { ...console, name: "admin" });
    return headersWith({ authorization: `Bearer ${made.token}` });
  };
  const idOf = async (headers: Headers): Promise<string> => {
    const secret = /=(.*)$/.exec(headers.get("cookie") ?? "")?.[1] ?? null;
    const bearer = /^Bearer (.*)$/.exec(headers.get("authorization") ?? "")?.[1] ?? null;
    const found = await give<{ actor: Actor }>("identity.visitor", {
      session: secret,
      token: bearer,
      from: "10.0.0.1",
    });
    return found.actor.signIn ?? "";
  };
  const expired = await session("admin");
  const expiredToken = await token("admin", 1);
  await wall.run(2 * SESSION_IDLE_MS);
  const revoked = await session("admin");
  await give("users.end-session", { id: await idOf(revoked) });
  const revokedToken = await token("admin", 10);
  await give("tokens.revoke", { id: await idOf(revokedToken) });
  const all: Visitors["all"] = [
    nobody,
    { who: "a monitor", may: "read", headers: await session("mo") },
    { who: "an administrator", may: "change", headers: await session("admin") },
    { who: "an expired session", may: "nothing", headers: expired },
    { who: "a revoked session", may: "nothing", headers: revoked },
    { who: "a monitor token", may: "read", headers: await token("monitor", 10) },
    { who: "an administrator token", may: "change, not confirmed", headers: await token("admin", 10) },
    { who: "an expired token", may: "nothing", headers: expiredToken },
    { who: "a revoked token", may: "nothing", headers: revokedToken },
    { who: "an invented session", may: "nothing", headers: headersWith({ cookie: "ewc-session-3000=x" }) },
  ];
  return { all, ask, reached };
}
