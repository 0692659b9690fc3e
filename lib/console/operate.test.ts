import { beforeEach, expect, test } from "vitest";
import type { Actor } from "@/lib/contracts/actor";
import { type Answer, FaultError, fault } from "@/lib/contracts/fault";
import { answerWebCommand, type CommandPorts } from "./operate";

const monitor: Actor = { name: "mo", role: "monitor", from: "localhost" };

let asked: { type: string; input: unknown; actor: Actor }[];
let answer: () => Promise<Answer<unknown>>;
const ports: CommandPorts = {
  headers: new Headers({ host: "localhost:3000" }),
  ask: ((type: string, input: unknown, actor: Actor) => {
    asked.push({ type, input, actor });
    return answer();
  }) as CommandPorts["ask"],
};
const audited = () => asked.filter(({ type }) => type === "audit.append");
const given = () => asked.filter(({ type }) => type !== "audit.append");

beforeEach(() => {
  asked = [];
  answer = () => Promise.resolve({ ok: true, value: { factor: 10 } });
});

test("a change reaches the engine with its actor, and the audit log in the words of its entry", async () => {
  expect(await answerWebCommand("lab.clock", { factor: 10 }, ports)).toEqual({
    ok: true,
    value: { factor: 10 },
  });
  const actor = { name: "operator", role: "admin", from: "localhost" };
  expect(given()).toEqual([{ type: "lab.clock", input: { factor: 10 }, actor }]);
  expect(audited()).toMatchObject([
    {
      actor,
      input: { action: "Change the speed of the clock", detail: '{"factor":10}', outcome: "done" },
    },
  ]);
});

test("a question is not audited", async () => {
  await answerWebCommand("lab.behaviors", {}, ports);
  expect(asked.map(({ type }) => type)).toEqual(["lab.behaviors"]);
});

test("a monitor may ask, and may not change", async () => {
  const asMonitor = { ...ports, identify: () => monitor };
  expect(await answerWebCommand("lab.behaviors", {}, asMonitor)).toMatchObject({ ok: true });
  expect(await answerWebCommand("lab.clock", { factor: 10 }, asMonitor)).toMatchObject({
    ok: false,
    fault: { code: "not-allowed" },
  });
  expect(asked.map(({ type }) => type)).toEqual(["lab.behaviors"]);
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
  expect(given()[0]?.actor.name).toBe("operator");
  expect(audited()[0]?.actor.name).toBe("operator");
});

test.each(["audit.append", "images.import", "images.upload-progress", "terminal.input"])(
  "a page may not give %s, which only the program gives",
  async (type) => {
    const refused = await answerWebCommand(type as never, {} as never, ports);
    expect(refused).toMatchObject({ ok: false, fault: { code: "not-allowed" } });
    expect(asked).toEqual([]);
  },
);

test.each(["no.such-command", "toString", "__proto__", "", 7, null, { type: "lab.clock" }])(
  "%o is not a command",
  async (type) => {
    const refused = await answerWebCommand(type as never, {} as never, ports);
    expect(refused).toMatchObject({ ok: false, fault: { code: "bad-input" } });
    expect(asked).toEqual([]);
  },
);

test("a request from another site is refused before anything else is looked at", async () => {
  const foreign = {
    ...ports,
    headers: new Headers({ host: "localhost:3000", origin: "http://evil.example" }),
  };
  expect(await answerWebCommand("lab.clock", { factor: 10 }, foreign)).toMatchObject({
    ok: false,
    fault: { code: "not-allowed" },
  });
  expect(asked).toEqual([]);
});

test("an exception on the way to the engine becomes a fault, and is audited as the outcome", async () => {
  let calls = 0;
  answer = () => {
    calls += 1;
    if (calls === 1) return Promise.reject(new FaultError(fault("disk-full")));
    return Promise.resolve({ ok: true, value: { ok: true } });
  };
  expect(await answerWebCommand("upgrade.cancel", {}, ports)).toMatchObject({
    ok: false,
    fault: { code: "disk-full" },
  });
  expect(audited()).toMatchObject([{ input: { outcome: "disk-full: No space left on device" } }]);
});
