/** Both image servers in the engine, with real sockets, a real SSH client and a real store. */
import { rename, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import ssh2, { type SFTPWrapper, type Client as SshClient } from "ssh2";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ServerRow, SftpServerRow, TftpServerRow } from "@/lib/contracts/servers";
import type { SftpUserInput } from "@/lib/contracts/sftp-users";
import { emptyLab } from "@/lib/fleet/population";
import { writeSampleBundle } from "@/lib/image-store/sample-bundle";
import { ed25519Pair } from "@/lib/servers/ssh-key-pair";
import { fetchTftp } from "@/lib/servers/tftp/tftp-client";
import { type EngineFixture, engineFixture, operator } from "@/lib/testing/engine-fixture";
import { faultIn } from "@/lib/testing/fault-in";
import { sftpUserInput } from "@/lib/testing/sftp-user";

let fixture: EngineFixture;
const clients: SshClient[] = [];
beforeEach(async () => {
  fixture = await engineFixture(emptyLab(), ["17.12.1"]);
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await fixture?.end();
});

const row = <T extends ServerRow>(id: T["id"]) => fixture.engine.bus.row("servers", id) as T;
const tftp = () => row<TftpServerRow>("tftp");
const sftp = () => row<SftpServerRow>("sftp");
const user = (fields: Partial<SftpUserInput> = {}) =>
  fixture.order("sftp-users.save", {
    user: sftpUserInput(fields),
    actor: operator,
  });

/** Resolves with a session, or rejects as the client does. */
function login(
  how: { username?: string; password?: string; privateKey?: string } = {},
): Promise<SFTPWrapper> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    clients.push(client);
    client.on("error", reject);
    client.on("close", () => reject(new Error("The server closed the connection.")));
    client.on("ready", () => client.sftp((error, session) => (error ? reject(error) : resolve(session))));
    client.connect({
      host: "127.0.0.1",
      port: sftp().port,
      username: "lab",
      readyTimeout: 25_000,
      ...("privateKey" in how ? {} : { password: "correct horse" }),
      ...how,
    });
  });
}
const gone = (session: SFTPWrapper) => new Promise<void>((resolve) => session.once("close", resolve));
const read = (session: SFTPWrapper, file: string): Promise<Buffer> =>
  new Promise((resolve, reject) =>
    session.readFile(file, (error, content) => (error ? reject(error) : resolve(content))),
  );
/** The newest transfer, once it has ended. */
const ended = async (protocol: "tftp" | "sftp") => {
  const rows = () => fixture.engine.bus.rows("transfers").filter((t) => t.protocol === protocol);
  await fixture.settled(
    () => rows().some((t) => t.endedAt !== null) && rows().every((t) => t.endedAt !== null),
  );
  return rows().at(-1);
};
const logText = async (source: "tftp" | "sftp") =>
  (await fixture.order("logs.read", { source, apId: null, text: "", before: null, limit: 500 })).lines.map(
    (line) => line.text,
  );
const image = (name = "ap1g8") => path.join(fixture.dataDir, "images/EWC_17_12_1", name);

test("an SFTP download has a transfer row with its image set, and log lines in the form of sshd", async () => {
  await user();
  const content = await read(await login(), "/EWC_17_12_1/ap1g8");
  expect(content.length).toBe((await stat(image())).size);
  expect(await ended("sftp")).toMatchObject({
    protocol: "sftp",
    direction: "send",
    user: "lab",
    bytes: content.length,
    imageSet: "EWC_17_12_1",
    family: "ap1g8",
    version: "17.12.1.5",
  });
  const log = (await logText("sftp")).join("\n");
  expect(log).toMatch(
    /^[A-Z][a-z]{2} [ 123]\d \d\d:\d\d:\d\d \S+ sshd\[\d+\]: Accepted password for lab from 127\.0\.0\.1 port \d+ ssh2$/m,
  );
  expect(log).toMatch(/internal-sftp\[\d+\]: open "\/EWC_17_12_1\/ap1g8" flags READ/);
  expect(log).not.toContain("correct horse");
});

test("a TFTP transfer is published as one start event and one end event", async () => {
  const started: string[] = [];
  fixture.engine.bus.onEvent((event) => {
    if (event.type.startsWith("transfer.")) started.push(event.type);
  });
  const fetched = await fetchTftp({
    server: "127.0.0.1",
    port: fixture.tftpPort,
    path: "EWC_17_12_1/ap1g8",
    blockSize: 1428,
    windowSize: 1,
    timeoutMs: 5000,
    retries: 5,
    sink: () => undefined,
    signal: new AbortController().signal,
  });
  expect(fetched.ok).toBe(true);
  await ended("tftp");
  expect(started).toEqual(["transfer.started", "transfer.completed"]);
  expect((await logText("tftp")).join("\n")).toMatch(
    /\S+ in\.tftpd\[\d+\]: RRQ from 127\.0\.0\.1 filename EWC_17_12_1\/ap1g8/,
  );
});

test("a server that an operator stopped stays stopped after a restart until it is started", async () => {
  await fixture.order("servers.stop", { server: "sftp", actor: operator });
  expect(sftp()).toMatchObject({ state: "stopped", enabled: false });
  await user();
  await expect(login()).rejects.toThrow("ECONNREFUSED");
  await fixture.restart();
  expect(sftp().state).toBe("stopped");
  expect(fixture.engine.ready.notes.join()).toContain("The SFTP server was stopped by an operator.");
  expect(fixture.engine.ready.addresses.map((a) => a.name)).not.toContain("SFTP");

  await fixture.order("servers.start", { server: "sftp", actor: operator });
  expect(sftp()).toMatchObject({ state: "listening", enabled: true });
  await login();
  await fixture.restart();
  expect(sftp().state).toBe("listening");
});

/** A port that is currently free. */
async function freePort(): Promise<number> {
  const server = await occupy();
  await new Promise((resolve) => server.close(resolve));
  return server.port;
}
const occupy = () =>
  new Promise<ReturnType<typeof createServer> & { port: number }>((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () =>
      resolve(Object.assign(server, { port: (server.address() as { port: number }).port })),
    );
  });

test("a new port applies immediately and survives a restart, and only changed settings are stored", async () => {
  await user();
  const ended = gone(await login());
  const port = await freePort();
  const answer = await fixture.order("servers.save-settings", {
    settings: { server: "sftp", ...sftp().settings, port, maxConnections: 7 },
    actor: operator,
  });
  expect(answer.reason).toBeNull();
  await ended;
  expect(sftp()).toMatchObject({ state: "listening", port, changed: ["port", "maxConnections"] });
  await login();
  await fixture.restart();
  expect(sftp()).toMatchObject({ port, settings: { maxConnections: 7, maxConnectionsPerUser: 50 } });
  await fixture.order("servers.save-settings", {
    settings: { server: "sftp", ...sftp().defaults },
    actor: operator,
  });
  expect(sftp().changed).toEqual([]);
  expect(sftp().port).not.toBe(port);
});

test("a port in use is reported with its owner, the settings are kept, and the next save starts the server", async () => {
  const other = await occupy();
  const answer = await fixture.order("servers.save-settings", {
    settings: { server: "sftp", ...sftp().settings, port: other.port },
    actor: operator,
  });
  expect(answer.reason).toMatchObject({ code: "conflict" });
  expect(sftp()).toMatchObject({ state: "failed", port: other.port, settings: { port: other.port } });
  expect(sftp().reason?.message).toContain(String(other.port));
  expect(sftp().reason?.remedy).toBeTruthy();
  await new Promise((resolve) => other.close(resolve));
  await fixture.order("servers.save-settings", {
    settings: { server: "sftp", ...sftp().settings },
    actor: operator,
  });
  expect(sftp()).toMatchObject({ state: "listening", port: other.port, reason: null });
});

test("TFTP limits apply without a restart, and a new port moves the server", async () => {
  const fetch = (port: number) =>
    fetchTftp({
      server: "127.0.0.1",
      port,
      path: "EWC_17_12_1/ap1g8",
      blockSize: 8192,
      windowSize: 1,
      timeoutMs: 2000,
      retries: 1,
      sink: () => undefined,
      signal: new AbortController().signal,
    });
  const before = tftp().port;
  await fixture.order("servers.save-settings", {
    settings: { server: "tftp", ...tftp().settings, maxBlockSize: 1024 },
    actor: operator,
  });
  expect(tftp().port).toBe(before);
  expect((await fetch(before)).ok).toBe(true);
  expect((await ended("tftp"))?.options.blockSize).toBe(1024);

  const port = await freePort();
  await fixture.order("servers.save-settings", {
    settings: { server: "tftp", ...tftp().settings, port },
    actor: operator,
  });
  expect(tftp()).toMatchObject({ state: "listening", port });
  expect((await fetch(port)).ok).toBe(true);
  expect((await fetch(before)).ok).toBe(false);
});

test("stopping a server that cannot listen clears its reason", async () => {
  const other = await occupy();
  await fixture.order("servers.save-settings", {
    settings: { server: "sftp", ...sftp().settings, port: other.port },
    actor: operator,
  });
  expect(await faultIn(fixture.order("servers.start", { server: "sftp", actor: operator }))).toMatchObject({
    code: "conflict",
  });
  await fixture.order("servers.stop", { server: "sftp", actor: operator });
  expect(sftp()).toMatchObject({ state: "stopped", reason: null, settings: { port: other.port } });
  await new Promise((resolve) => other.close(resolve));
});

test("connections are listed and can be disconnected", async () => {
  await user();
  const session = await login();
  const listed = (await fixture.until(
    "servers",
    "sftp",
    (s) => s.id === "sftp" && s.connections.some((c) => c.user !== null),
  )) as SftpServerRow;
  expect(listed.connections).toMatchObject([
    { user: "lab", address: "127.0.0.1", sessions: expect.any(Number) },
  ]);
  const ended = gone(session);
  await fixture.order("servers.disconnect", { connection: listed.connections[0]?.id ?? "", actor: operator });
  await ended;
  await fixture.until("servers", "sftp", (s) => s.id === "sftp" && s.connections.length === 0);
  expect(
    await faultIn(fixture.order("servers.disconnect", { connection: "999", actor: operator })),
  ).toMatchObject({ code: "not-found" });
});

test("too many wrong passwords block the address, which is listed and can be released", async () => {
  await user();
  await fixture.order("servers.save-settings", {
    settings: { server: "sftp", ...sftp().settings, blockAfterFailures: 2, failureDelayMs: 0 },
    actor: operator,
  });
  await expect(login({ password: "wrong horse" })).rejects.toThrow();
  await expect(login({ password: "wrong horse" })).rejects.toThrow();
  await fixture.until("servers", "sftp", (s) => s.id === "sftp" && s.blocked.length === 1);
  await expect(login()).rejects.toThrow();
  await fixture.order("servers.release-block", { address: "127.0.0.1", actor: operator });
  await login();
});

test("host keys survive a restart and change only when they are recreated", async () => {
  const before = sftp().hostKeys.map((key) => key.sha256);
  expect(before).toHaveLength(2);
  expect((await stat(path.join(fixture.dataDir, "host-keys/ssh_host_rsa_key"))).mode & 0o777).toBe(0o600);
  await fixture.restart();
  expect(sftp().hostKeys.map((key) => key.sha256)).toEqual(before);
  await user();
  await fixture.order("servers.recreate-host-key", { actor: operator });
  for (const key of sftp().hostKeys) expect(before).not.toContain(key.sha256);
  await login();
});

test("an unreadable host key keeps the server down and names the file; once repaired, the server starts", async () => {
  const file = path.join(fixture.dataDir, "host-keys/ssh_host_rsa_key");
  await fixture.engine.stop();
  await rename(file, `${file}.kept`);
  await writeFile(file, "not a key");
  await fixture.restart();
  expect(sftp()).toMatchObject({
    state: "failed",
    reason: { message: expect.stringContaining("ssh_host_rsa_key") },
  });
  expect(tftp().state).toBe("listening");
  await rename(`${file}.kept`, file);
  await fixture.order("servers.start", { server: "sftp", actor: operator });
  expect(sftp().state).toBe("listening");
});

test("a removed user is disconnected and cannot log in again", async () => {
  await user();
  const session = await login();
  const ended = gone(session);
  await fixture.order("sftp-users.remove", { name: "lab", actor: operator });
  await ended;
  await expect(login()).rejects.toThrow();
  expect(fixture.engine.bus.rows("sftpUsers")).toEqual([]);
});

test("an empty password keeps the present one after a restart, and disabled and expired users cannot log in", async () => {
  await user();
  await user({ existing: true, password: "", access: "read-write" });
  await fixture.restart();
  await login();
  await user({ existing: true, password: "", enabled: false });
  await expect(login()).rejects.toThrow();
  await user({ existing: true, password: "", expiresAt: Date.now() - 1000 });
  await expect(login()).rejects.toThrow();
});

test("a public key logs in without a password, and only its own user", async () => {
  const pair = ed25519Pair("lab laptop");
  await user({ password: "", publicKeys: `# mine\n${pair.public}\n` });
  await user({ name: "other" });
  await login({ privateKey: pair.private });
  await expect(login({ username: "other", privateKey: pair.private })).rejects.toThrow();
  expect(fixture.engine.bus.row("sftpUsers", "lab")).toMatchObject({
    hasPassword: false,
    publicKeys: [{ words: expect.stringMatching(/^ED25519 SHA256:/) }],
  });
});

test("an uploaded bundle is listed and can be imported once, which removes its zip file", async () => {
  const made = path.join(fixture.dataDir, "made");
  const [zip = ""] = (
    await writeSampleBundle({
      release: "17.9.4a",
      out: made,
      zip: true,
      familyBytes: 65_536,
      controllerBytes: 131_072,
    })
  ).files;
  await user({ access: "read-write" });
  const session = await login();
  await new Promise<void>((resolve, reject) =>
    session.fastPut(zip, "/new release.zip", (error) => (error ? reject(error) : resolve())),
  );
  const listed = await fixture.until("servers", "sftp", (s) => s.id === "sftp" && s.bundles.length === 1);
  expect(listed).toMatchObject({ bundles: [{ path: "new release.zip", bytes: (await stat(zip)).size }] });
  const order = { name: "EWC_17_9_4a", actor: operator };
  const outside = fixture.order("servers.import-bundle", { ...order, path: "../made/new release.zip" });
  expect(await faultIn(outside)).toMatchObject({ code: "not-found" });
  await fixture.order("servers.import-bundle", { ...order, path: "new release.zip" });
  expect(sftp().bundles).toEqual([]);
  expect(
    await faultIn(fixture.order("servers.import-bundle", { ...order, path: "new release.zip" })),
  ).toMatchObject({ code: "not-found" });
  await fixture.until("images", "EWC_17_9_4a", (set) => set.files.length > 0);
  await expect
    .poll(() => stat(path.join(fixture.dataDir, "images/new release.zip")).catch(() => "gone"))
    .toBe("gone");
});

test("a user cannot leave the home folder", async () => {
  await user({ home: "/EWC_17_12_1/" });
  const session = await login();
  expect((await read(session, "/ap1g8")).length).toBeGreaterThan(0);
  await expect(read(session, "/../EWC_17_12_1/ap1g8")).rejects.toThrow();
});
