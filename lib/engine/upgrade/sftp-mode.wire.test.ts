/**
 * SFTP mode of the whole engine on real sockets: against our own server, against OpenSSH's, and every way it fails, with
 * its sentence, its syslog line and its chain of causes. And the password, which is nowhere.
 */
import { chmod, cp, mkdir, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { LabInput } from "@/lib/contracts/lab";
import type { ProfileOrder } from "@/lib/contracts/profile";
import { sftpUserInputSchema } from "@/lib/contracts/sftp-users";
import { namedTopics } from "@/lib/contracts/stream";
import { type EngineFixture, engineFixture, operator } from "@/lib/testing/engine-fixture";
import { noPasswordSshd, type PasswordSshd, startPasswordSshd } from "@/lib/testing/password-sshd";
import { PASSWORD as RIG_PASSWORD, startSftpRig } from "@/lib/testing/sftp-rig";
import { freeTcpPort } from "@/lib/testing/sshd-rig";
import { breakingPeer, silentPeer } from "@/lib/testing/tcp-peers";

const PASSWORD = "Zq7-correct-horse";
const EWC = "172.16.9.9";
const models = ["C9120AXI-E", "C9120AXI-E", "C9105AXI-E", "AIR-AP2802I-E-K9"];
const lab = (overrides: Partial<LabInput> = {}): LabInput => ({
  controller: { name: "lab-EWC", ip: EWC, running: "17.9.4.27", ap: "ap-1", ownImageBytes: 65_536 },
  aps: models.map((model, i) => ({
    name: `ap-${i + 1}`,
    model,
    ip: `172.16.9.${i + 1}`,
    running: "17.9.4.27",
    radioMac: `0000.0000.00${i + 1}0`,
    ethernetMac: `0000.0000.00${i + 1}1`,
  })),
  clockFactor: 600,
  startPolicy: { retryDelaysSeconds: [] },
  ...overrides,
});

let fixture: EngineFixture;
const closing: (() => unknown)[] = [];
afterEach(async () => {
  await fixture?.end();
  for (const close of closing.splice(0)) await close();
});

const begin = async (overrides?: Partial<LabInput>, bytes?: number) => {
  fixture = await engineFixture(lab(overrides), ["17.12.1"], bytes);
};
const user = (home = "/") =>
  fixture.order("sftp-users.save", {
    user: sftpUserInputSchema.parse({
      existing: false,
      name: "ewc",
      password: PASSWORD,
      publicKeys: "",
      home,
      access: "read-only",
      enabled: true,
      expiresAt: null,
    }),
    actor: operator,
  });
type SftpOrder = Extract<ProfileOrder, { mode: "sftp" }>;
const profile = (part: Partial<SftpOrder> = {}): SftpOrder => ({
  mode: "sftp",
  imageServer: "127.0.0.1",
  imagePath: "EWC_17_12_1",
  servicePort: null,
  parallelMode: false,
  userName: "ewc",
  password: PASSWORD,
  ...part,
});
const start = (part?: Partial<SftpOrder>) =>
  fixture.order("upgrade.start", { profile: profile(part), actor: operator });
const ready = () => fixture.until("upgrade", "upgrade", (u) => u.canActivate);
const failed = () => fixture.until("upgrade", "upgrade", (u) => !u.running && u.fault !== null);
const transfers = (protocol: "sftp" | "capwap") =>
  fixture.engine.bus.rows("transfers").filter((t) => t.protocol === protocol);
const aps = () => fixture.engine.bus.rows("aps");
const syslog = async (text: string) =>
  (
    await fixture.order("logs.read", { source: "syslog", apId: null, text, before: null, limit: 500 })
  ).lines.map((line) => line.text);
const image = (name: string) => path.join(fixture.dataDir, "images/EWC_17_12_1", name);

/** The controller image cannot be fetched: what the page, its cure and the syslog say. */
async function fails(part: Partial<SftpOrder>, code: string, line: string, cure: RegExp): Promise<void> {
  await start(part);
  const end = await failed();
  expect(end.fault?.code).toBe(code);
  expect(end.state).toBe("controller-download-failed");
  expect(end.status).toContain(line);
  expect(end.status).toMatch(cure);
  const url = "sftp://\\*{6}@127\\.0\\.0\\.1:\\d+/[^ ]+/C9800-AP-iosxe-wlc\\.bin";
  expect((await syslog("INSTALL-3")).at(-1)).toMatch(
    new RegExp(
      `%INSTALL-3-OPERATION_ERROR_MESSAGE: Chassis 1 R0/0: install_engine: Failed to install_add package ${url}, Error: Failed to download file ${url}: ${line}$`,
    ),
  );
}

test("Save & Download against our own server: only the controller connects, every image once and verified, then over CAPWAP to each access point; Activate ends on the target", async () => {
  await begin();
  await user();
  await fixture.until("images", "EWC_17_12_1", (s) => s.files.every((f) => f.sha512 !== null));
  await start();
  expect((await ready()).counters).toMatchObject({ total: 4, completed: 4, failed: 0 });

  const legs = transfers("sftp");
  expect(legs.map((t) => t.path.split("/").at(-1)).toSorted()).toEqual(
    ["C9800-AP-iosxe-wlc.bin", "ap1g7", "ap1g8", "ap3g3"].toSorted(),
  );
  for (const leg of legs)
    expect(leg).toMatchObject({
      direction: "send",
      user: "ewc",
      outcome: "complete",
      digestVerified: true,
      client: { name: "lab-EWC" },
      server: { port: fixture.sftpPort },
      imageSet: "EWC_17_12_1",
    });
  const capwap = transfers("capwap").filter((t) => t.path !== "C9800-AP-iosxe-wlc.bin");
  expect(capwap.map((t) => t.client.name).toSorted()).toEqual(["ap-1", "ap-2", "ap-3", "ap-4"]);
  expect(fixture.engine.bus.rows("transfers").some((t) => t.protocol === "tftp")).toBe(false);
  const log = await fixture.order("logs.read", {
    source: "sftp",
    apId: null,
    text: "Accepted password",
    before: null,
    limit: 100,
  });
  const from = process.platform === "linux" ? "127\\.16\\.9\\.9" : "127\\.0\\.0\\.1";
  for (const { text } of log.lines) expect(text).toMatch(new RegExp(`for ewc from ${from} port`));
  expect(log.lines.length).toBeGreaterThan(0);
  expect((await syslog("Completed install add sftp://******@127.0.0.1")).length).toBe(4);

  await fixture.order("upgrade.activate", { actor: operator });
  const end = await fixture.until("upgrade", "upgrade", (u) => !u.running && u.endedAt !== null);
  expect(end.readBack).toEqual({ onTarget: 4, total: 4 });
});

test("a user whose home is the image set gives / as path, all families at once; the host key is pinned", async () => {
  await begin();
  await user("/EWC_17_12_1");
  await start({ imagePath: "", parallelMode: true });
  expect((await ready()).counters.completed).toBe(4);
  const ed25519 = fixture.engine.bus.row("servers", "sftp");
  const keys = ed25519?.id === "sftp" ? ed25519.hostKeys.map((key) => key.sha256) : [];
  const [known] = fixture.engine.bus.row("controller", "controller")?.knownHosts ?? [];
  expect(known).toMatchObject({ address: "127.0.0.1", port: fixture.sftpPort, refused: null });
  expect(keys).toContain(known?.fingerprint);
});

test("an access point that joins with old software gets its image through the controller", async () => {
  const base = lab();
  const late = (base.aps ?? []).map((ap) => (ap.name === "ap-3" ? { ...ap, running: "17.3.3.26" } : ap));
  fixture = await engineFixture({ ...base, aps: late }, ["17.9.4"]);
  await user();
  await fixture.order("profile.save", { profile: profile({ imagePath: "EWC_17_9_4" }), actor: operator });
  await fixture.until("aps", "0000.0000.0030", (ap) => ap.joined && ap.primaryVersion === "17.9.4.27");
  expect(transfers("sftp").map((t) => t.client.name)).toEqual(["lab-EWC"]);
  expect(transfers("capwap").map((t) => [t.client.name, t.path])).toEqual([["ap-3", "ap1g8"]]);
});

test("stopped in the middle and started again, the upgrade goes on with the stored password and ends", async () => {
  await begin({ clockFactor: 20 }, 2_000_000);
  await user();
  await start();
  await fixture.until("upgrade", "upgrade", (u) => u.counters.predownloading > 0);
  await fixture.restart();
  expect((await ready()).counters).toMatchObject({ total: 4, completed: 4 });
});

describe("fails with its own sentence, cure and syslog line:", () => {
  test("a wrong path, with the one that the repository has", async () => {
    await begin();
    await user();
    await fails({ imagePath: "Wrong-Path" }, "file-not-found", "No such file or directory", /EWC_17_12_1/);
  });

  test("a wrong password, and a user who does not exist", async () => {
    await begin();
    await user();
    const cure = /Check User Name and Password/;
    await fails({ password: "wrong" }, "authentication-failed", "Authentication failed", cure);
    await fails({ userName: "nobody" }, "authentication-failed", "Authentication failed", cure);
  });

  test("shut out after failed logins, which is released on the servers' page", async () => {
    await begin();
    await user();
    const row = fixture.engine.bus.row("servers", "sftp");
    if (row?.id !== "sftp") throw new Error("no SFTP server");
    const settings = { server: "sftp" as const, ...row.settings, blockAfterFailures: 2, failureDelayMs: 0 };
    await fixture.order("servers.save-settings", { settings, actor: operator });
    const cure = /Check User Name and Password/;
    await fails({ password: "wrong" }, "authentication-failed", "Authentication failed", cure);
    const line = "The server refused the transfer";
    await fails({ password: "wrong" }, "peer-error", line, /blocked the controller after failed logins/);
    const blocked = (await fixture.until(
      "servers",
      "sftp",
      (s) => s.id === "sftp" && s.blocked.length > 0,
    )) as {
      blocked?: { address: string }[];
    };
    const address = blocked.blocked?.[0]?.address ?? "";
    await fixture.order("servers.release-block", { address, actor: operator });
    await start();
    await ready();
  });

  test("a file that may not be read", async () => {
    await begin();
    await user();
    await chmod(image("C9800-AP-iosxe-wlc.bin"), 0o000);
    await fails({}, "access-violation", "Permission denied", /permission to read/);
  });

  test("a port where nobody listens", async () => {
    await begin();
    const servicePort = await freeTcpPort();
    await fails({ servicePort }, "connection-refused", "Connection refused", /Start the SSH server/);
  });

  test("a server that says nothing", async () => {
    await begin({ transfer: { timeoutSeconds: 0.2, retries: 1 } });
    const silent = await silentPeer();
    closing.push(silent.close);
    await fails({ servicePort: silent.port }, "timed-out", "Timed out", /TCP port \d+ is open/);
  });

  test("a server that is gone in the middle, whose row says so; back again, the next one completes", async () => {
    await begin({}, 2_000_000);
    await user();
    const breaking = await breakingPeer(fixture.sftpPort, 1_000_000);
    closing.push(breaking.close);
    const line = "The server stopped answering in the middle of the transfer";
    await fails(
      { servicePort: breaking.port },
      "server-gone",
      line,
      /start the SSH server if it has stopped/,
    );
    // Somebody else's server has no row of ours: the controller's own tells of it.
    expect(transfers("sftp").find((t) => t.direction === "fetch")).toMatchObject({
      outcome: "failed",
      user: "ewc",
      client: { address: EWC },
      cause: { code: "server-gone" },
    });
    breaking.mend();
    await start({ servicePort: breaking.port, password: "" });
    expect((await ready()).counters.completed).toBe(4);
  });

  test("no room in the controller's flash", async () => {
    await begin({
      controller: {
        name: "lab-EWC",
        ip: EWC,
        running: "17.9.4.27",
        ap: "ap-1",
        ownImageBytes: 65_536,
        flashFreeBytes: 100_000,
      },
    });
    await user();
    await fails({}, "disk-full", "No space left on device", /Free space in the controller's flash/);
  });

  test("another program in the place of our stopped server, until its host key is accepted by name; then it goes on", async () => {
    await begin();
    await user();
    const at = { servicePort: fixture.sftpPort };
    await fixture.order("profile.save", { profile: profile(at), actor: operator });
    await fixture.order("upgrade.preview", { profile: profile(at) });
    const known = () => fixture.engine.bus.row("controller", "controller")?.knownHosts[0];
    await fixture.until("controller", "controller", (c) => c.knownHosts.length === 1);
    const before = known()?.fingerprint;
    await fixture.order("servers.stop", { server: "sftp", actor: operator });
    const other = await startSftpRig({ settings: { port: fixture.sftpPort } });
    closing.push(() => other.stop());
    await cp(path.dirname(image("ap1g8")), path.join(other.root, "EWC_17_12_1"), { recursive: true });
    const there = { ...at, password: RIG_PASSWORD };
    await fails(there, "host-key-changed", "Host key verification failed", /accept the new key/);
    await fixture.until("controller", "controller", (c) => c.knownHosts[0]?.refused != null);
    expect(known()?.fingerprint).toBe(before);
    await fixture.order("profile.accept-host-key", {
      server: "127.0.0.1",
      port: fixture.sftpPort,
      actor: operator,
      fingerprint: known()?.refused?.fingerprint ?? "",
    });
    await start(there);
    await ready();
    expect(known()?.fingerprint).not.toBe(before);
  });
});

test("new host keys of our own server are known to the controller at once", async () => {
  await begin();
  await user();
  await fixture.order("profile.save", { profile: profile(), actor: operator });
  await fixture.order("upgrade.preview", { profile: profile() });
  await fixture.until("controller", "controller", (c) => c.knownHosts.length === 1);
  const { hostKeys } = await fixture.order("servers.recreate-host-key", { actor: operator });
  await start();
  await ready();
  const known = fixture.engine.bus.row("controller", "controller")?.knownHosts;
  expect(known).toMatchObject([{ fingerprint: hostKeys[0]?.sha256, refused: null }]);
});

test("one family that may not be read fails alone, and its access point's Why? names the server's answer", async () => {
  await begin();
  await user();
  await chmod(image("ap1g8"), 0o000);
  await start();
  expect((await ready()).counters).toMatchObject({ completed: 3, failed: 1 });
  const ap = aps().find((a) => a.name === "ap-3");
  expect(ap).toMatchObject({ status: "Failed", fault: { code: "access-violation" } });
  const { why, remedy } = await fixture.order("ap.detail", { apId: ap?.id ?? "" });
  expect(why[0]).toEqual({ source: "server", text: 'open "EWC_17_12_1/ap1g8" -> Permission denied' });
  expect(why[1]?.text).toMatch(/sftp:\/\/\*{6}@.*ap1g8: Permission denied$/);
  expect(remedy).toContain("Give ewc permission to read");
});

test("the password is in no row, log line, event, audit entry or answer, and in no file of the data folder; neither is a wrong one", async () => {
  await begin();
  await user();
  const WRONG = "Xk3-battery-staple";
  const said: string[] = [];
  fixture.engine.bus.onEvent((event) => said.push(JSON.stringify(event)));
  said.push(
    JSON.stringify(await fixture.order("upgrade.preview", { profile: profile({ password: WRONG }) })),
  );
  await start({ password: WRONG });
  await failed();
  said.push(JSON.stringify(await fixture.order("profile.save", { profile: profile(), actor: operator })));
  await start({ password: "" });
  await ready();
  const { bus } = fixture.engine;
  for (const topic of namedTopics) said.push(JSON.stringify(bus.snapshot([topic])));
  for (const source of ["syslog", "install", "console", "tftp", "sftp"] as const) {
    const query = { source, apId: null, text: "", before: null, limit: 100_000 };
    said.push(JSON.stringify(await fixture.order("logs.read", query)));
  }
  for (const ap of aps()) said.push(JSON.stringify(await fixture.order("ap.detail", { apId: ap.id })));
  expect(said.join("\n")).not.toMatch(/correct-horse|battery-staple/);
  await fixture.engine.stop();
  for (const entry of await readdir(fixture.dataDir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const content = await readFile(path.join(entry.parentPath, entry.name), "latin1");
    expect(/correct-horse|battery-staple/.test(content), entry.name).toBe(false);
  }
  await fixture.restart();
});

describe.skipIf(noPasswordSshd !== undefined)(
  `against a real sshd${noPasswordSshd ? ` (${noPasswordSshd})` : ""}`,
  () => {
    let peer: PasswordSshd;
    const serve = async () => {
      peer = await startPasswordSshd();
      closing.push(peer.stop);
      await cp(path.join(fixture.dataDir, "images/EWC_17_12_1"), path.join(peer.home, "ewc/images"), {
        recursive: true,
      });
    };
    const there = (part: Partial<SftpOrder> = {}) => ({
      servicePort: peer.port,
      userName: peer.user,
      password: peer.password,
      imagePath: "ewc/images",
      ...part,
    });

    test("the whole lab completes, by a path from the user's home and by one from the root; the rows are the controller's own", async () => {
      await begin();
      await serve();
      await start(there());
      expect((await ready()).counters).toMatchObject({ total: 4, completed: 4 });
      expect(transfers("sftp").map((t) => [t.direction, t.user, t.client.address, t.outcome])).toEqual(
        Array(4).fill(["fetch", peer.user, EWC, "complete"]),
      );
      await start(there({ imagePath: path.join(peer.home, "ewc/images").slice(1), parallelMode: true }));
      expect((await ready()).counters).toMatchObject({ total: 4, completed: 4 });
    });

    test("its refusals are the same faults", async () => {
      await begin();
      await serve();
      const denied = "Permission denied";
      await mkdir(path.join(peer.home, "closed"), { mode: 0o700 });
      await cp(image("C9800-AP-iosxe-wlc.bin"), path.join(peer.home, "closed/C9800-AP-iosxe-wlc.bin"));
      await fails(
        there({ imagePath: "nowhere" }),
        "file-not-found",
        "No such file or directory",
        /home of ewcuser/,
      );
      await fails(there({ imagePath: "closed" }), "access-violation", denied, /permission to read/);
      await fails(there({ password: "wrong" }), "authentication-failed", "Authentication failed", /Password/);
    });
  },
);
