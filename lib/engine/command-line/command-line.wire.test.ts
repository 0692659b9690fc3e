/** Starting and stopping the command line: sign-in, a port in use, open sessions at the stop and at a reload. */
import { createServer } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { auditQuerySchema } from "@/lib/contracts/audit";
import { type CliClient, cliClient } from "@/lib/testing/cli-client";
import { CLI_PASSWORD } from "@/lib/testing/cli-password";
import { type EngineFixture, engineFixture, operator } from "@/lib/testing/engine-fixture";

const lab = {
  controller: { name: "9120-EWC", ip: "172.16.9.9", running: "17.9.4.27", ap: "ap-1" },
  aps: [
    {
      name: "ap-1",
      model: "C9120AXI-E",
      ip: "172.16.9.1",
      running: "17.9.4.27",
      radioMac: "0000.0000.0010",
      ethernetMac: "0000.0000.0011",
    },
  ],
};

let fixture: EngineFixture;
const clients: CliClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await fixture?.end();
});
const begin = async (env: Record<string, string> = {}, keepsSessions = false) => {
  const controller = { ...lab.controller, keepsSessions };
  fixture = await engineFixture({ ...lab, controller }, [], 65_536, env);
};
const connect = async (password: string, user?: string) => {
  const client = await cliClient(fixture.cliPort, password, user);
  clients.push(client);
  return client;
};
const setUp = (name: string) =>
  fixture.order("identity.set-up", {
    token: fixture.engine.ready.setUpToken ?? "",
    name,
    password: CLI_PASSWORD,
    from: "127.0.0.1",
    browser: "",
  });
const notes = () => fixture.engine.ready.notes.join("\n");

test("before the set-up nobody signs in over SSH, and afterwards its administrator does", async () => {
  await begin({ ADMIN_PASSWORD: "" });
  await expect(connect(CLI_PASSWORD)).rejects.toThrow(/authentication/i);
  await setUp("lena");
  expect((await (await connect(CLI_PASSWORD, "lena")).exec("show privilege")).text).toBe(
    "Current privilege level is 15\n",
  );
  await fixture.restart();
  expect(fixture.engine.ready.setUpToken).toBeNull();
  expect((await (await connect(CLI_PASSWORD, "lena")).exec("show privilege")).status).toBe(0);
});

test("a monitor has privilege 1 over SSH: configuration and ping are refused, reading works", async () => {
  await begin();
  await fixture.order("users.add", { name: "mo", role: "monitor", password: CLI_PASSWORD });
  const client = await connect(CLI_PASSWORD, "mo");
  expect((await client.exec("show privilege")).text).toBe("Current privilege level is 1\n");
  for (const refused of ["configure terminal", "ping 127.0.0.1", "reload", "install commit"])
    expect([refused, (await client.exec(refused)).status]).not.toEqual([refused, 0]);
  const session = await client.shell();
  await session.read("9120-EWC>");
  session.type("enable\r");
  await session.read("Access denied");
});

test("a changed role closes the user's SSH sessions, and a revoked session closes its terminal in the browser", async () => {
  await begin();
  await fixture.order("users.add", { name: "mo", role: "monitor", password: CLI_PASSWORD });
  const session = await (await connect(CLI_PASSWORD, "mo")).shell();
  await session.read(">");
  const { secret } = await fixture.order("identity.sign-in", {
    name: "mo",
    password: CLI_PASSWORD,
    from: "127.0.0.1",
    browser: "",
  });
  const visitor = await fixture.order("identity.visitor", {
    session: secret,
    token: null,
    from: "127.0.0.1",
  });
  if (visitor.state !== "user") throw new Error(`The visitor is ${visitor.state}.`);
  const { actor } = visitor;
  const { id } = await fixture.order("terminal.open", { columns: 80, rows: 24, actor });
  const waiting = fixture.order("terminal.read", { id, after: "9120-EWC>".length, actor });
  await fixture.order("users.set-role", { name: "mo", role: "admin" });
  await session.closed;
  expect(session.text).toContain("% Your sign-in has changed. This session is closed.");
  expect((await waiting).text).toContain("% Your sign-in has ended. This session is closed.");
  expect(await fixture.order("identity.visitor", { session: secret, token: null, from: "" })).toEqual({
    state: "anonymous",
  });
});

test("ADMIN_PASSWORD is valid for ADMIN_USER only", async () => {
  await begin({ ADMIN_USER: "lena" });
  expect((await (await connect(CLI_PASSWORD, "lena")).exec("show users")).text).toContain("lena");
  await expect(connect(CLI_PASSWORD, "admin")).rejects.toThrow(/authentication/i);
  await expect(connect("wrong", "lena")).rejects.toThrow(/authentication/i);
});

test("a port in use gives a note with a remedy, and browser terminals still work", async () => {
  const other = createServer();
  const port = await new Promise<number>((resolve) => {
    other.listen(0, "127.0.0.1", () => resolve((other.address() as { port: number }).port));
  });
  await begin({ CLI_PORT: String(port) });
  expect(notes()).toMatch(new RegExp(`TCP port ${port} of 127.0.0.1 is in use`));
  expect(fixture.engine.ready.addresses.map((a) => a.name)).not.toContain("CLI");
  expect((await fixture.order("engine.info", {})).addresses.cli).toBe("");
  const { id } = await fixture.order("terminal.open", { columns: 80, rows: 24, actor: operator });
  const { text } = await fixture.order("terminal.read", { id, after: 0, actor: operator });
  expect(text).toBe("9120-EWC#");
  await new Promise((resolve) => other.close(resolve));
});

test("engine.info has the address, and a stop closes every session with a notice", async () => {
  await begin();
  expect((await fixture.order("engine.info", {})).addresses.cli).toBe(`127.0.0.1:${fixture.cliPort}`);
  const session = await (await connect(CLI_PASSWORD)).shell();
  await session.read("#");
  await fixture.restart();
  await session.closed;
  expect(session.text).toContain("% The program is stopping. This session is closed.");
});

const isUp = () => fixture.until("controller", "controller", (c) => c.state === "up");
const setSpeed = (factor: number) => fixture.order("lab.clock", { factor });
/** Shortens the reload, and lets the clock run at its usual speed again when the controller is up. */
const passReload = async () => {
  await setSpeed(10);
  await isUp();
  await setSpeed(1);
};
const terminal = async (id: string, after = 0) =>
  await fixture.order("terminal.read", { id, after, actor: operator });

test("at a reload, all SSH sessions get its log line and end, clients are refused, and the same port answers again with uptime zero", async () => {
  await begin();
  const [busy, idle] = [await connect(CLI_PASSWORD), await connect(CLI_PASSWORD)];
  const session = await busy.shell();
  const other = await idle.shell();
  await session.read("#");
  await other.read("#");
  other.type("show vers");
  await other.read("show vers");
  session.type("reload\r");
  await session.read("Proceed with reload? [confirm]");
  session.type("\r");
  await Promise.all([session.closed, other.closed]);
  const line =
    /%SYS-5-RELOAD: Reload requested by admin on vty0 \(127\.0\.0\.1\)\. Reload Reason: Reload Command\.\r\n$/;
  expect(session.text).toMatch(line);
  expect(other.text).toMatch(line);
  await expect(connect(CLI_PASSWORD)).rejects.toThrow(/ECONNREFUSED/);
  expect((await fixture.order("engine.info", {})).addresses.cli).toBe(`127.0.0.1:${fixture.cliPort}`);
  await passReload();
  const back = await until(() => connect(CLI_PASSWORD));
  expect((await back.exec("show version | include uptime is")).text).toMatch(/uptime is 0 minutes/);
});

test("a program that stops during a reload leaves nothing listening", async () => {
  await begin();
  const session = await (await connect(CLI_PASSWORD)).shell();
  await session.read("#");
  session.type("reload\r\r");
  await session.closed;
  await fixture.engine.stop();
  await expect(connect(CLI_PASSWORD)).rejects.toThrow(/ECONNREFUSED/);
});

test("a reload that the end of the program cut short keeps clients out after the next start until it has ended", async () => {
  await begin();
  const client = await connect(CLI_PASSWORD);
  const session = await client.shell();
  await session.read("#");
  session.type("reload\r\r");
  await session.closed;
  await fixture.restart();
  await expect(connect(CLI_PASSWORD)).rejects.toThrow(/ECONNREFUSED/);
  await passReload();
  await until(() => connect(CLI_PASSWORD));
});

test("at a reload, a browser terminal ends with the log line and can be opened again when the controller is back", async () => {
  await begin();
  const size = { columns: 80, rows: 24, actor: operator };
  const { id } = await fixture.order("terminal.open", size);
  await fixture.order("terminal.input", { id, at: 0, data: "reload\r\r", actor: operator });
  let text = "";
  let ended = false;
  while (!ended) {
    const output = await terminal(id, text.length);
    text += output.text;
    ended = output.ended;
    if (ended) expect(output.endedByReload).toBe(true);
  }
  expect(text).toMatch(
    /%SYS-5-RELOAD: Reload requested by tester on console\. Reload Reason: Reload Command\.\r\n$/,
  );
  await expect(fixture.order("terminal.open", size)).rejects.toThrow("The controller is reloading");
  await passReload();
  const again = await until(() => fixture.order("terminal.open", size));
  expect((await terminal(again.id)).text).toBe("9120-EWC#");
});

test("an exec request that reloads the fleet prints its end and exits with its own status", async () => {
  await begin();
  const { text, status } = await (await connect(CLI_PASSWORD)).exec("ap image reset");
  expect(text).toMatch(/%SYS-5-RELOAD: Reload requested by admin on vty0 \(127\.0\.0\.1\)\. .*\n$/);
  expect(status).toBe(0);
});

test("with the lab switch, sessions survive a reload and SSH keeps listening", async () => {
  await begin({}, true);
  const session = await (await connect(CLI_PASSWORD)).shell();
  await session.read("#");
  session.type("reload\r\r");
  await fixture.until("controller", "controller", (c) => c.state === "reloading");
  session.type("show clock\r");
  await session.read(/\*\d\d:\d\d:\d\d.*\r\n/);
  await connect(CLI_PASSWORD);
});

/** The port opens in the turn after the controller is up, so the first try may come too early. */
async function until<T>(attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    const outcome = await attempt().then(
      (value) => ({ value }),
      () => null,
    );
    if (outcome !== null) return outcome.value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("sign-in, ping, sign-out and a wrong password over SSH are in the audit log with the address", async () => {
  await begin();
  const client = await connect(CLI_PASSWORD);
  await client.exec("ping 127.0.0.1 repeat 1 timeout 1");
  client.destroy();
  await expect(connect("a wrong password")).rejects.toThrow(/authentication/i);
  const audited = async () => {
    const { entries } = await fixture.order("audit.list", auditQuerySchema.parse({}));
    return entries
      .filter(({ actor }) => actor.from === "127.0.0.1")
      .map(({ actor, action, detail, outcome }) => [actor.name, action, detail, outcome.split(":")[0]]);
  };
  await vi.waitFor(async () => {
    expect((await audited()).sort()).toEqual([
      ["admin", "Command line", '{"line":"ping 127.0.0.1 repeat 1 timeout 1"}', "done"],
      ["admin", "Sign in to the command line", '{"name":"admin"}', "done"],
      ["admin", "Sign out of the command line", "{}", "done"],
      ["anonymous", "Sign in to the command line", '{"name":"admin"}', "wrong-password"],
    ]);
  });
});
