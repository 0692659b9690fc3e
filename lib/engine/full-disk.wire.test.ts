/** The whole engine on a disk that fills: a tmpfs of 60 MB, where the test may mount one. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import { auditQuerySchema } from "@/lib/contracts/audit";
import { type CliClient, cliClient } from "@/lib/testing/cli-client";
import { CLI_PASSWORD } from "@/lib/testing/cli-password";
import { type EngineFixture, engineFixture, upgradeUntilReady } from "@/lib/testing/engine-fixture";
import { faultIn } from "@/lib/testing/fault-in";
import { webhookReceiver } from "@/lib/testing/webhook-receiver";

const mountPoint = mkdtempSync(path.join(tmpdir(), "ewc-full-disk-"));
let isMounted = false;
try {
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=60m", "tmpfs", mountPoint], { stdio: "ignore" });
  isMounted = true;
} catch {
  // Not root, or not Linux.
}
afterAll(() => {
  if (isMounted) execFileSync("umount", [mountPoint]);
  rmdirSync(mountPoint);
});

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
  clockFactor: 60,
};
const REFUSED = { code: "disk-full", message: "The disk is full: nothing was changed." };

let fixture: EngineFixture;
const clients: CliClient[] = [];
const filler = path.join(mountPoint, "filler");
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await rm(filler, { force: true });
  await fixture?.end();
});

/** Writes until the disk has no byte left. */
async function fillDisk(): Promise<void> {
  const file = await open(filler, "a");
  try {
    for (const size of [1_000_000, 4096, 1]) {
      const piece = Buffer.alloc(size, 1);
      for (;;) await file.write(piece);
    }
  } catch {
    // ENOSPC: full.
  } finally {
    await file.close();
  }
}
const begin = async () => {
  fixture = await engineFixture(lab, ["17.12.1"], 65_536, {}, mountPoint);
  await fixture.until("controller", "controller", (row) => row.joinedCount === 1);
};
const profile = {
  mode: "tftp",
  imageServer: "127.0.0.1",
  imagePath: "EWC_17_12_1",
  servicePort: null,
  parallelMode: false,
} as const;
const canSave = () => fixture.until("controller", "controller", (row) => row.storeFault === null);

test.runIf(isMounted)(
  "changes by a page and by the command line are refused in words, reading works, and all of it goes on once there is space, with the refusals in the audit log",
  async () => {
    await begin();
    const client = await cliClient(fixture.cliPort, CLI_PASSWORD);
    clients.push(client);
    const session = await client.shell();
    await session.read("9120-EWC#");
    await upgradeUntilReady(fixture, "EWC_17_12_1");
    await fillDisk();
    const other = { ...profile, imagePath: "EWC_17_12_9" };
    expect(await faultIn(fixture.order("profile.save", { profile: other }))).toMatchObject(REFUSED);
    expect(await faultIn(fixture.order("upgrade.activate", {}))).toMatchObject(REFUSED);
    await fixture.until("controller", "controller", (row) => row.storeFault?.includes("disk") ?? false);
    expect(fixture.engine.bus.row("upgrade", "upgrade")).toMatchObject({ canActivate: true });
    expect(fixture.engine.bus.row("controller", "controller")?.profile).toMatchObject(profile);

    session.type("configure terminal\r");
    await session.read("(config)#");
    session.type("hostname other\r");
    await session.read(/% The disk is full: nothing was changed\./);
    expect(fixture.engine.bus.row("controller", "controller")?.name).toBe("9120-EWC");

    const logs = await fixture.order("logs.read", {
      source: "syslog",
      apId: null,
      text: "",
      before: null,
      limit: 50,
    });
    expect(logs.lines.length).toBeGreaterThan(0);
    await rm(filler);
    await canSave();
    const audited = await fixture.order("audit.list", auditQuerySchema.parse({}));
    expect(audited.entries.map(({ outcome }) => outcome).join("\n")).toContain("disk-full: The disk is full");
    await fixture.order("upgrade.activate", {});
    await fixture.until("upgrade", "upgrade", (upgrade) => upgrade.endedAt !== null);
  },
);

test.runIf(isMounted)("an image set can be removed from a full disk, which makes space", async () => {
  await begin();
  await fillDisk();
  expect(await faultIn(fixture.order("lab.clock", { factor: 10 }))).toMatchObject(REFUSED);
  await fixture.order("images.remove", { set: "EWC_17_12_1" });
  expect(fixture.engine.bus.rows("images")).toEqual([]);
});

test.runIf(isMounted)(
  "an upgrade that the full disk meets goes on, and the program stops and starts again on it",
  async () => {
    await begin();
    await fixture.order("upgrade.start", { profile });
    await fillDisk();
    await fixture.until("upgrade", "upgrade", (upgrade) => upgrade.canActivate);
    await fixture.engine.stop();
    await rm(filler);
    await fixture.restart();
    await fixture.until("upgrade", "upgrade", (upgrade) => upgrade.canActivate);
  },
);

test.runIf(isMounted)(
  "a webhook hears of what happens on a full disk once that can be stored, and an order to send is refused",
  async () => {
    await begin();
    const receiver = await webhookReceiver();
    const events = ["run.started" as const, "run.ready-to-activate" as const];
    const { id } = await fixture.order("webhooks.save", {
      webhook: { id: null, name: "ops", url: receiver.url, events, enabled: true },
    });
    await fixture.order("upgrade.start", { profile });
    await fillDisk();
    await fixture.until("upgrade", "upgrade", (upgrade) => upgrade.canActivate);
    expect(await faultIn(fixture.order("webhooks.test", { id }))).toMatchObject(REFUSED);
    await rm(filler);
    await fixture.until("webhooks", id, ({ last }) => last?.type === "run.ready-to-activate");
    const types = receiver.received.map(({ body }) => (JSON.parse(body) as { type: string }).type);
    expect(types.sort()).toEqual(["run.ready-to-activate", "run.started"]);
    await receiver.close();
  },
);
