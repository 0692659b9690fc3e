import { beforeEach, expect, test } from "vitest";
import type { Actor } from "@/lib/contracts/actor";
import { type Answer, FaultError, fault } from "@/lib/contracts/fault";
import type { Visitor } from "@/lib/contracts/identity";
import { answerWebCommand, auditForeignRequests, type CommandPorts, readJson } from "./operate";

const admin: Actor = { name: "lena", role: "admin", from: "127.0.0.1", signIn: "s1", isConfirmed: true };
const monitor: Actor = { name: "mo", role: "monitor", from: "127.0.0.1", signIn: "s2", isConfirmed: true };

let asked: { type: string; input: unknown; actor: Actor }[];
let answer: () => Promise<Answer<unknown>>;
let visitor: Visitor;
const headersWith = (more: Record<string, string> = {}) => new Headers({ host: "localhost:3000", ...more });
const ports: CommandPorts = {
  headers: headersWith({ cookie: "theme=dark; ewc-session-3000=the-secret" }),
  ask: ((type: string, input: unknown, actor: Actor) => {
    asked.push({ type, input, actor });
    return type === "identity.visitor" ? Promise.resolve({ ok: true, value: visitor }) : answer();
  }) as CommandPorts["ask"],
};
const audited = () => asked.filter(({ type }) => type === "audit.append");
const given = () => asked.filter(({ type }) => !["audit.append", "identity.visitor"].includes(type));

beforeEach(() => {
  asked = [];
  visitor = { state: "user", actor: admin };
  answer = () => Promise.resolve({ ok: true, value: { factor: 10 } });
});

test("the engine is asked for the session of the cookie of this port, and for the token of the header", async () => {
  await answerWebCommand("lab.behaviors", {}, ports);
  expect(asked[0]).toMatchObject({
    type: "identity.visitor",
    input: { session: "the-secret", token: null, from: "unknown" },
  });
  asked = [];
  const headers = headersWith({
    cookie: "ewc-session-4000=of-another-console",
    authorization: "Bearer ewc_token",
    "x-ewc-peer": "10.0.0.1",
  });
  await answerWebCommand("lab.behaviors", {}, { ...ports, headers });
  expect(asked[0]?.input).toEqual({ session: null, token: "ewc_token", from: "10.0.0.1" });
});

test("a change reaches the engine with its actor, where it is audited with what it changed", async () => {
  expect(await answerWebCommand("lab.clock", { factor: 10 }, ports)).toEqual({
    ok: true,
    value: { factor: 10 },
  });
  expect(given()).toEqual([{ type: "lab.clock", input: { factor: 10 }, actor: admin }]);
  expect(audited()).toEqual([]);
});

test("a question is not audited", async () => {
  await answerWebCommand("lab.behaviors", {}, ports);
  expect(asked.map(({ type }) => type)).toEqual(["identity.visitor", "lab.behaviors"]);
});

test("a command that needs the password again is refused until it was typed, and reaches nobody", async () => {
  visitor = { state: "user", actor: { ...admin, isConfirmed: false } };
  expect(await answerWebCommand("sftp-users.reveal", { name: "ewc" }, ports)).toMatchObject({
    ok: false,
    fault: { code: "confirm-password" },
  });
  expect(given()).toEqual([]);
  expect(audited()).toMatchObject([
    {
      actor: { name: "lena" },
      input: {
        action: "Reveal a one-time password",
        detail: '{"name":"ewc"}',
        outcome: "confirm-password: Enter your password again",
      },
    },
  ]);
});

test("a user whose role does not suffice, and somebody who is not signed in, are audited with what they wanted", async () => {
  visitor = { state: "user", actor: monitor };
  await answerWebCommand("lab.clock", { factor: 10 }, ports);
  visitor = { state: "anonymous" };
  const headers = headersWith({ "x-ewc-peer": "203.0.113.9" });
  await answerWebCommand(
    "users.add",
    { name: "eve", role: "admin", password: "s3cret-of-eve" },
    { ...ports, headers },
  );
  await answerWebCommand("lab.behaviors", {}, ports);
  expect(given()).toEqual([]);
  expect(audited().map(({ actor, input }) => [actor.name, actor.from, input])).toEqual([
    [
      "mo",
      "127.0.0.1",
      {
        action: "Change the speed of the clock",
        detail: '{"factor":10}',
        outcome: "not-allowed: Your role can read, but not change anything.",
      },
    ],
    [
      "anonymous",
      "203.0.113.9",
      {
        action: "Add a user",
        detail: '{"name":"eve","role":"admin","password":"[hidden]"}',
        outcome: "signed-out: Sign in first",
      },
    ],
  ]);
});

test("a wrong input never reaches the engine: the fault has its sentences by field, and the attempt is audited", async () => {
  const refused = await answerWebCommand("ap.reboot", { apIds: [] }, ports);
  expect(refused).toMatchObject({
    ok: false,
    fault: { code: "bad-input", fields: { apIds: ["Choose an access point."] } },
  });
  expect(given()).toEqual([]);
  expect(audited()).toMatchObject([{ input: { outcome: "bad-input: Choose an access point." } }]);
});

test("an actor that is smuggled into the input changes nothing", async () => {
  const smuggled = { factor: 10, actor: { ...monitor, name: "somebody else" } };
  await answerWebCommand("lab.clock", smuggled, ports);
  expect(given()[0]?.actor.name).toBe("lena");
});

test.each(["audit.append", "images.import", "images.upload-progress", "terminal.input", "identity.sign-in"])(
  "a page may not give %s, which only the program gives",
  async (type) => {
    const refused = await answerWebCommand(type, {}, ports);
    expect(refused).toMatchObject({ ok: false, fault: { code: "not-allowed" } });
    expect(asked).toEqual([]);
  },
);

test.each(["no.such-command", "toString", "__proto__", "", 7, null, { type: "lab.clock" }])(
  "%o is not a command",
  async (type) => {
    const refused = await answerWebCommand(type, {}, ports);
    expect(refused).toMatchObject({ ok: false, fault: { code: "bad-input" } });
    expect(asked).toEqual([]);
  },
);

test("a request from another site is refused before anything else is looked at, and audited", async () => {
  const stop = auditForeignRequests(ports.ask);
  const foreign = { ...ports, headers: headersWith({ origin: "http://evil.example" }) };
  expect(await answerWebCommand("lab.clock", { factor: 10 }, foreign)).toMatchObject({
    ok: false,
    fault: { code: "not-allowed" },
  });
  stop();
  expect(given()).toEqual([]);
  expect(audited()).toMatchObject([
    {
      actor: { name: "anonymous", from: "unknown" },
      input: {
        action: "Request of another site",
        detail: '{"target":"lab.clock","host":"localhost:3000","origin":"http://evil.example"}',
        outcome: "not-allowed: The request comes from another site.",
      },
    },
  ]);
});

test("an exception on the way to the engine becomes a fault", async () => {
  answer = () => Promise.reject(new FaultError(fault("disk-full")));
  expect(await answerWebCommand("upgrade.cancel", {}, ports)).toMatchObject({
    ok: false,
    fault: { code: "disk-full" },
  });
});

test.each(["", "{", "null", "[1]", '"text"', "7"])("the body %s is refused as bad input", async (body) => {
  const request = new Request("http://localhost:3000/api/commands/lab.clock", { method: "POST", body });
  await expect(readJson(request, 1000)).rejects.toMatchObject({ fault: { code: "bad-input" } });
});

test("a body above the limit is refused", async () => {
  const body = JSON.stringify({ text: "x".repeat(1000) });
  const request = new Request("http://localhost:3000/api/commands/lab.clock", { method: "POST", body });
  await expect(readJson(request, 1000)).rejects.toMatchObject({ fault: { code: "too-large" } });
});
