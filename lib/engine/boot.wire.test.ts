/** The whole engine without the web: real store, real repository, real TFTP over loopback, a clock that runs 60 times as fast. */
import { rename, truncate } from "node:fs/promises";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import type { LabInput } from "@/lib/contracts/lab";
import { type EngineFixture, engineFixture, operator } from "@/lib/testing/engine-fixture";

const ap = (n: number, model: string, behavior: Record<string, unknown> = {}) => ({
  name: `ap-${n}`,
  model,
  ip: `172.16.9.${n}`,
  radioMac: `0000.0000.00${n}0`,
  ethernetMac: `0000.0000.00${n}1`,
  running: "17.9.4.27",
  behavior,
});
const lab = (overrides: Partial<LabInput> = {}): LabInput => ({
  controller: { name: "lab-EWC", ip: "172.16.9.9", running: "17.9.4.27", ap: "ap-1", ownImageBytes: 65_536 },
  aps: [ap(1, "C9120AXI-E"), ap(2, "C9120AXI-E"), ap(3, "C9105AXI-E"), ap(4, "AIR-AP2802I-E-K9")],
  clockFactor: 60,
  ...overrides,
});

let fixture: EngineFixture;
afterEach(() => fixture?.end());

const profile = (imagePath = "EWC_17_12_1") => ({
  mode: "tftp" as const,
  imageServer: "127.0.0.1",
  imagePath,
  servicePort: null,
  parallelMode: false,
});
const start = (imagePath?: string) =>
  fixture.order("upgrade.start", { profile: profile(imagePath), actor: operator });
const settled = () => fixture.until("upgrade", "upgrade", (u) => !u.running && u.endedAt !== null);
const ready = () => fixture.until("upgrade", "upgrade", (u) => u.canActivate);
const aps = () => fixture.engine.bus.rows("aps");

test("after Save & Download and Activate, every access point and the controller run the target version", async () => {
  fixture = await engineFixture(lab(), ["17.9.4", "17.12.1"]);
  await fixture.until("controller", "controller", (c) => c.joinedCount === 4);
  await start();
  const atReady = await ready();
  expect(atReady.counters).toMatchObject({ total: 4, completed: 4, failed: 0 });
  expect(aps().map((a) => [a.status, a.primaryVersion, a.backupVersion])).toEqual(
    Array(4).fill(["Complete", "17.9.4.27", "17.12.1.5"]),
  );
  await fixture.order("upgrade.activate", { actor: operator });
  const end = await settled();
  expect(end.readBack).toEqual({ onTarget: 4, total: 4 });
  expect(aps().map((a) => a.primaryVersion)).toEqual(Array(4).fill("17.12.1.5"));
  expect(fixture.engine.bus.row("controller", "controller")?.version).toBe("17.12.1.5");
});

test("a missing image fails the access points of its family with the file's name, and the next Save & Download completes them once the file is back", async () => {
  fixture = await engineFixture(lab({ startPolicy: { retryDelaysSeconds: [5] } }), ["17.12.1"]);
  const file = path.join(fixture.dataDir, "images/EWC_17_12_1/ap1g8");
  await rename(file, `${fixture.dataDir}/ap1g8`);
  await start();
  await ready();
  const byName = Object.fromEntries(aps().map((a) => [a.name, a]));
  expect(byName["ap-3"]).toMatchObject({
    status: "Failed",
    retrying: false,
    fault: { code: "file-not-found" },
  });
  expect(byName["ap-2"]).toMatchObject({ status: "Complete" });
  expect(byName["ap-4"]).toMatchObject({ status: "Complete" });
  const why = await fixture.order("ap.detail", { apId: byName["ap-3"]!.id });
  expect(why.why.map((link) => link.text).join(" ")).toContain("EWC_17_12_1/ap1g8");
  expect(why.remedy).toBeTruthy();

  await rename(`${fixture.dataDir}/ap1g8`, file);
  await start();
  await fixture.until("upgrade", "upgrade", (u) => u.canActivate && u.counters.completed === 4);
});

test("a truncated image never completes a predownload", async () => {
  fixture = await engineFixture(lab({ startPolicy: { retryDelaysSeconds: [5] } }), ["17.12.1"]);
  await fixture.until("images", "EWC_17_12_1", (s) => s.files.every((f) => f.sha512 !== null));
  await truncate(path.join(fixture.dataDir, "images/EWC_17_12_1/ap1g8"), 30_000);
  await start();
  await ready();
  expect(aps().find((a) => a.name === "ap-3")).toMatchObject({
    status: "Failed",
    fault: { code: "image-damaged" },
  });
});

test("a wrong image path fails the upgrade with the server's error and the path, and no transfer keeps running", async () => {
  fixture = await engineFixture(lab({ startPolicy: { retryDelaysSeconds: [] } }), ["17.12.1"]);
  await start("Wrong-Path");
  const end = await fixture.until("upgrade", "upgrade", (u) => !u.running && u.fault !== null);
  expect(end.fault?.code).toBe("file-not-found");
  expect(end.status).toContain("Wrong-Path");
  const running = fixture.engine.bus.rows("transfers").filter(({ outcome }) => outcome === "running");
  expect(running).toEqual([]);
});

test("an upgrade continues and completes after the program was stopped and started again", async () => {
  fixture = await engineFixture(lab({ clockFactor: 10 }), ["17.12.1"], 2_000_000);
  await start();
  await fixture.until("upgrade", "upgrade", (u) => u.counters.predownloading > 0);
  await fixture.restart();
  const atReady = await ready();
  expect(atReady.counters).toMatchObject({ total: 4, completed: 4 });
});

test("a second Save & Download during an upgrade is refused with the name of who started the first", async () => {
  fixture = await engineFixture(lab({ clockFactor: 1 }), ["17.12.1"]);
  await start();
  const second = fixture.order("upgrade.start", {
    profile: profile(),
    actor: { ...operator, name: "second" },
  });
  await expect(second).rejects.toMatchObject({ fault: { code: "upgrade-running" } });
  await expect(second).rejects.toThrow("tester");
});
