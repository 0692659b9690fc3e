/**
 * Each fault that Lab can inject into our servers, with the simulated fleet in TFTP and SFTP mode: the upgrade state, the
 * syslog line, and the text of *Why?*. Without the fault, the same request completes.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { FaultError } from "@/lib/contracts/fault";
import type { LabInput } from "@/lib/contracts/lab";
import { placeOf } from "@/lib/contracts/own-servers";
import type { ProfileOrder } from "@/lib/contracts/profile";
import { labServerFaultsSchema } from "@/lib/contracts/server-faults";
import { type EngineFixture, engineFixture, operator } from "@/lib/testing/engine-fixture";
import { sftpUserInput } from "@/lib/testing/sftp-user";

/** The modes whose images are in a folder of a server. */
type FolderMode = "tftp" | "sftp";
const PASSWORD = "Zq7-correct-horse";
const SET = "EWC_17_12_1";
const WHOLE = `${SET}/C9800-AP-iosxe-wlc.bin`;
/** The image of one access point only. */
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
};
/** SFTP asks once, and a login on a busy machine takes a while. */
const patience = {
  tftp: { timeoutSeconds: 1, retries: 4 },
  sftp: { timeoutSeconds: 8, retries: 0 },
} satisfies Record<FolderMode, LabInput["transfer"]>;

let fixture: EngineFixture;
const begin = async (mode: FolderMode) => {
  fixture = await engineFixture({ ...lab, transfer: patience[mode] }, ["17.12.1"]);
  await fixture.order("sftp-users.save", {
    user: sftpUserInput({ name: "ewc", password: PASSWORD }),
    actor: operator,
  });
  await fixture.until("images", SET, (set) => set.files.every((f) => f.sha512 !== null));
};
/** Resolves when the port is open or closed, according to the faults. */
const setFaults = async (mode: FolderMode, faults: Record<string, unknown>) => {
  const all = labServerFaultsSchema.parse({ [mode]: faults });
  await fixture.order("lab.set-server-faults", { faults: all, actor: operator });
  const state = faults.down === "refuses" ? "failed" : "listening";
  await fixture.until("servers", mode, (server) => server.state === state);
};
const profiles: Record<FolderMode, ProfileOrder> = {
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
/** Resolves with the upgrade of this Save & Download when it has ended or can be activated. */
const saveAndDownload = async (mode: FolderMode) => {
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
const server = (mode: FolderMode) => fixture.engine.bus.row("servers", mode);

type Case = {
  name: string;
  /** `path` is the file that the fault affects. */
  faults: (path: string) => Record<string, unknown>;
  code: string;
  /** The end of the controller's syslog line. */
  line: string;
  /** The first line of *Why?*, which is about the server. */
  why: Record<FolderMode, RegExp>;
  remedy: Record<FolderMode, RegExp>;
};
const cases: Case[] = [
  {
    name: "that is down and refuses connections",
    faults: () => ({ down: "refuses" }),
    code: "connection-refused",
    line: "Connection refused",
    why: { tftp: /-> nothing listens on UDP port \d\d+$/, sftp: /-> nothing listens on TCP port \d\d+$/ },
    remedy: { tftp: /^Start the TFTP server on 127\.0\.0\.1/, sftp: /^Start the SSH server on 127\.0\.0\.1/ },
  },
  {
    name: "that is down and silent",
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
    remedy: { tftp: /must contain the unzipped bundle/, sftp: /must contain the unzipped bundle/ },
  },
  {
    name: "that denies a file",
    faults: (path) => ({ denied: path }),
    code: "access-violation",
    line: "Permission denied",
    why: { tftp: /^RRQ \S+ -> ERROR 2 Access violation$/, sftp: /^open "\S+" -> Permission denied$/ },
    remedy: { tftp: /^Give the server's user permission to read/, sftp: /^Give ewc permission to read/ },
  },
  {
    name: "that stops in the middle of a transfer",
    faults: () => ({ stopsAtPercent: 50 }),
    code: "server-gone",
    line: "The server stopped answering in the middle of the transfer",
    why: {
      tftp: /the transfer started, then the server stopped responding$/,
      sftp: /then the server closed the connection$/,
    },
    remedy: { tftp: /^Check whether the TFTP server on/, sftp: /^Check the log of 127\.0\.0\.1/ },
  },
];

describe.each(["tftp", "sftp"] as const)("in %s mode, a server", (mode) => {
  beforeAll(() => begin(mode));
  afterEach(() => setFaults(mode, {}));
  afterAll(() => fixture.end());

  const image = (path: string) => `${mode}://(\\*{6}@)?127\\.0\\.0\\.1:\\d+/${path}`;

  /** Expects Save & Download to fail like this, and to complete once the fault is removed. */
  async function expectDownloadFails(
    faults: Record<string, unknown>,
    code: string,
    line: string,
    remedy: RegExp,
  ) {
    await setFaults(mode, faults);
    expect(server(mode)?.labFaults).toHaveLength(1);
    const end = await saveAndDownload(mode);
    expect(end).toMatchObject({ state: "controller-download-failed", fault: { code } });
    expect(end.fault?.remedy).toMatch(remedy);
    expect(end.status).toMatch(/Lab has injected faults into this server: .* Remove them in Lab\./);
    const failed = `Failed to install_add package ${image(WHOLE)}, Error: Failed to download file ${image(WHOLE)}: ${line}`;
    expect((await logText("syslog", "INSTALL-3")).at(-1)).toMatch(
      new RegExp(`%INSTALL-3-OPERATION_ERROR_MESSAGE: Chassis 1 R0/0: install_engine: ${failed}$`),
    );
    await setFaults(mode, {});
    expect(server(mode)).toMatchObject({ state: "listening", reason: null, labFaults: [] });
    expect((await saveAndDownload(mode)).counters).toMatchObject({ total: 4, completed: 4, failed: 0 });
  }

  test.each(cases)(
    "$name: Save & Download fails with the cause, and completes once the fault is removed",
    async (c) => {
      await expectDownloadFails(c.faults(WHOLE), c.code, c.line, c.remedy[mode]);
    },
  );

  test("that corrupts the controller image: the download fails with a digest mismatch", async () => {
    const line = "The content differs from the repository's SHA-512";
    await expectDownloadFails(
      { corrupts: WHOLE },
      "digest-mismatch",
      line,
      /compare the size and the SHA-512/,
    );
    expect(
      fixture.engine.bus.rows("transfers").filter((t) => t.digestVerified === false).length,
    ).toBeGreaterThan(0);
  });

  const last = () => fixture.engine.bus.rows("aps").find((ap) => ap.name === "ap-4")?.id ?? "";
  /** Expects the predownload of the last access point to fail. */
  async function expectPredownloadFails(faults: Record<string, unknown>, code: string) {
    await setFaults(mode, faults);
    await fixture.order("ap.predownload", { apId: last(), actor: operator });
    const row = await fixture.until("aps", last(), (ap) => ap.status === "Failed");
    expect(row.fault?.code).toBe(code);
    const { why, remedy } = await fixture.order("ap.detail", { apId: last() });
    expect(why.at(-1)).toEqual({ source: "access point", text: "Predownload failed" });
    expect(remedy).toMatch(/Lab has injected faults into this server: .* Remove them in Lab\.$/);
    return { why, remedy };
  }
  const expectPredownloadCompletes = async () => {
    await setFaults(mode, {});
    await fixture.order("ap.predownload", { apId: last(), actor: operator });
    await fixture.until("aps", last(), (ap) => ap.status === "Complete");
  };

  test.each(cases)(
    "$name: Why? of an access point names the cause and the remedy, and the predownload completes once the fault is removed",
    async (c) => {
      const { why, remedy } = await expectPredownloadFails(c.faults(ONE), c.code);
      expect(why[0]?.source).toBe("server");
      expect(why[0]?.text).toMatch(c.why[mode]);
      expect(why[1]?.text).toMatch(
        new RegExp(`^Failed to install_add package ${image(ONE)}, .*: ${c.line}$`),
      );
      expect(remedy).toMatch(c.remedy[mode]);
      await expectPredownloadCompletes();
    },
  );

  test("that corrupts an image: the predownload fails, and Why? names the damage", async () => {
    const { why, remedy } = await expectPredownloadFails({ corrupts: ONE }, "image-damaged");
    expect(why[0]).toEqual({
      source: "server",
      text: `${ONE} is not a whole image: The archive is damaged: the first header does not match its checksum.`,
    });
    expect(why[1]?.text).toMatch(/: Image signature verification failed$/);
    expect(remedy).toMatch(/^Unzip the bundle into the server's folder again/);
    await expectPredownloadCompletes();
  });
});

describe.each(["tftp", "sftp"] as const)("in %s mode, the first download", (mode) => {
  beforeEach(() => begin(mode));
  afterEach(() => fixture.end());
  const legs = () => fixture.engine.bus.rows("transfers").filter((t) => t.protocol === mode);

  test("without the image of one family: the others complete, and that one is counted as failed", async () => {
    await setFaults(mode, { missing: "ap3g3" });
    expect((await saveAndDownload(mode)).counters).toMatchObject({ total: 4, completed: 3, failed: 1 });
    expect(fixture.engine.bus.rows("aps").find((ap) => ap.name === "ap-4")).toMatchObject({
      status: "Failed",
      fault: { code: "file-not-found" },
    });
    const expected = mode === "tftp" ? "sending NAK (1, File not found)" : "sent status No such file";
    expect((await logText(mode, expected)).length).toBeGreaterThan(0);
  });

  test("from a slow server: all complete, and every image is verified", async () => {
    await setFaults(mode, { bytesPerSecond: 300_000 });
    expect((await saveAndDownload(mode)).counters).toMatchObject({ completed: 4, failed: 0 });
    expect(server(mode)?.labFaults).toEqual(["Every transfer is limited to 300.0 kB/s."]);
    expect(legs().map((t) => [t.outcome, t.digestVerified])).toEqual(Array(4).fill(["complete", true]));
  });

  // Not for SFTP, because TCP hides the loss.
  if (mode === "tftp")
    test("from a server that loses datagrams: all complete, and the transfers have retransmissions", async () => {
      await setFaults(mode, { dropsShare: 0.1, seed: 3 });
      expect((await saveAndDownload(mode)).counters).toMatchObject({ completed: 4, failed: 0 });
      const whole = legs().filter((t) => t.outcome === "complete");
      expect(whole.length).toBeGreaterThanOrEqual(4);
      expect(whole.reduce((sum, t) => sum + t.retransmissions, 0)).toBeGreaterThan(0);
    });
});

describe.each(["tftp", "sftp"] as const)("the %s server, while a fault from Lab closes its port,", (mode) => {
  beforeEach(() => begin(mode));
  afterEach(() => fixture.end());
  const port = () => server(mode)?.port;
  const order = (what: "servers.start" | "servers.stop") =>
    fixture.order(what, { server: mode, actor: operator });

  test("gives the reason, keeps its settings, and listens on the same port once the fault is removed", async () => {
    const before = server(mode);
    await setFaults(mode, { down: "refuses" });
    expect(server(mode)).toMatchObject({
      state: "failed",
      enabled: true,
      port: before?.port,
      settings: before?.settings,
      reason: {
        message: `The ${mode.toUpperCase()} server is down because a fault from Lab closed its port.`,
      },
      labFaults: ["Down: refuses connections."],
    });
    // Its address still leads to it: page and engine show the same port, and it is the one that refuses.
    expect(placeOf(server(mode))).toMatchObject({ port: before?.port });
    await setFaults(mode, {});
    expect(server(mode)).toMatchObject({ state: "listening", reason: null, port: before?.port });
  });

  test("cannot be started; stopped by an operator, it stays stopped once the fault is removed", async () => {
    await setFaults(mode, { down: "refuses" });
    const fault = await order("servers.start").catch((thrown: FaultError) => thrown.fault);
    expect(fault).toMatchObject({
      code: "conflict",
      remedy: "Remove the fault in Lab.",
    });
    await order("servers.stop");
    expect(server(mode)).toMatchObject({ state: "stopped", enabled: false, reason: null });
    const started: string[] = [];
    fixture.engine.bus.onEvent((event) => {
      if (event.type === "server.started") started.push(event.data.server);
    });
    const faults = labServerFaultsSchema.parse({});
    await fixture.order("lab.set-server-faults", { faults, actor: operator });
    // Runs after the port was reopened, if it was: removing the fault must not have started the server before.
    await order("servers.start");
    expect(server(mode)).toMatchObject({ state: "listening", enabled: true });
    expect(started).toEqual([mode]);
  });

  test("accepts new settings, and stays down after a restart", async () => {
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
