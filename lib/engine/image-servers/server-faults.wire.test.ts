/**
 * Each fault that Lab can give our own servers, met by the simulated fleet in both modes: the state it ends in, its
 * syslog line, and *Why?* as somebody reads it who has no log. Healed, the same order completes.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { FaultError } from "@/lib/contracts/fault";
import type { LabInput } from "@/lib/contracts/lab";
import type { DownloadMode, ProfileOrder } from "@/lib/contracts/profile";
import { labServerFaultsSchema } from "@/lib/contracts/server-faults";
import { sftpUserInputSchema } from "@/lib/contracts/sftp-users";
import { type EngineFixture, engineFixture, operator } from "@/lib/testing/engine-fixture";

const PASSWORD = "Zq7-correct-horse";
const SET = "EWC_17_12_1";
const WHOLE = `${SET}/C9800-AP-iosxe-wlc.bin`;
/** Of one access point only. */
const ONE = `${SET}/ap3g3`;
const models = ["C9120AXI-E", "C9120AXI-E", "C9105AXI-E", "AIR-AP2802I-E-K9"];
const lab: LabInput = {
  controller: { name: "lab-EWC", ip: "172.16.9.9", running: "17.9.4.27", ap: "ap-1", ownImageBytes: 65_536 },
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
  transfer: { timeoutSeconds: 1, retries: 4 },
};

let fixture: EngineFixture;
const begin = async () => {
  fixture = await engineFixture(lab, ["17.12.1"]);
  await fixture.order("sftp-users.save", {
    user: sftpUserInputSchema.parse({
      existing: false,
      name: "ewc",
      password: PASSWORD,
      publicKeys: "",
      home: "/",
      access: "read-only",
      enabled: true,
      expiresAt: null,
    }),
    actor: operator,
  });
  await fixture.until("images", SET, (set) => set.files.every((f) => f.sha512 !== null));
};
/** Resolves when the port is open, or closed, as the faults have it. */
const setFaults = async (mode: DownloadMode, faults: Record<string, unknown>) => {
  const all = labServerFaultsSchema.parse({ [mode]: faults });
  await fixture.order("lab.set-server-faults", { faults: all, actor: operator });
  const state = faults.down === "refuses" ? "failed" : "listening";
  await fixture.until("servers", mode, (server) => server.state === state);
};
const profiles: Record<DownloadMode, ProfileOrder> = {
  tftp: {
    mode: "tftp",
    imageServer: "127.0.0.1",
    imagePath: SET,
    servicePort: null,
    parallelMode: true,
  },
  sftp: {
    mode: "sftp",
    imageServer: "127.0.0.1",
    imagePath: SET,
    servicePort: null,
    parallelMode: true,
    userName: "ewc",
    password: PASSWORD,
  },
};
/** Resolves with how this Save & Download, and no other before it, ended or is ready to be activated. */
const saveAndDownload = async (mode: DownloadMode) => {
  const { upgradeId } = await fixture.order("upgrade.start", { profile: profiles[mode], actor: operator });
  return await fixture.until(
    "upgrade",
    "upgrade",
    (u) => u.id === upgradeId && (u.canActivate || (!u.running && u.fault !== null)),
  );
};
const logText = async (source: "syslog" | "tftp" | "sftp", text: string) =>
  (await fixture.order("logs.read", { source, apId: null, text, before: null, limit: 500 })).lines.map(
    (line) => line.text,
  );
const server = (mode: DownloadMode) => fixture.engine.bus.row("servers", mode);

type Case = {
  name: string;
  /** `path` stands for what the fault is about. */
  faults: (path: string) => Record<string, unknown>;
  code: string;
  /** What the controller's syslog line ends with. */
  line: string;
  /** What *Why?* says of the server, first. */
  why: Record<DownloadMode, RegExp>;
  remedy: Record<DownloadMode, RegExp>;
};
const cases: Case[] = [
  {
    name: "down, and connections are refused",
    faults: () => ({ down: "refuses" }),
    code: "connection-refused",
    line: "Connection refused",
    why: { tftp: /-> nothing listens on UDP port \d\d+$/, sftp: /-> nothing listens on TCP port \d\d+$/ },
    remedy: { tftp: /^Start the TFTP server on 127\.0\.0\.1/, sftp: /^Start the SSH server on 127\.0\.0\.1/ },
  },
  {
    name: "down, and silent",
    faults: () => ({ down: "silent" }),
    code: "timed-out",
    line: "Timed out",
    why: { tftp: /^RRQ .* -> no answer$/, sftp: /^connect to .* -> no answer$/ },
    remedy: { tftp: /UDP port \d\d+ is open/, sftp: /runs an SSH server that answers, and that TCP port/ },
  },
  {
    name: "without a file",
    faults: (path) => ({ missing: path }),
    code: "file-not-found",
    line: "No such file or directory",
    why: { tftp: /^RRQ \S+ -> ERROR 1 File not found$/, sftp: /^open "\S+" -> No such file$/ },
    remedy: { tftp: /must hold the unzipped bundle/, sftp: /must hold the unzipped bundle/ },
  },
  {
    name: "that denies a file",
    faults: (path) => ({ denied: path }),
    code: "access-violation",
    line: "Permission denied",
    why: { tftp: /^RRQ \S+ -> ERROR 2 Access violation$/, sftp: /^open "\S+" -> Permission denied$/ },
    remedy: { tftp: /^Give the server's user the right to read/, sftp: /^Give ewc the right to read/ },
  },
  {
    name: "that stops in the middle",
    faults: () => ({ stopsAtPercent: 50 }),
    code: "server-gone",
    line: "The server stopped answering in the middle of the transfer",
    why: {
      tftp: /the transfer began, then the server stopped answering$/,
      sftp: /then the server was gone$/,
    },
    remedy: { tftp: /^Look whether the TFTP server on/, sftp: /^Look in the log of 127\.0\.0\.1/ },
  },
];

describe.each(["tftp", "sftp"] as const)("in %s mode, a server", (mode) => {
  beforeAll(begin);
  afterEach(() => setFaults(mode, {}));
  afterAll(() => fixture.end());

  const image = (path: string) => `${mode}://(\\*{6}@)?127\\.0\\.0\\.1:\\d+/${path}`;

  /** Save & Download under the fault ends so, and healed it completes. */
  async function ends(faults: Record<string, unknown>, code: string, line: string, remedy: RegExp) {
    await setFaults(mode, faults);
    expect(server(mode)?.labFaults).toHaveLength(1);
    const end = await saveAndDownload(mode);
    expect(end).toMatchObject({ state: "controller-download-failed", fault: { code } });
    expect(end.fault?.remedy).toMatch(remedy);
    expect(end.status).toMatch(/Lab has set faults on this server: .* Remove them in Lab\./);
    const failed = `Failed to install_add package ${image(WHOLE)}, Error: Failed to download file ${image(WHOLE)}: ${line}`;
    expect((await logText("syslog", "INSTALL-3")).at(-1)).toMatch(
      new RegExp(`%INSTALL-3-OPERATION_ERROR_MESSAGE: Chassis 1 R0/0: install_engine: ${failed}$`),
    );
    await setFaults(mode, {});
    expect(server(mode)).toMatchObject({ state: "listening", reason: null, labFaults: [] });
    expect((await saveAndDownload(mode)).counters).toMatchObject({ total: 4, completed: 4, failed: 0 });
  }

  test.each(cases)(
    "$name: the controller's download fails so; healed, Save & Download completes",
    async (c) => {
      await ends(c.faults(WHOLE), c.code, c.line, c.remedy[mode]);
    },
  );

  test("that corrupts the controller image: the digest tells", async () => {
    const line = "The content differs from the repository's SHA-512";
    await ends({ corrupts: WHOLE }, "digest-mismatch", line, /compare the size and the SHA-512/);
    expect(
      fixture.engine.bus.rows("transfers").filter((t) => t.digestVerified === false).length,
    ).toBeGreaterThan(0);
  });

  const last = () => fixture.engine.bus.rows("aps").find((ap) => ap.name === "ap-4")?.id ?? "";
  /** The last access point alone is to get the image, and does not. */
  async function fails(faults: Record<string, unknown>, code: string) {
    await setFaults(mode, faults);
    await fixture.order("ap.predownload", { apId: last(), actor: operator });
    const row = await fixture.until("aps", last(), (ap) => ap.status === "Failed");
    expect(row.fault?.code).toBe(code);
    const { why, remedy } = await fixture.order("ap.detail", { apId: last() });
    expect(why.at(-1)).toEqual({ source: "access point", text: "Predownload failed" });
    expect(remedy).toMatch(/Lab has set faults on this server: .* Remove them in Lab\.$/);
    return { why, remedy };
  }
  const completes = async () => {
    await setFaults(mode, {});
    await fixture.order("ap.predownload", { apId: last(), actor: operator });
    await fixture.until("aps", last(), (ap) => ap.status === "Complete");
  };

  test.each(cases)(
    "$name: an access point's Why? says what the server did and what to do; healed, it completes",
    async (c) => {
      const { why, remedy } = await fails(c.faults(ONE), c.code);
      expect(why[0]?.source).toBe("server");
      expect(why[0]?.text).toMatch(c.why[mode]);
      expect(why[1]?.text).toMatch(
        new RegExp(`^Failed to install_add package ${image(ONE)}, .*: ${c.line}$`),
      );
      expect(remedy).toMatch(c.remedy[mode]);
      await completes();
    },
  );

  test("that corrupts an image: it is never Complete, and Why? says what is wrong with it", async () => {
    const { why, remedy } = await fails({ corrupts: ONE }, "image-damaged");
    expect(why[0]).toEqual({
      source: "server",
      text: `${ONE} is not a whole image: The archive is damaged: the first header does not match its checksum.`,
    });
    expect(why[1]?.text).toMatch(/: Image signature verification failed$/);
    expect(remedy).toMatch(/^Unzip the bundle into the server's folder again/);
    await completes();
  });
});

describe.each(["tftp", "sftp"] as const)("in %s mode, the first download of all", (mode) => {
  beforeEach(begin);
  afterEach(() => fixture.end());
  const legs = () => fixture.engine.bus.rows("transfers").filter((t) => t.protocol === mode);

  test("without one family's image: the others complete, and that one is counted as failed", async () => {
    await setFaults(mode, { missing: "ap3g3" });
    expect((await saveAndDownload(mode)).counters).toMatchObject({ total: 4, completed: 3, failed: 1 });
    expect(fixture.engine.bus.rows("aps").find((ap) => ap.name === "ap-4")).toMatchObject({
      status: "Failed",
      fault: { code: "file-not-found" },
    });
    const said = mode === "tftp" ? "sending NAK (1, File not found)" : "sent status No such file";
    expect((await logText(mode, said)).length).toBeGreaterThan(0);
  });

  test("from a slow server: nothing fails, every image is verified", async () => {
    await setFaults(mode, { bytesPerSecond: 300_000 });
    expect((await saveAndDownload(mode)).counters).toMatchObject({ completed: 4, failed: 0 });
    expect(server(mode)?.labFaults).toEqual(["At most 300.0 kB/s for each transfer."]);
    expect(legs().map((t) => [t.outcome, t.digestVerified])).toEqual(Array(4).fill(["complete", true]));
  });

  // SFTP is TCP: what the network loses, the system sends again.
  if (mode === "tftp")
    test("from a server that loses datagrams: nothing fails, and the transfers show what was sent again", async () => {
      await setFaults(mode, { dropsShare: 0.1, seed: 3 });
      expect((await saveAndDownload(mode)).counters).toMatchObject({ completed: 4, failed: 0 });
      const whole = legs().filter((t) => t.outcome === "complete");
      expect(whole.length).toBeGreaterThanOrEqual(4);
      expect(whole.reduce((sum, t) => sum + t.retransmissions, 0)).toBeGreaterThan(0);
    });
});

describe.each(["tftp", "sftp"] as const)("the %s server, held down by Lab,", (mode) => {
  beforeEach(begin);
  afterEach(() => fixture.end());
  const port = () => server(mode)?.port;
  const order = (what: "servers.start" | "servers.stop") =>
    fixture.order(what, { server: mode, actor: operator });

  test("says so, keeps the operator's settings, and listens again where it did", async () => {
    const before = server(mode);
    await setFaults(mode, { down: "refuses" });
    expect(server(mode)).toMatchObject({
      state: "failed",
      enabled: true,
      port: before?.port,
      settings: before?.settings,
      reason: { message: `The ${mode.toUpperCase()} server is down: a fault from Lab has closed its port.` },
      labFaults: ["Down: connections are refused."],
    });
    await setFaults(mode, {});
    expect(server(mode)).toMatchObject({ state: "listening", reason: null, port: before?.port });
  });

  test("is not started by an order, which is remembered; stopped by the operator, it stays stopped when healed", async () => {
    await setFaults(mode, { down: "refuses" });
    const refused = await order("servers.start").catch((thrown: FaultError) => thrown.fault);
    expect(refused).toMatchObject({
      code: "conflict",
      remedy: "Remove the fault in Lab; then it listens again.",
    });
    await order("servers.stop");
    expect(server(mode)).toMatchObject({ state: "stopped", enabled: false, reason: null });
    const faults = labServerFaultsSchema.parse({});
    await fixture.order("lab.set-server-faults", { faults, actor: operator });
    await order("servers.start");
    expect(server(mode)).toMatchObject({ state: "listening", enabled: true });
  });

  test("takes new settings meanwhile, and is still down after a restart", async () => {
    await setFaults(mode, { down: "refuses" });
    const row = server(mode);
    const limit = row?.id === "tftp" ? { concurrent: 7 } : { maxConnections: 7 };
    const settings = { server: mode, ...row?.settings, ...limit } as never;
    const { reason } = await fixture.order("servers.save-settings", { settings, actor: operator });
    expect(reason?.message).toContain("a fault from Lab");
    await fixture.restart();
    await fixture.until("servers", mode, (s) => s.state === "failed");
    await setFaults(mode, {});
    expect(server(mode)).toMatchObject({ state: "listening", settings: limit });
    expect(port()).toBeGreaterThan(0);
  });
});
