/** Users, sessions and API tokens in the engine, with a clock and a store of the test. */
import { beforeEach, expect, test } from "vitest";
import type { Actor } from "@/lib/contracts/actor";
import { auditQuerySchema } from "@/lib/contracts/audit";
import type { Command } from "@/lib/contracts/commands";
import type { Visitor } from "@/lib/contracts/identity";
import { LoginGuard } from "@/lib/servers/ssh-login-guard";
import { fakeClock } from "@/lib/testing/fake-clock";
import { faultIn } from "@/lib/testing/fault-in";
import { createMemoryStore } from "@/lib/testing/memory-store";
import { AuditTrail } from "../audit/audit-trail";
import { Identity } from "./identity";
import type { Passwords } from "./passwords";
import { CONFIRMED_MS, SESSION_IDLE_MS, SESSION_LIFE_MS } from "./sign-ins";

const PASSWORD = "a long password";
/** How many passwords were compared with a hash. */
let judged = 0;
beforeEach(() => {
  judged = 0;
});
const everyEntry = auditQuerySchema.parse({});

/** Hashes that take no time, so that only the clock of the test passes. */
const instantPasswords: Passwords = {
  hash: (password) => Promise.resolve(`now:${Buffer.from(password).toString("base64")}`),
  verify: async (password, stored) => {
    judged++;
    return stored !== null && [await instantPasswords.hash(password), `old:${password}`].includes(stored);
  },
  isOutdated: (stored) => stored.startsWith("old:"),
};
const SETTINGS = { failureDelayMs: 500, blockAfterFailures: 20, blockForMs: 300_000 };

function house() {
  const store = createMemoryStore();
  const wall = fakeClock();
  const faults: unknown[] = [];
  const onFault = (cause: unknown) => void faults.push(cause);
  const open = async (password: string | null = PASSWORD, name = "admin") =>
    await Identity.open({
      store: store.identity,
      documents: store.documents,
      audit: await AuditTrail.open({
        store: store.audit,
        documents: store.documents,
        wall,
        unlessFailing: async (work) => void (await work),
        onFault,
      }),
      wall,
      guard: new LoginGuard(wall, SETTINGS),
      given: { name, password },
      onFault,
      passwords: instantPasswords,
    });
  return { store, wall, open, faults };
}

const command = (input: object) =>
  ({ actor: { name: "console", role: "admin", from: "test" }, ...input }) as never;

/** The fault of an order that may also throw at once. */
const refusal = (order: () => unknown) => faultIn(Promise.resolve().then(order));

const signIn = async (identity: Identity, name = "admin", password = PASSWORD, from = "10.0.0.1") =>
  await identity.identityHandlers["identity.sign-in"](
    command({ name, password, from, browser: "Browser 1" }),
  );

const visitor = async (identity: Identity, session: string | null, token: string | null = null) =>
  await identity.identityHandlers["identity.visitor"](command({ session, token, from: "10.0.0.1" }));

const actorOf = (found: Visitor): Actor => {
  if (found.state !== "user") throw new Error(`The visitor is ${found.state}.`);
  return found.actor;
};

async function signedIn(identity: Identity, name = "admin", password = PASSWORD) {
  const { secret } = await signIn(identity, name, password);
  return { secret, actor: actorOf(await visitor(identity, secret)) };
}

const asCommand = <T>(actor: Actor, input: object) => ({ ...input, actor }) as T;

test("without an administrator every visitor is sent to the set-up, and its one-time token works once", async () => {
  const { open, store } = house();
  const identity = await open(null);
  const token = identity.setUpToken ?? "";
  expect(await visitor(identity, null)).toEqual({ state: "set-up" });
  const setUp = (typed: string) =>
    identity.identityHandlers["identity.set-up"](
      command({ token: typed, name: "lena", password: PASSWORD, from: "10.0.0.1", browser: "" }),
    );
  const { secret } = await setUp(token);
  expect(actorOf(await visitor(identity, secret))).toMatchObject({ name: "lena", role: "admin" });
  expect(identity.setUpToken).toBeNull();
  expect(await refusal(() => setUp(token))).toMatchObject({ code: "conflict" });
  const { entries } = await store.audit.list({ ...everyEntry, limit: 1 });
  expect(entries).toMatchObject([{ action: "Set up the console", actor: { name: "lena" }, outcome: "done" }]);
});

test("a wrong set-up token creates nobody", async () => {
  const { open, wall } = house();
  const identity = await open(null);
  const tried = refusal(() =>
    identity.identityHandlers["identity.set-up"](
      command({ token: "guessed", name: "eve", password: PASSWORD, from: "10.0.0.9", browser: "" }),
    ),
  );
  await wall.run(10_000);
  expect(await tried).toMatchObject({ code: "not-allowed" });
  expect(await visitor(identity, null)).toEqual({ state: "set-up" });
});

test("the command line's user of an earlier version becomes the first administrator, and the old hash is replaced at the sign-in", async () => {
  const { open, store } = house();
  await store.documents.put("cli-user", { name: "chief", passwordHash: `old:${PASSWORD}` });
  const identity = await open(null);
  expect(identity.setUpToken).toBeNull();
  await signIn(identity, "chief");
  const { users } = await store.identity.all();
  expect(users).toMatchObject([{ name: "chief", role: "admin" }]);
  expect(users[0]?.passwordHash).toMatch(/^now:/);
  await signIn(identity, "chief");
  expect(await store.documents.get("cli-user")).toBeUndefined();
});

test("the password of the environment applies once: a changed one resets the password and ends the sessions, the same one does not", async () => {
  const { open } = house();
  const first = await open();
  const { secret, actor } = await signedIn(first);
  await first.accountHandlers["account.change-password"](
    asCommand<Command<"account.change-password">>(actor, {
      current: PASSWORD,
      password: "chosen by the owner",
    }),
  );
  const second = await open();
  expect(actorOf(await visitor(second, secret)).name).toBe("admin");
  await signIn(second, "admin", "chosen by the owner");
  const third = await open("the owner lost it");
  expect(await visitor(third, secret)).toEqual({ state: "anonymous" });
  await signIn(third, "admin", "the owner lost it");
});

test("neither the secret of a session nor a token nor a password is in the store", async () => {
  const { open, store } = house();
  const identity = await open();
  const { secret, actor } = await signedIn(identity);
  const { token } = await identity.tokenHandlers["tokens.create"](
    asCommand<Command<"tokens.create">>(actor, { name: "backup", role: "monitor", days: 1 }),
  );
  const stored = JSON.stringify([
    await store.identity.all(),
    await store.audit.list(everyEntry),
    await store.documents.get("admin-password-applied"),
  ]);
  for (const hidden of [secret, token, PASSWORD]) expect(stored).not.toContain(hidden);
});

test("a session survives a restart, and ends when nobody uses it or its life is over", async () => {
  const { open, wall } = house();
  const identity = await open();
  const [idle, used] = [await signIn(identity), await signIn(identity)];
  const again = await open();
  expect((await visitor(again, idle.secret)).state).toBe("user");
  let age = 0;
  while (age + SESSION_IDLE_MS / 2 < SESSION_LIFE_MS) {
    await wall.run(SESSION_IDLE_MS / 2);
    age += SESSION_IDLE_MS / 2;
    expect((await visitor(again, used.secret)).state).toBe("user");
  }
  expect(await visitor(again, idle.secret)).toEqual({ state: "anonymous" });
  await wall.run(SESSION_IDLE_MS / 2);
  expect(await visitor(again, used.secret)).toEqual({ state: "anonymous" });
});

test("a session that expires while a stream is open is reported as ended", async () => {
  const { open, wall } = house();
  const identity = await open();
  const { actor } = await signedIn(identity);
  const ended: string[] = [];
  identity.onSignInsEnded((ids) => ended.push(...ids));
  await wall.run(SESSION_IDLE_MS + 20_000);
  expect(ended).toEqual([actor.signIn]);
});

test.each([
  [
    "the role changes",
    (i: Identity) => i.userHandlers["users.set-role"](command({ name: "mo", role: "admin" })),
  ],
  [
    "the user is disabled",
    (i: Identity) => i.userHandlers["users.set-disabled"](command({ name: "mo", isDisabled: true })),
  ],
  ["the password is reset", (i: Identity) => i.userHandlers["users.reset-password"](command({ name: "mo" }))],
  ["the user is deleted", (i: Identity) => i.userHandlers["users.remove"](command({ name: "mo" }))],
])("when %s, all sessions and command lines of the user end at once", async (_, change) => {
  const { open } = house();
  const identity = await open();
  await identity.userHandlers["users.add"](command({ name: "mo", role: "monitor", password: PASSWORD }));
  const { secret, actor } = await signedIn(identity, "mo");
  const ended: string[] = [];
  const disconnected: string[] = [];
  identity.onSignInsEnded((ids) => ended.push(...ids));
  identity.onUserChanged((name) => disconnected.push(name));
  await change(identity);
  expect(ended).toEqual([actor.signIn]);
  expect(disconnected).toEqual(["mo"]);
  expect(await visitor(identity, secret)).toEqual({ state: "anonymous" });
});

test("changing the own password needs the current one, and ends every other session of the user", async () => {
  const { open, wall } = house();
  const identity = await open();
  const [here, elsewhere] = [await signedIn(identity), await signedIn(identity)];
  const change = (current: string) =>
    identity.accountHandlers["account.change-password"](
      asCommand<Command<"account.change-password">>(here.actor, { current, password: "another long one" }),
    );
  const wrong = refusal(() => change("not the current one"));
  await wall.run(10_000);
  expect(await wrong).toMatchObject({ code: "bad-input", fields: { current: [expect.any(String)] } });
  await change(PASSWORD);
  expect((await visitor(identity, here.secret)).state).toBe("user");
  expect(await visitor(identity, elsewhere.secret)).toEqual({ state: "anonymous" });
});

test("the last administrator cannot be deleted, disabled or made a monitor", async () => {
  const { open } = house();
  const identity = await open();
  const orders = [
    () => identity.userHandlers["users.remove"](command({ name: "admin" })),
    () => identity.userHandlers["users.set-disabled"](command({ name: "admin", isDisabled: true })),
    () => identity.userHandlers["users.set-role"](command({ name: "admin", role: "monitor" })),
  ];
  for (const order of orders) expect(await refusal(order)).toMatchObject({ code: "conflict" });
  expect((await identity.userHandlers["users.list"](command({}))).users).toMatchObject([
    { name: "admin", role: "admin", isDisabled: false },
  ]);
});

test("a token acts with its role, never with more than its user has, and ends with its expiry, its revocation and its user", async () => {
  const { open, wall } = house();
  const identity = await open();
  await identity.userHandlers["users.add"](command({ name: "second", role: "admin", password: PASSWORD }));
  const { actor } = await signedIn(identity, "second");
  const create = async (role: "admin" | "monitor", days: number) =>
    (
      await identity.tokenHandlers["tokens.create"](
        asCommand<Command<"tokens.create">>(actor, { name: `${role} token`, role, days }),
      )
    ).token;
  const [reads, changes, short] = [
    await create("monitor", 90),
    await create("admin", 90),
    await create("monitor", 1),
  ];
  const roleOf = async (token: string) => actorOf(await visitor(identity, null, token)).role;
  expect([await roleOf(reads), await roleOf(changes)]).toEqual(["monitor", "admin"]);
  expect(actorOf(await visitor(identity, null, changes)).isConfirmed).toBe(false);
  await wall.run(86_400_000);
  expect(await visitor(identity, null, short)).toEqual({ state: "anonymous" });
  await identity.userHandlers["users.set-role"](command({ name: "second", role: "monitor" }));
  expect(await visitor(identity, null, changes)).toEqual({ state: "anonymous" });
  expect(await roleOf(reads)).toBe("monitor");
  const { tokens } = await identity.userHandlers["users.list"](command({}));
  await identity.tokenHandlers["tokens.revoke"](command({ id: tokens[0]?.id ?? "" }));
  expect(await visitor(identity, null, reads)).toEqual({ state: "anonymous" });
});

test("a password counts as confirmed for ten minutes after it was typed", async () => {
  const { open, wall } = house();
  const identity = await open();
  const { secret, actor } = await signedIn(identity);
  expect(actor.isConfirmed).toBe(true);
  await wall.run(CONFIRMED_MS);
  expect(actorOf(await visitor(identity, secret)).isConfirmed).toBe(false);
  await identity.accountHandlers["account.confirm"](
    asCommand<Command<"account.confirm">>(actor, { password: PASSWORD }),
  );
  expect(actorOf(await visitor(identity, secret)).isConfirmed).toBe(true);
});

test("500 passwords from 200 addresses at one account are bounded, and the owner signs in meanwhile", async () => {
  const { open, wall } = house();
  const identity = await open();
  await signIn(identity, "admin", PASSWORD, "192.0.2.1");
  judged = 0;
  const guesses = Array.from({ length: 500 }, (_, i) =>
    faultIn(signIn(identity, "admin", `guess number ${i}`, `198.51.100.${i % 200}`)).then((why) => why?.code),
  );
  const owner = await signIn(identity, "admin", PASSWORD, "192.0.2.1");
  expect((await visitor(identity, owner.secret)).state).toBe("user");
  await wall.run(60_000);
  expect(new Set(await Promise.all(guesses))).toEqual(new Set(["wrong-password"]));
  expect(judged).toBeLessThan(20);
});

test("one IPv6 /64 is one address: after twenty failures another address of it is refused without judging", async () => {
  const { open, wall } = house();
  const identity = await open();
  for (let i = 0; i < 20; i++) {
    const tried = faultIn(signIn(identity, `nobody${i}`, "guess", `2001:db8:0:1::${i + 1}`));
    await wall.run(30_000);
    expect(await tried).toMatchObject({ code: "wrong-password" });
  }
  expect(await faultIn(signIn(identity, "admin", PASSWORD, "2001:db8:0:1::ffff"))).toMatchObject({
    code: "too-many-attempts",
  });
  await signIn(identity, "admin", PASSWORD, "2001:db8:0:2::1");
});

test("sign-ins and refusals are audited with their address", async () => {
  const { open, wall, store } = house();
  const identity = await open();
  const refused = faultIn(signIn(identity, "admin", "guess", "198.51.100.1"));
  await wall.run(10_000);
  await refused;
  await signIn(identity);
  await identity.authenticate("admin", PASSWORD, "10.0.0.2");
  const { entries } = await store.audit.list({ ...everyEntry, limit: 3 });
  expect(entries).toMatchObject([
    { action: "Sign in to the command line", actor: { name: "admin", from: "10.0.0.2" }, outcome: "done" },
    { action: "Sign in", actor: { name: "admin", from: "10.0.0.1" }, outcome: "done" },
    {
      action: "Sign in",
      actor: { name: "anonymous", from: "198.51.100.1" },
      detail: '{"name":"admin"}',
      outcome: "wrong-password: The user name or the password is wrong",
    },
  ]);
});

test("on the command line an administrator has privilege 15, a monitor 1, and a disabled user none", async () => {
  const { open } = house();
  const identity = await open();
  await identity.userHandlers["users.add"](command({ name: "mo", role: "monitor", password: PASSWORD }));
  expect(await identity.authenticate("admin", PASSWORD, "10.0.0.1")).toEqual({
    name: "admin",
    privilege: 15,
  });
  expect(await identity.authenticate("mo", PASSWORD, "10.0.0.1")).toEqual({ name: "mo", privilege: 1 });
  await identity.userHandlers["users.set-disabled"](command({ name: "mo", isDisabled: true }));
  expect(await identity.authenticate("mo", PASSWORD, "10.0.0.1")).toBeNull();
});
