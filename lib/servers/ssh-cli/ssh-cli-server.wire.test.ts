/** The command line over real SSH: login, sessions, limits, and misbehaving clients. */
import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import type { Client, ClientChannel } from "ssh2";
import { afterEach, describe, expect, it } from "vitest";
import { apRow } from "@/lib/testing/ap-row";
import { CliFixture } from "@/lib/testing/cli-fixture";
import { CLI_PASSWORD } from "@/lib/testing/cli-password";
import { fakeClock } from "@/lib/testing/fake-clock";
import { type SshCliLab, sshCliLab } from "@/lib/testing/ssh-cli-lab";

let lab: SshCliLab;
afterEach(() => lab.close());

type Ended = { text: string; code: number | null };

/** Collects a channel to its end. */
async function ended(channel: ClientChannel): Promise<Ended> {
  let text = "";
  let code: number | null = null;
  channel.on("data", (bytes: Buffer) => {
    text += bytes.toString();
  });
  channel.on("exit", (status: number | null) => {
    code = status;
  });
  await once(channel, "close");
  return { text, code };
}

const exec = (client: Client, command: string): Promise<ClientChannel> =>
  new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => (error ? reject(error) : resolve(channel)));
  });

const shell = (client: Client, window: { cols: number; rows: number } | false): Promise<ClientChannel> =>
  new Promise((resolve, reject) => {
    client.shell(window as { cols: number; rows: number }, (error, channel) =>
      error ? reject(error) : resolve(channel),
    );
  });

/** A function that waits for output that matches, and returns all output since its last call. */
function reader(channel: ClientChannel) {
  let text = "";
  let wake: () => void = () => undefined;
  channel.on("data", (bytes: Buffer) => {
    text += bytes.toString();
    wake();
  });
  return async (expected: RegExp): Promise<string> => {
    for (;;) {
      const found = expected.exec(text);
      if (found) {
        const all = text.slice(0, found.index + found[0].length);
        text = text.slice(all.length);
        return all;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
}

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
};

describe("sessions", () => {
  it("an exec request prints lines with CR LF and returns an exit status", async () => {
    lab = await sshCliLab();
    const client = await lab.connect();
    expect(await ended(await exec(client, "show clock"))).toEqual({
      text: "*21:41:35.112 UTC Tue Jan 30 2024\r\n",
      code: 0,
    });
    expect((await ended(await exec(client, "show nonsense"))).code).toBe(1);
  });

  it("an exec request reads the answer to a confirmation from its input; without input the answer is no", async () => {
    lab = await sshCliLab();
    const client = await lab.connect();
    const yes = await exec(client, "reload");
    yes.end("y\n");
    expect((await ended(yes)).code).toBe(0);
    const unanswered = await exec(client, "reload");
    unanswered.end();
    expect((await ended(unanswered)).code).toBe(1);
    expect(lab.fixture.orders).toEqual([{ type: "reload" }]);
  });

  it("an interactive shell pages by the window size, also after it has changed", async () => {
    const aps = Array.from({ length: 100 }, (_, i) => apRow({ name: `AP-${i}` }));
    lab = await sshCliLab({}, new CliFixture({ rows: { aps } }));
    const channel = await shell(await lab.connect(), { cols: 200, rows: 20 });
    const read = reader(channel);
    await read(/EWC#$/);
    channel.write("show ap image | include AP-\r");
    expect((await read(/ --More-- /)).match(/AP-\d+ /g)).toHaveLength(19);
    channel.write("q");
    await read(/EWC#$/);
    channel.setWindow(40, 200, 0, 0);
    channel.write("show ap image | include AP-\r");
    expect((await read(/ --More-- /)).match(/AP-\d+ /g)).toHaveLength(39);
    const closed = once(channel, "close");
    channel.write("qexit\r");
    await closed;
  });

  it("a shell without a terminal runs its input as a script; its status is 1 after a refused line", async () => {
    lab = await sshCliLab();
    const client = await lab.connect();
    for (const [script, code] of [
      ["show clock\nshow users\n", 0],
      ["show clokc\nshow users\n", 1],
    ] as const) {
      const channel = await shell(client, false);
      channel.end(script);
      const result = await ended(channel);
      expect(result.code).toBe(code);
      expect(result.text).toContain("9120-EWC#show users\r\n");
    }
  });

  it("several sessions have modes of their own, and show users lists all of them", async () => {
    lab = await sshCliLab();
    const client = await lab.connect();
    const one = await shell(client, { cols: 80, rows: 24 });
    const readOne = reader(one);
    await readOne(/EWC#$/);
    one.write("configure terminal\r");
    await readOne(/\(config\)#$/);
    const two = await shell(await lab.connect("viewer"), { cols: 80, rows: 24 });
    const readTwo = reader(two);
    await readTwo(/EWC>$/);
    two.write("show users\r");
    const users = await readTwo(/EWC>$/);
    expect(users).toMatch(/^ {3}1 vty 0 {5}admin/m);
    expect(users).toMatch(/^\* {2}2 vty 1 {5}viewer/m);
    one.write("exit\r");
    await readOne(/9120-EWC#$/);
  });

  it("sessions per connection are limited", async () => {
    lab = await sshCliLab({ maxSessionsPerConnection: 2 });
    const client = await lab.connect();
    await shell(client, { cols: 80, rows: 24 });
    await shell(client, { cols: 80, rows: 24 });
    await expect(shell(client, { cols: 80, rows: 24 })).rejects.toThrow();
  });

  it("a session is closed with a message after its idle time, which starts again with each input", async () => {
    const clock = fakeClock();
    lab = await sshCliLab({ idleTimeoutMs: 60_000 }, new CliFixture(), clock);
    const channel = await shell(await lab.connect(), { cols: 80, rows: 24 });
    const closed = once(channel, "close");
    const read = reader(channel);
    await read(/EWC#$/);
    clock.advance(59_000);
    channel.write("show clock\r");
    await read(/2024\r\n9120-EWC#$/);
    clock.advance(59_000);
    expect(lab.server.load().sessions).toBe(1);
    clock.advance(3000);
    await read(/% Idle timeout\. This session is closed\./);
    await closed;
    await until(() => lab.sessions.size === 0);
  });
});

describe("login", () => {
  it("a user can log in with password and with keyboard-interactive", async () => {
    lab = await sshCliLab();
    await lab.connect();
    const ssh2 = (await import("ssh2")).default;
    const client = new ssh2.Client();
    client.on("keyboard-interactive", (_name, _text, _lang, _prompts, finish) => finish([CLI_PASSWORD]));
    client.connect({ host: "127.0.0.1", port: lab.port, username: "admin", tryKeyboard: true });
    await once(client, "ready");
    client.end();
  });

  it("a wrong password and an unknown user are refused in the same way, after a growing delay", async () => {
    const clock = fakeClock();
    lab = await sshCliLab({ failureDelayMs: 1000 }, new CliFixture(), clock);
    for (const [user, delay] of [
      ["admin", 1000],
      ["unknown", 2000],
    ] as const) {
      let settled = false;
      const attempt = lab.connect(user, "wrong").catch((error: Error & { level?: string }) => {
        settled = true;
        return error.level;
      });
      await until(() => lab.log.some((line) => line.startsWith(`Failed password for ${user} `)));
      clock.advance(delay - 1);
      await new Promise((resolve) => setImmediate(resolve));
      expect(settled).toBe(false);
      clock.advance(1);
      expect(await attempt).toBe("client-authentication");
    }
  });

  it("an address is blocked after blockAfterFailures failed logins", async () => {
    lab = await sshCliLab({ blockAfterFailures: 3, failureDelayMs: 1 });
    for (let i = 0; i < 3; i++) await expect(lab.connect("admin", "wrong")).rejects.toThrow();
    await expect(lab.connect()).rejects.toThrow();
    expect(lab.log.at(-1)).toContain("address blocked");
    expect(lab.refusedLogins).toEqual(["127.0.0.1"]);
    expect(lab.left).toEqual([]);
  });

  it("a client that never logs in is disconnected after loginGraceMs", async () => {
    const clock = fakeClock();
    lab = await sshCliLab({ loginGraceMs: 60_000 }, new CliFixture(), clock);
    const socket = connectTcp(lab.port, "127.0.0.1");
    await once(socket, "data");
    await until(() => lab.server.load().connections === 1);
    const closed = once(socket, "close");
    clock.advance(60_000);
    await closed;
    expect(lab.log.join("\n")).toContain("Timeout before authentication");
  });

  it("connections above the limit per address are refused", async () => {
    lab = await sshCliLab({ maxConnectionsPerAddress: 2 });
    await lab.connect();
    await lab.connect();
    await expect(lab.connect()).rejects.toThrow();
  });

  it("disconnectUser closes the sessions of a user with a message", async () => {
    lab = await sshCliLab();
    const channel = await shell(await lab.connect(), { cols: 80, rows: 24 });
    const closed = once(channel, "close");
    const read = reader(channel);
    await read(/EWC#$/);
    expect(lab.server.disconnectUser("admin")).toBe(1);
    await read(/Your sign-in has changed/);
    await closed;
  });
});

describe("misbehaving clients", () => {
  it("1 MB pasted into a shell is run in order, while other sessions are served", async () => {
    lab = await sshCliLab();
    const client = await lab.connect();
    const channel = await shell(client, false);
    const line = `terminal length 0${" ".repeat(180)}\n`;
    channel.write(line.repeat(Math.ceil(1_000_000 / line.length)));
    const other = await lab.connect();
    expect((await ended(await exec(other, "show clock"))).code).toBe(0);
    channel.end("show privilege\n");
    const result = await ended(channel);
    expect(result.code).toBe(0);
    expect(result.text).toContain("Current privilege level is 15");
  });

  it("a line of 1 MB is not run", async () => {
    lab = await sshCliLab();
    const channel = await shell(await lab.connect(), { cols: 80, rows: 24 });
    const read = reader(channel);
    await read(/EWC#$/);
    channel.write(`hostname ${"x".repeat(1_000_000)}\r`);
    await read(/was not run/);
    expect(lab.fixture.orders).toEqual([]);
  });

  it("the server keeps working after garbage instead of SSH and inside a session", async () => {
    lab = await sshCliLab();
    const garbage = Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256));
    for (const before of ["", "SSH-2.0-garbage\r\n"]) {
      const socket = connectTcp(lab.port, "127.0.0.1");
      socket.on("error", () => undefined);
      socket.on("data", () => undefined);
      socket.write(before);
      socket.end(garbage);
      await once(socket, "close");
    }
    const channel = await shell(await lab.connect(), { cols: 80, rows: 24 });
    channel.write(garbage);
    const after = await ended(await exec(await lab.connect(), "show clock"));
    expect(after.code).toBe(0);
  });

  it("a client that vanishes leaves no session", async () => {
    lab = await sshCliLab();
    const client = await lab.connect();
    const channel = await shell(client, { cols: 80, rows: 24 });
    const read = reader(channel);
    await read(/EWC#$/);
    channel.write("terminal monitor\r");
    await read(/EWC#$/);
    client.destroy();
    await until(() => lab.sessions.size === 0 && lab.fixture.syslogListeners === 0);
    expect(lab.server.load()).toEqual({ connections: 0, sessions: 0 });
  });

  it("no more output is produced for a client that does not read", async () => {
    const aps = Array.from({ length: 500 }, (_, i) => apRow({ name: `AP-${i}` }));
    lab = await sshCliLab({}, new CliFixture({ rows: { aps } }));
    const client = await lab.connect();
    const channel = await shell(client, false);
    channel.pause();
    let rendered = 0;
    const { aps: rows } = lab.fixture.state.rows;
    Object.defineProperty(lab.fixture.state.rows, "aps", {
      get: () => {
        rendered++;
        return rows;
      },
    });
    channel.write("show ap image\n".repeat(2000));
    const other = await lab.connect();
    for (let i = 0; i < 20; i++) await ended(await exec(other, "show clock"));
    // All 2,000 listings would be 170 MB; the SSH window of 2 MB holds 25 of them.
    expect(rendered).toBeLessThan(200);
  });

  it("50 sessions at once get their complete output", async () => {
    const aps = Array.from({ length: 200 }, (_, i) => apRow({ name: `AP-${i}` }));
    lab = await sshCliLab({}, new CliFixture({ rows: { aps } }));
    const clients = await Promise.all(Array.from({ length: 50 }, () => lab.connect()));
    expect(lab.server.load().connections).toBe(50);
    const results = await Promise.all(
      clients.map(async (client) => ended(await exec(client, "show ap image | count AP-"))),
    );
    for (const { text, code } of results) {
      expect(text).toBe("Number of lines which match regexp = 200\r\n");
      expect(code).toBe(0);
    }
  });
});
