/** A copy that was made while the program ran starts with the same state. */
import { cp, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import type { LabInput } from "@/lib/contracts/lab";
import { type EngineFixture, engineFixture, upgradeUntilReady } from "@/lib/testing/engine-fixture";
import { backupDataDir } from "./backup";

const lab: LabInput = {
  controller: { name: "lab-EWC", ip: "172.16.9.9", running: "17.9.4.27", ap: "ap-1", ownImageBytes: 65_536 },
  aps: [
    {
      name: "ap-1",
      model: "C9120AXI-E",
      ip: "172.16.9.1",
      radioMac: "0000.0000.0010",
      ethernetMac: "0000.0000.0011",
      running: "17.9.4.27",
    },
  ],
  clockFactor: 60,
};

let fixture: EngineFixture;
const folders: string[] = [];
afterEach(async () => {
  await fixture?.end();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});
async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "ewc-backup-"));
  folders.push(folder);
  return folder;
}

test("a backup of the running program has its state, its images and its keys, and starts as they were", async () => {
  fixture = await engineFixture(lab, ["17.12.1"]);
  await fixture.until("controller", "controller", (c) => c.joinedCount === 1);
  await upgradeUntilReady(fixture, "EWC_17_12_1");
  const actor = { name: "admin", role: "admin", from: "127.0.0.1" } as const;
  const signer = () => fixture.engine.ask<"runs.signer">({ type: "runs.signer", actor });
  const signerBefore = await signer();
  const target = path.join(await freshFolder(), "copy");
  const { files, bytes } = await backupDataDir(fixture.dataDir, target, { withImages: true });
  expect(files).toBeGreaterThan(8);
  expect(bytes).toBeGreaterThan(65_536 * 8);
  for (const name of ["secrets.key", "evidence.key"]) {
    expect(await readFile(path.join(target, name))).toEqual(await readFile(path.join(fixture.dataDir, name)));
    expect((await stat(path.join(target, name))).mode & 0o777).toBe(0o600);
  }
  expect((await stat(target)).mode & 0o777).toBe(0o700);

  const before = fixture.engine.bus.row("upgrade", "upgrade");
  await fixture.engine.stop();
  await rm(fixture.dataDir, { recursive: true });
  await cp(target, fixture.dataDir, { recursive: true, preserveTimestamps: true });
  await fixture.restart();
  const after = await fixture.until("upgrade", "upgrade", (upgrade) => upgrade.canActivate);
  expect([after.id, after.counters]).toEqual([before?.id, before?.counters]);
  expect(fixture.engine.bus.rows("images").map(({ name }) => name)).toEqual(["EWC_17_12_1"]);
  expect(await signer()).toEqual(signerBefore);
});

test("without images, the copy has none", async () => {
  fixture = await engineFixture(lab, ["17.12.1"]);
  const target = path.join(await freshFolder(), "copy");
  await backupDataDir(fixture.dataDir, target, { withImages: false });
  const names = await readdir(target);
  expect(names).toContain("console.db");
  expect(names).not.toContain("images");
});

test("a folder that exists, or is inside the data folder, is refused and stays as it is", async () => {
  fixture = await engineFixture(lab, []);
  const existing = await freshFolder();
  await expect(backupDataDir(fixture.dataDir, existing, { withImages: true })).rejects.toThrow(
    "already exists",
  );
  expect(await readdir(existing)).toEqual([]);
  const inside = path.join(fixture.dataDir, "copy");
  await expect(backupDataDir(fixture.dataDir, inside, { withImages: true })).rejects.toThrow(
    "is inside the data folder",
  );
  expect(await readdir(fixture.dataDir)).not.toContain("copy");
});

test("a data folder without a database leaves no copy behind", async () => {
  const empty = await freshFolder();
  const parent = await freshFolder();
  await expect(backupDataDir(empty, path.join(parent, "copy"), { withImages: true })).rejects.toThrow(
    /console\.db/,
  );
  expect(await readdir(parent)).toEqual([]);
});
