/** Starting and stopping the command line: sign-in, a port in use, and open sessions at the stop. */
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
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
const begin = async (env: Record<string, string> = {}) => {
  fixture = await engineFixture(lab, [], 65_536, env);
};
const connect = async (password: string, user?: string) => {
  const client = await cliClient(fixture.cliPort, password, user);
  clients.push(client);
  return client;
};
const notes = () => fixture.engine.ready.notes.join("\n");

test("without ADMIN_PASSWORD, a password is generated, printed once, stored as a hash, and valid after a restart", async () => {
  await begin({ ADMIN_PASSWORD: "" });
  const password = /as admin with the password (\S+) /.exec(notes())?.[1] ?? "";
  expect(password).toHaveLength(20);
  const client = await connect(password);
  expect((await client.exec("show privilege")).text).toBe("Current privilege level is 15\n");
  client.destroy();
  await fixture.restart();
  expect(notes()).not.toContain("password");
  expect((await (await connect(password)).exec("show privilege")).status).toBe(0);
  const files = await readdir(fixture.dataDir, { recursive: true, withFileTypes: true });
  for (const file of files.filter((f) => f.isFile())) {
    expect((await readFile(path.join(file.parentPath, file.name))).includes(password), file.name).toBe(false);
  }
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
