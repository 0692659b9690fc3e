/** Which name and password of a request are believed, for how long, and what guessing costs. */
import { beforeEach, expect, test } from "vitest";
import type { Actor } from "@/lib/contracts/actor";
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import type { StoredUser } from "@/lib/store/store-types";
import { fakeClock } from "@/lib/testing/fake-clock";
import { faultIn } from "@/lib/testing/fault-in";
import { REMEMBER_MS, VerifiedCredentials } from "./verified-credentials";

const kim: StoredUser = {
  name: "kim",
  role: "monitor",
  isDisabled: false,
  passwordHash: "hash of right",
  passwordChangedAt: 0,
  signedInAt: null,
};

let users: StoredUser[];
let hashed: number;
let audited: { actor: Actor; refusal: Fault | null }[];
const clock = fakeClock();
let credentials: VerifiedCredentials;
let isBlocked: boolean;

beforeEach(() => {
  users = [kim];
  hashed = 0;
  audited = [];
  isBlocked = false;
  credentials = new VerifiedCredentials({
    users: {
      hasAdmin: true,
      find: (name) => users.find((user) => user.name === name),
      verify: (name, password) => {
        hashed++;
        const user = users.find((known) => known.name === name);
        return Promise.resolve(user?.passwordHash === `hash of ${password}` ? user : null);
      },
    },
    wall: clock,
    judge: (_from, _name, judge) =>
      isBlocked ? Promise.reject(new FaultError(fault("too-many-attempts"))) : judge(),
    audit: (actor, _action, _detail, refusal) => {
      audited.push({ actor, refusal });
      return Promise.resolve();
    },
  });
});

const ask = (password: string, name = "kim") =>
  credentials.visitor({
    type: "identity.verify",
    actor: { name: "console", role: "admin", from: "test" },
    name,
    password,
    from: "10.0.0.1",
  });

test("a right password is hashed once in a minute, and audited as often", async () => {
  for (let i = 0; i < 5; i++)
    expect(await ask("right")).toMatchObject({ state: "user", actor: { name: "kim", role: "monitor" } });
  expect([hashed, audited.length]).toEqual([1, 1]);
  await clock.run(REMEMBER_MS);
  await ask("right");
  expect(hashed).toBe(2);
});

test("a wrong password is never remembered, and says nothing of the user", async () => {
  expect(await faultIn(ask("wrong"))).toMatchObject({ code: "wrong-password" });
  expect(await faultIn(ask("right", "nobody"))).toMatchObject({ code: "wrong-password" });
  expect(await faultIn(ask("wrong"))).toMatchObject({ code: "wrong-password" });
  expect(hashed).toBe(3);
  expect(audited.every(({ actor, refusal }) => actor.name === "anonymous" && refusal !== null)).toBe(true);
});

test("a remembered password ends with the account, its password or its being enabled, and follows its role", async () => {
  await ask("right");
  users = [{ ...kim, role: "admin" }];
  expect(await ask("right")).toMatchObject({ actor: { role: "admin" } });
  users = [{ ...kim, passwordHash: "hash of another" }];
  expect(await faultIn(ask("right"))).toMatchObject({ code: "wrong-password" });
  users = [kim];
  await ask("right");
  users = [{ ...kim, isDisabled: true, passwordHash: "hash of right" }];
  hashed = 0;
  await ask("right").catch(() => undefined);
  expect(hashed).toBe(1);
  users = [];
  expect(await faultIn(ask("right"))).toMatchObject({ code: "wrong-password" });
});

test("the limits of guessing apply, but not to a password that was right just now", async () => {
  await ask("right");
  isBlocked = true;
  expect(await faultIn(ask("wrong"))).toMatchObject({ code: "too-many-attempts" });
  expect(await ask("right")).toMatchObject({ state: "user" });
});
