/** The command line over SSH with the whole engine: it shares its state with the pages, from a pasted profile to a reload. */
import { afterEach, expect, test } from "vitest";
import { auditQuerySchema } from "@/lib/contracts/audit";
import type { LabInput } from "@/lib/contracts/lab";
import { openStore } from "@/lib/store/store";
import { type CliClient, cliClient } from "@/lib/testing/cli-client";
import { CLI_PASSWORD } from "@/lib/testing/cli-password";
import { type EngineFixture, engineFixture, operator } from "@/lib/testing/engine-fixture";
import { numberedAps } from "@/lib/testing/numbered-lab";
import { sftpUserInput } from "@/lib/testing/sftp-user";

const models = ["C9120AXI-E", "C9120AXI-E", "C9105AXI-E", "AIR-AP2802I-E-K9"];
const lab = (overrides: Partial<LabInput> = {}): LabInput => ({
  controller: { name: "9120-EWC", ip: "172.16.9.9", running: "17.9.4.27", ap: "ap-1", ownImageBytes: 65_536 },
  aps: numberedAps(models),
  clockFactor: 60,
  ...overrides,
});

let fixture: EngineFixture;
const clients: CliClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await fixture?.end();
});

const begin = async (overrides?: Partial<LabInput>, bytes?: number) => {
  fixture = await engineFixture(lab(overrides), ["17.12.1"], bytes);
  await fixture.until("controller", "controller", (c) => c.joinedCount === c.apCount);
};
const connect = async () => {
  const client = await cliClient(fixture.cliPort, CLI_PASSWORD);
  clients.push(client);
  return client;
};
const shell = async () => {
  const opened = await (await connect()).shell();
  await opened.read("9120-EWC#");
  return opened;
};
const controller = () => fixture.engine.bus.row("controller", "controller");
const upgrade = () => fixture.engine.bus.row("upgrade", "upgrade");
/** The stored audit log, newest first. Complete once the engine has stopped. */
const audited = async () => {
  const store = await openStore({ dataDir: fixture.dataDir, onFault: () => undefined });
  try {
    return await store.audit.list(auditQuerySchema.parse({}));
  } finally {
    await store.close();
  }
};
const profile = {
  mode: "tftp" as const,
  imageServer: "127.0.0.1",
  imagePath: "EWC_17_12_1",
  servicePort: null,
  parallelMode: false,
};
const TFTP_CONFIGURATION = [
  "configure terminal",
  "wireless profile image-download default",
  "image-download-mode tftp",
  "tftp-image-server 127.0.0.1",
  "tftp-image-path EWC_17_12_1",
  "end",
];

/** The rows of `show ap image`, split into cells. */
const listed = (text: string) =>
  text
    .split(/\r?\n/)
    .filter((line) => /^ap-\d/.test(line))
    .map((line) => line.split(/\s+/));
/** The same rows as the page has them. */
const pageRows = () =>
  fixture.engine.bus
    .rows("aps")
    .filter((ap) => ap.joined)
    .map((ap) => [
      ap.name,
      ap.primaryVersion,
      ap.backupVersion,
      ap.status,
      ap.predownloadVersion,
      expect.any(String),
      String(ap.retryCount),
      ap.method,
    ]);

test("a pasted TFTP configuration is accepted, and the page shows the profile immediately", async () => {
  await begin();
  const session = await shell();
  session.type(TFTP_CONFIGURATION.map((line) => `${line}\r`).join(""));
  const transcript = await session.read(
    /9120-EWC\(config-wireless-image-download-profile-tftp\)#end\r\n9120-EWC#/,
  );
  expect(transcript).not.toMatch(/%|\^/);
  expect(transcript).toContain("9120-EWC(config-wireless-image-download-profile)#image-download-mode tftp");
  expect(controller()?.profile).toEqual(profile);
  const { lines } = await fixture.order("logs.read", {
    source: "syslog",
    apId: null,
    text: "CONFIG_I",
    before: null,
    limit: 10,
  });
  expect(lines.at(-1)?.text).toMatch(
    /%SYS-5-CONFIG_I: Configured from console by admin on vty0 \(127\.0\.0\.1\)$/,
  );
});

test("the command line shows a profile that the page saved, even while another one is being typed", async () => {
  await begin();
  const session = await shell();
  session.type(
    "conf t\rwireless profile image-download default\rimage-download-mode tftp\rtftp-image-server 10.9.8.7\r",
  );
  await session.read("10.9.8.7\r\n9120-EWC(config-wireless-image-download-profile-tftp)#");
  expect(controller()?.profile).toBeNull();
  await fixture.order("profile.save", { profile, actor: operator });
  session.type("do show running-config | section wireless\r");
  const shown = await session.read(/tftp-image-path \/EWC_17_12_1[\s\S]*#$/);
  expect(shown).toContain("  tftp-image-server 127.0.0.1");
  expect(shown).not.toContain("10.9.8.7\r\n  tftp");
});

test("install add runs the upgrade, show ap image agrees with the table during and after it, and install activate reloads", async () => {
  await begin({ clockFactor: 10 }, 1_000_000);
  const session = await shell();
  session.type(TFTP_CONFIGURATION.map((line) => `${line}\r`).join(""));
  await session.read("#end");
  session.type("install add profile default\r");
  await session.read("Performing Add on all members");
  const other = await connect();
  await fixture.until("upgrade", "upgrade", (u) => u.counters.predownloading > 0);
  const before = pageRows();
  const { text: during } = await other.exec("show ap image");
  // Rows may change between two reads, so each row must be one that the table had.
  const after = pageRows();
  listed(during).forEach((row, i) => {
    const [name, primary, backup] = [row[0], row[1], row[2]];
    expect([before[i], after[i]].map((r) => r?.slice(0, 3))).toContainEqual([name, primary, backup]);
    expect([before[i]?.[3], after[i]?.[3]]).toContain(row[3]);
  });
  expect(during).toContain("        Predownload in progress    : Yes\n");
  const added = await session.read(/(SUCCESS|FAILED): install_add .*\r\n/);
  expect(added).toContain("Image added. Version: 17.12.01.0.5");
  expect(added).toMatch(/SUCCESS: install_add \w{3} \w{3} \d\d \d\d:\d\d:\d\d UTC \d{4}/);
  expect(upgrade()?.canActivate).toBe(true);
  const { text: done } = await other.exec("show ap image");
  expect(listed(done)).toEqual(pageRows());
  expect(done).toContain("        Completed predownloading   : 4\n");
  expect((await other.exec("show install summary")).text).toContain("IMG   I    17.12.01.0.5");

  session.type("install activate\r");
  await session.read("Do you want to proceed? [y/n]");
  session.type("n");
  await session.read("FAILED: install_activate");
  expect(controller()?.state).toBe("up");
  session.type("install activate\r");
  await session.read("Do you want to proceed? [y/n]");
  session.type("y");
  await session.read(
    /SUCCESS: install_activate .*\r\n[\s\S]*%SYS-5-RELOAD: Reload requested by admin on vty0 \(127\.0\.0\.1\)\. Reload Reason: Image Install\.\r\n/,
  );
  await session.closed;
  await fixture.until("upgrade", "upgrade", (u) => u.readBack?.onTarget === 4);
  const back = await connect();
  expect(listed((await back.exec("show ap image")).text)).toEqual(pageRows());
  const uncommitted = (await back.exec("show install summary")).text;
  expect(uncommitted).toContain("IMG   U    17.12.01.0.5\nIMG   I    17.09.04.0.27\n");
  expect(uncommitted).toMatch(/active on install_activate, time before rollback - 01:5\d:\d\d\n/);
  expect((await back.exec("install commit")).status).toBe(0);
  const committed = (await back.exec("show install summary")).text;
  expect(committed).toContain("IMG   C    17.12.01.0.5");
  expect(committed).toContain("Auto abort timer: inactive\n");
  expect((await back.exec("show version")).text).toContain("Last reload reason: Image Install");
  expect((await back.exec("show wireless ewc-ap predownload status")).text).toContain("Status: None\n");
});

test("a pasted SFTP configuration is accepted; the running configuration hides the password and can be pasted back", async () => {
  await begin();
  await fixture.order("sftp-users.save", {
    user: sftpUserInput({ name: "images", password: "C1sco-Pa55" }),
    actor: operator,
  });
  const session = await shell();
  session.type(
    [
      "configure terminal",
      "wireless profile image-download default",
      "image-download-mode sftp",
      "sftp-image-server 127.0.0.1",
      "sftp-image-path /EWC_17_12_1",
      "sftp-username images",
      "sftp-password 0 C1sco-Pa55",
      "end",
    ]
      .map((line) => `${line}\r`)
      .join(""),
  );
  expect(await session.read(/#end\r\n9120-EWC#/)).not.toMatch(/^%|\^$/m);
  expect(controller()?.profile).toEqual({
    ...profile,
    mode: "sftp",
    userName: "images",
    passwordStored: true,
  });
  const client = await connect();
  const { text: first } = await client.exec("show running-config | section wireless");
  expect(first).toMatch(/^ {2}sftp-password 8 v1\.[\w-]+$/m);
  expect(first).not.toContain("C1sco");
  expect((await client.exec("show running-config | section wireless")).text).toBe(first);

  await client.exec("configure terminal\nno wireless profile image-download default");
  expect(controller()?.profile).toBeNull();
  await client.exec(`configure terminal\n${first}`);
  expect((await client.exec("show running-config | section wireless")).text).toBe(first);
  session.type("install add profile default\r");
  expect(await session.read(/(SUCCESS|FAILED): install_add[\s\S]*EWC#$/)).toContain("SUCCESS");

  await fixture.engine.stop();
  const { entries } = await audited();
  const of = (line: string) => entries.find(({ detail }) => detail === JSON.stringify({ line }));
  expect(of("sftp-password 0 ******")).toMatchObject({
    actor: { name: "admin", from: "127.0.0.1" },
    action: "Configuration line",
    outcome: "done",
  });
  expect(of("install add profile default")).toMatchObject({ action: "Command line", outcome: "done" });
  expect(of("no wireless profile image-download default")?.changes).toContainEqual({
    field: "profile.mode",
    before: "sftp",
    after: null,
    isSecret: false,
  });
  expect(entries.flatMap(({ changes }) => changes)).toContainEqual({
    field: "profile.password",
    before: null,
    after: null,
    isSecret: true,
  });
  expect(JSON.stringify(entries)).not.toContain("C1sco");
});

test("a new host name is on all pages and survives a restart; a refused command prints the reason and changes nothing", async () => {
  await begin();
  const client = await connect();
  expect((await client.exec("configure terminal\nhostname Lab-7")).status).toBe(0);
  expect(controller()?.name).toBe("Lab-7");
  const refused = await client.exec("install commit");
  expect(refused.status).toBe(1);
  expect(refused.text).toMatch(/ \[1\] R0 FAILED: Everything that was activated is committed already\./);
  expect((await client.exec("install activate prompt-level none")).status).toBe(1);
  client.destroy();
  await fixture.restart();
  const again = await connect();
  expect((await again.exec("show running-config | include hostname")).text).toBe("hostname Lab-7\n");
});

test("settings that tools type and the enable secret survive clear logging and a restart", async () => {
  await begin();
  const client = await connect();
  const typed = ["no logging console", "line vty 0 4", "exec-timeout 0", "enable secret Pa55"];
  expect((await client.exec(["configure terminal", ...typed].join("\n"))).status).toBe(0);
  const kept = "show running-config | include console|secret|exec-timeout";
  const before = (await client.exec(kept)).text;
  expect(before).toMatch(/^no logging console\nenable secret 8 \S+\n exec-timeout 0 0\n$/);
  expect((await client.exec("clear logging")).status).toBe(0);
  client.destroy();
  await fixture.restart();
  const again = await connect();
  expect((await again.exec(kept)).text).toBe(before);
});

test("ping probes the real port of the image server and names a closed one", async () => {
  await begin();
  const client = await connect();
  await fixture.order("profile.save", { profile, actor: operator });
  expect((await client.exec("show wireless profile image-download default")).text).toContain(
    `Image URL                 : tftp://127.0.0.1:${fixture.tftpPort}/EWC_17_12_1/<image>`,
  );
  const good = await client.exec("ping 127.0.0.1");
  expect(good.text).toContain("Sending 5, 100-byte ICMP Echos to 127.0.0.1, timeout is 2 seconds:\n!!!!!\n");
  expect(good.text).toContain("Success rate is 100 percent (5/5), round-trip min/avg/max = ");
  expect(good.text).toContain(`A TFTP server answers at UDP port ${fixture.tftpPort}.`);
  await fixture.order("servers.stop", { server: "tftp", actor: operator });
  await fixture.order("profile.save", { profile: { ...profile, servicePort: 9 }, actor: operator });
  const bad = await client.exec("ping 127.0.0.1");
  expect(bad.status).toBe(1);
  expect(bad.text).toMatch(/Success rate is 0 percent \(0\/5\)[\s\S]*No answer from TFTP at UDP port 9:/);
});

test("show logging has the lines of the Logs page, clear logging empties it, and terminal monitor prints new lines", async () => {
  await begin();
  const session = await shell();
  session.type("terminal length 0\rterminal monitor\rconfigure terminal\rhostname Heard\r");
  await session.read(
    /\*\w{3} +\d+ [\d:.]+: %SYS-5-CONFIG_I: Configured from console by admin on vty0 \(127\.0\.0\.1\)/,
  );
  const client = await connect();
  const { lines } = await fixture.order("logs.read", {
    source: "syslog",
    apId: null,
    text: "",
    before: null,
    limit: 500,
  });
  const { text } = await client.exec("show logging");
  for (const line of lines) expect(text).toContain(line.text);
  expect((await client.exec("clear logging")).status).toBe(0);
  expect((await client.exec("show logging")).text).toContain("0 messages logged");
  client.destroy();
  await fixture.restart();
  expect((await (await connect()).exec("show logging")).text).toContain("0 messages logged");
  const kept = await fixture.order("logs.read", {
    source: "syslog",
    apId: null,
    text: "",
    before: null,
    limit: 500,
  });
  expect(kept.lines.length).toBeGreaterThanOrEqual(lines.length);
});

test("fifty sessions during an upgrade all list the fleet, and the upgrade completes", {
  timeout: 300_000,
}, async () => {
  await begin({ clockFactor: 20 }, 500_000);
  await fixture.order("upgrade.start", { profile, actor: operator });
  const many = await Promise.all(Array.from({ length: 50 }, () => connect()));
  const seen = await Promise.all(
    many.map(async (client) => {
      const opened = await client.shell();
      await opened.read("9120-EWC#");
      opened.type("terminal length 0\rshow ap image\rshow users\r");
      const text = await opened.read(/Location[\s\S]*9120-EWC#$/);
      return listed(text).length;
    }),
  );
  expect(seen).toEqual(Array(50).fill(4));
  await fixture.until("upgrade", "upgrade", (u) => u.canActivate);
});

test("clients that paste a megabyte, send random bytes or disconnect do not affect other sessions", {
  timeout: 300_000,
}, async () => {
  await begin();
  const [paster, noisy, gone] = [await shell(), await shell(), await shell()];
  gone.type("install add profile default\rconfigure terminal\rshow logging\r");
  clients.at(-1)?.destroy();
  const comments = "! a configuration that somebody pasted whole, with all its comments\r".repeat(16_000);
  paster.type(`configure terminal\r${comments}hostname After\r`);
  let seed = 1;
  const bytes = Array.from({ length: 100_000 }, () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return String.fromCharCode(seed % 256);
  });
  noisy.type(bytes.join("").replaceAll("\r", "").replaceAll("\n", "").replaceAll("\x04", ""));
  const other = await connect();
  for (let i = 0; i < 5; i++) expect((await other.exec("show clock")).text).toMatch(/^\*\d\d:/);
  await fixture.until("controller", "controller", (c) => c.name === "After");
});
