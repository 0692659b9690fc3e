/** The audit log in the engine: every change with what it was before and after, refusals once and then counted, retention. */
import { expect, test } from "vitest";
import type { Actor } from "@/lib/contracts/actor";
import { type AuditRow, auditQuerySchema } from "@/lib/contracts/audit";
import { type Command, type CommandType, commands } from "@/lib/contracts/commands";
import { auditWordsOf } from "@/lib/contracts/commands/define-command";
import { FaultError, fault } from "@/lib/contracts/fault";
import { simulatedClock } from "@/lib/kit/clock";
import { fakeClock } from "@/lib/testing/fake-clock";
import { faultIn } from "@/lib/testing/fault-in";
import { createMemoryStore } from "@/lib/testing/memory-store";
import { Bus } from "../bus";
import { AuditTrail } from "./audit-trail";
import { auditedCommands, commandObserver } from "./audited-commands";
import { auditSubjects } from "./subjects";

const lena: Actor = { name: "lena", role: "admin", from: "10.0.0.7", token: "nightly", signIn: "t1" };
const anonymous: Actor = { name: "anonymous", role: "monitor", from: "203.0.113.9" };

async function rig() {
  const store = createMemoryStore();
  const wall = fakeClock();
  const faults: unknown[] = [];
  const ports = {
    store: store.audit,
    documents: store.documents,
    wall,
    unlessFailing: async (work: Promise<unknown>) => void (await work),
    onFault: (cause: unknown) => void faults.push(cause),
  };
  const storage = { admit: () => Promise.resolve(), during: <T>(work: Promise<T>) => work };
  const trail = await AuditTrail.open(ports);
  const bus = new Bus({ epoch: "abcdef", simulated: simulatedClock(wall), wall });
  /** What the command does; undefined: nothing. */
  let run: (command: Command) => unknown = () => null;
  const answer = async (command: Command) => run(command) as never;
  const observe = commandObserver(auditSubjects(bus, answer), ports.onFault);
  const audited = auditedCommands(answer, observe, trail, storage);
  const entries = async (): Promise<AuditRow[]> =>
    (await store.audit.list(auditQuerySchema.parse({}))).entries;
  return {
    trail,
    bus,
    wall,
    store,
    ports,
    faults,
    entries,
    give: <T extends CommandType>(
      type: T,
      input: object,
      does: (command: Command) => unknown = () => null,
    ) => {
      run = does;
      return audited({ type, actor: lena, ...input } as unknown as Command);
    },
  };
}

test("a change is stored with who gave it, from where, its words, its input and what it was before and after", async () => {
  const { bus, give, entries, wall } = await rig();
  const user = {
    name: "ewc",
    hasPassword: true,
    passwordWaits: false,
    publicKeys: [],
    home: "",
    access: "read-only" as const,
    enabled: true,
    expiresAt: null,
    changedAt: 1,
  };
  bus.put("sftpUsers", "ewc", user);
  const input = { user: { existing: true, name: "ewc", password: "n3w-s3cret", access: "read-write" } };
  await give("sftp-users.save", input, () => bus.patch("sftpUsers", "ewc", { access: "read-write" }));
  const [entry] = await entries();
  expect(entry).toMatchObject({
    actor: { name: "lena", role: "admin", from: "10.0.0.7", token: "nightly" },
    action: "Save an SFTP user",
    outcome: "done",
    wallAt: wall.now(),
    changes: [
      { field: "access", before: "read-only", after: "read-write", isSecret: false },
      { field: "user.password", before: null, after: null, isSecret: true },
    ],
  });
  expect(JSON.parse(entry?.detail ?? "")).toEqual({
    user: { existing: true, name: "ewc", password: "[hidden]", access: "read-write" },
  });
});

test("a change that fails is stored with the fault, and the fault is the answer", async () => {
  const { give, entries } = await rig();
  const refused = await faultIn(
    give("lab.clock", { factor: 10 }, () => {
      throw new FaultError(fault("conflict", "The clock is broken."));
    }),
  );
  expect(refused).toMatchObject({ code: "conflict" });
  expect(await entries()).toMatchObject([
    { action: "Change the speed of the clock", outcome: "conflict: The clock is broken.", changes: [] },
  ]);
});

test("a question that sends something is stored, another one is not", async () => {
  const { give, entries } = await rig();
  await give("upgrade.preview", { profile: { mode: "tftp", imageServer: "10.0.0.2" } });
  await give("lab.behaviors", {});
  expect((await entries()).map(({ action }) => action)).toEqual(["Check the image server for the images"]);
});

test("state that cannot be read does not keep the command from being done and stored", async () => {
  const { give, entries, faults } = await rig();
  await give("users.remove", { name: "mo" }, (command) => {
    if (command.type === "users.list") throw new Error("no list");
    return { name: "mo" };
  });
  expect(await entries()).toMatchObject([{ action: "Delete a user", outcome: "done", changes: [] }]);
  expect(faults).toHaveLength(2);
});

test("every command of the registry that changes something or sends something is stored under its own words", async () => {
  const { give, store } = await rig();
  const expected: string[] = [];
  for (const [type, rules] of Object.entries(commands)) {
    const words = auditWordsOf(rules);
    if (words === null) continue;
    expected.push(words);
    await faultIn(give(type as CommandType, {}, () => Promise.reject(new FaultError(fault("conflict")))));
  }
  const { actions } = await store.audit.values();
  expect(actions).toEqual(expected.sort());
});

test("refusals that repeat within a minute are one entry, and one more that counts them", async () => {
  const { trail, entries, wall } = await rig();
  const refuse = (actor: Actor, detail = "{}") =>
    trail.record({ actor, action: "Sign in", detail, fault: fault("too-many-attempts") });
  for (let i = 0; i < 5; i++) await refuse(anonymous, `{"name":"guess${i}"}`);
  await refuse({ ...anonymous, from: "203.0.113.10" });
  expect((await entries()).map(({ actor }) => actor.from)).toEqual(["203.0.113.10", "203.0.113.9"]);
  await wall.run(60_000);
  const [counted] = await entries();
  expect(counted).toMatchObject({
    actor: { name: "anonymous", from: "203.0.113.9" },
    detail: '{"repeated":4,"withinSeconds":60}',
    outcome: "too-many-attempts: Too many failed sign-ins",
  });
  await refuse(anonymous);
  expect(await entries()).toHaveLength(4);
});

test("wrong passwords for different names, and refusals of a known user, are told apart", async () => {
  const { trail, entries } = await rig();
  const wrong = (name: string) =>
    trail.record({ actor: anonymous, action: "Sign in", detail: name, fault: fault("wrong-password") });
  await wrong("a");
  await wrong("b");
  const refused = (detail: string) =>
    trail.record({ actor: lena, action: "Reboot access points", detail, fault: fault("not-allowed") });
  await refused("1");
  await refused("2");
  await refused("2");
  expect((await entries()).map(({ detail }) => detail)).toEqual(["2", "1", "b", "a"]);
});

test("a flood from thousands of addresses adds a bounded number of entries, and what was counted is stored at the end", async () => {
  const { trail, store } = await rig();
  for (let i = 0; i < 2000; i++)
    await trail.record({
      actor: { ...anonymous, from: `10.1.${i >> 8}.${i & 255}` },
      action: "Request of another site",
      detail: "{}",
      fault: fault("not-allowed"),
    });
  const all = auditQuerySchema.parse({ limit: 500 });
  const before = (await store.audit.list(all)).entries[0]?.id ?? 0;
  expect(before).toBe(501);
  await trail.stop();
  const [last] = (await store.audit.list(all)).entries;
  expect(last?.detail).toBe('{"repeated":1499,"withinSeconds":60}');
});

test("the retention is stored, applies at once, and is itself in the log", async () => {
  const { trail, give, store, ports, entries } = await rig();
  await store.audit.append(
    Array.from({ length: 1500 }, (_, i) => ({
      actor: { name: "lena", role: "admin" as const, from: "::1", token: null },
      action: `a${i}`,
      detail: "{}",
      changes: [],
      outcome: "done",
      wallAt: i,
    })),
  );
  await give("audit.save-retention", { keepRecords: 1000 }, (command) =>
    command.type === "audit.retention"
      ? trail.handlers["audit.retention"](command)
      : trail.handlers["audit.save-retention"](command as Command<"audit.save-retention">),
  );
  const [change, drop] = await entries();
  expect(change?.changes).toEqual([
    { field: "keepRecords", before: "100000", after: "1000", isSecret: false },
  ]);
  expect(JSON.parse(drop?.detail ?? "")).toMatchObject({ records: 501, lastId: 501 });
  const reopened = await AuditTrail.open(ports);
  expect(reopened.handlers["audit.retention"]({ type: "audit.retention", actor: lena })).toEqual({
    keepRecords: 1000,
  });
});
