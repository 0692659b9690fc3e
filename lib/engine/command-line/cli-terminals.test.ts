/** Sessions of browser terminals, without a browser: buffered output, repeated input, and when a session ends. */
import { afterEach, expect, test } from "vitest";
import { SessionRegistry } from "@/lib/cli/session-registry";
import type { Actor } from "@/lib/contracts/actor";
import type { CommandType } from "@/lib/contracts/commands";
import { faultOf } from "@/lib/contracts/fault";
import { CliFixture } from "@/lib/testing/cli-fixture";
import { fakeClock } from "@/lib/testing/fake-clock";
import { CliTerminals } from "./cli-terminals";

const actor: Actor = { name: "operator", role: "admin", from: "localhost" };
const monitor: Actor = { ...actor, role: "monitor" };
const other: Actor = { ...actor, name: "somebody" };

let terminals: CliTerminals;
afterEach(() => void terminals.stop());

function begin(maxSessions?: number) {
  const clock = fakeClock();
  const fixture = new CliFixture();
  const sessions = new SessionRegistry(() => clock.now());
  terminals = new CliTerminals({
    portsFor: (user, entry) => ({ ...fixture.ports(user), sessions: () => entry.listSessions() }),
    sessions,
    wall: clock,
    idleTimeoutMs: 600_000,
    ...(maxSessions !== undefined && { maxSessions }),
  });
  return { clock, fixture, sessions };
}
const ask = async <T extends CommandType<"terminal">>(type: T, input: object) =>
  (await terminals.handlers[type]({ type, actor, ...input } as never)) as never;
const open = async (by: Actor = actor) =>
  (await ask<"terminal.open">("terminal.open", { columns: 200, rows: 500, actor: by })) as {
    id: string;
  };
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Reads from `after` until the expected text has arrived; returns the text and the position of its end. */
async function readTo(id: string, expected: string, after = 0, by: Actor = actor) {
  let text = "";
  for (let at = after; !text.includes(expected); ) {
    const output = (await ask("terminal.read", { id, after: at, actor: by })) as {
      from: number;
      text: string;
      ended: boolean;
    };
    text += output.text;
    at = output.from + output.text.length;
    if (output.ended && !text.includes(expected)) throw new Error(`ended without ${expected}: ${text}`);
    if (text.includes(expected)) return { text, at };
  }
  return { text, at: after };
}
const type = (id: string, at: number, data: string, by: Actor = actor) =>
  ask("terminal.input", { id, at, data, actor: by }) as Promise<{ taken: number }>;
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (thrown) => faultOf(thrown).code,
  );

test("a session prints its prompt, runs typed lines, and can be read again from the start", async () => {
  begin();
  const { id } = await open();
  const { at } = await readTo(id, "9120-EWC#");
  await type(id, 0, "show clock\r");
  await readTo(id, "UTC", at);
  const { text } = await readTo(id, "UTC");
  expect(text).toContain("9120-EWC#show clock\r\n*21:41:35.112 UTC");
});

test("repeated input is run once, and missing input is reported", async () => {
  const { fixture } = begin();
  const { id } = await open();
  const line = "configure terminal\rhostname Twice\r";
  expect(await type(id, 0, line)).toEqual({ taken: line.length });
  expect(await type(id, 0, line)).toEqual({ taken: line.length });
  await readTo(id, "Twice(config)#");
  expect(fixture.orders).toEqual([{ type: "rename", name: "Twice" }]);
  expect(await refusal(type(id, 1000, "x"))).toBe("conflict");
});

test("a session can be used only by the user who opened it", async () => {
  begin();
  const { id } = await open();
  expect(await refusal(ask("terminal.read", { id, after: 0, actor: other }))).toBe("not-found");
  expect(await refusal(type(id, 0, "reload\r", other))).toBe("not-found");
});

test("a read-only user cannot change anything", async () => {
  const { fixture } = begin();
  const { id } = await open(monitor);
  await type(id, 0, "configure terminal\rreload\rshow clock\r", monitor);
  const { text } = await readTo(id, "*21:41:35", 0, monitor);
  expect(text).toContain("9120-EWC>");
  expect(fixture.orders).toEqual([]);
});

test("output that is not read does not block the session; the buffer is limited and starts with a whole line", async () => {
  const { clock, fixture } = begin();
  const { id } = await open();
  await readTo(id, "#");
  await clock.run(5000);
  for (let i = 0; i < 1000; i++) fixture.log(`line ${i} ${"x".repeat(60)}`);
  await type(id, 0, `terminal length 0\r${"show logging\r".repeat(12)}configure terminal\rhostname Done\r`);
  while (fixture.orders.length === 0) await turn();
  const output = (await ask("terminal.read", { id, after: 0 })) as { from: number; text: string };
  expect(output.from).toBeGreaterThan(100_000);
  expect(output.text).toMatch(/^(line \d+ x{60}|Syslog logging|9120-EWC#|\s)/);
  expect((await readTo(id, "Done(config)#")).text.length).toBeLessThan(600_000);
});

test("a session without input for ten minutes ends with a notice, and is removed a minute later", async () => {
  const { clock, sessions } = begin();
  const { id } = await open();
  await readTo(id, "#");
  await clock.run(601_000);
  const { text } = await readTo(id, "Idle timeout");
  expect(text).toContain("% Idle timeout. This session is closed.");
  expect(sessions.size).toBe(0);
  await clock.run(120_000);
  expect(await refusal(ask("terminal.read", { id, after: 0 }))).toBe("not-found");
});

test("exit ends the session, and later input is not run", async () => {
  const { fixture } = begin();
  const { id } = await open();
  await type(id, 0, "exit\r");
  await readTo(id, "exit\r\n");
  await turn();
  await type(id, 5, "reload\r\r");
  expect(fixture.orders).toEqual([]);
});

test("at the limit, the session that has been away longest is closed, and one in use is not", async () => {
  const { clock } = begin(2);
  const [first, second] = [await open(), await open()];
  await clock.run(10_000);
  await type(first.id, 0, " ");
  await ask("terminal.read", { id: first.id, after: 0 });
  const third = await open();
  expect(await refusal(ask("terminal.read", { id: second.id, after: 0 }))).toBe("not-found");
  await ask("terminal.read", { id: first.id, after: 0 });
  await ask("terminal.read", { id: third.id, after: 0 });
  expect(await refusal(open())).toBe("busy");
});

test("a program that stops waits until a page has read why its session ended", async () => {
  const { clock } = begin();
  const { id } = await open();
  const { at } = await readTo(id, "#");
  let hasStopped = false;
  const stopped = terminals.stop().then(() => {
    hasStopped = true;
  });
  await clock.run(500);
  expect(hasStopped).toBe(false);
  expect((await readTo(id, "closed.", at)).text).toContain(
    "% The program is stopping. This session is closed.",
  );
  await stopped;
});

test("a program that stops does not wait long for a page that reads nothing", async () => {
  const { clock } = begin();
  await open();
  const stopped = terminals.stop();
  await clock.run(1_000);
  await stopped;
});
