/** The software download service in the engine: with a real store, the image repository, its log, and faults from Lab. */
import { rm } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CatalogFaults, NO_SERVER_FAULTS } from "@/lib/contracts/server-faults";
import type { CatalogServerRow } from "@/lib/contracts/servers";
import { emptyLab } from "@/lib/fleet/population";
import {
  type CatalogPeer,
  downloadImage,
  type ReleaseQuery,
  readReleases,
} from "@/lib/servers/catalog/catalog-client";
import { type EngineFixture, engineFixture, operator } from "@/lib/testing/engine-fixture";
import { faultIn } from "@/lib/testing/fault-in";

const PASSWORD = "correct horse";
let fixture: EngineFixture;
beforeEach(async () => {
  fixture = await engineFixture(emptyLab(), ["17.12.1", "17.9.4"]);
});
afterEach(() => fixture.end());

const row = () => fixture.engine.bus.row("servers", "catalog") as CatalogServerRow;
const start = () => fixture.order("servers.start", { server: "catalog", actor: operator });
const addAccount = () =>
  fixture.order("catalog.save-account", {
    account: {
      existing: false,
      name: "ewc",
      password: PASSWORD,
      generatePassword: false,
      hasContract: true,
      hasAccepted: true,
      enabled: true,
    },
  });
const peer = (): CatalogPeer => ({
  baseUrl: `https://127.0.0.1:${row().port}`,
  userName: "ewc",
  password: PASSWORD,
  trustedAuthorities: [row().certificates?.authorityPem ?? ""],
  timeoutMs: 20_000,
});
const read = (wanted: ReleaseQuery["wanted"] = "all") =>
  readReleases(peer(), { pid: "C9120AXI-B", currentRelease: null, wanted });
const versions = async (wanted?: ReleaseQuery["wanted"]) => {
  const answer = await read(wanted);
  return answer.ok ? answer.value.map(({ release }) => release) : answer.fault.code;
};
/** Waits until every image has been read: an image without a hash is not offered. */
const allRead = () =>
  fixture.settled(() =>
    fixture.engine.bus
      .rows("images")
      .every(({ files }) => files.every(({ kind, sha512 }) => kind === "readme" || sha512 !== null)),
  );
const setFaults = (catalog: Partial<CatalogFaults>) =>
  fixture.order("lab.set-server-faults", {
    faults: { ...NO_SERVER_FAULTS, catalog: { ...NO_SERVER_FAULTS.catalog, ...catalog } },
  });

test("in an empty lab the service is off without a note; once started it stays on, with the same authority", async () => {
  expect(row()).toMatchObject({ state: "stopped", enabled: false, certificates: null });
  expect(fixture.engine.ready.notes.join()).not.toContain("software download");
  await start();
  const { certificates } = row();
  expect(certificates?.server.names).toEqual(expect.arrayContaining(["localhost", "127.0.0.1", "::1"]));
  await fixture.restart();
  expect(row()).toMatchObject({ state: "listening", enabled: true, certificates });
});

test("offers the image sets of the repository; a download is a transfer with its image set and a line in the log", async () => {
  await Promise.all([start(), addAccount(), allRead()]);
  expect(await versions()).toEqual(["17.12.1.5", "17.9.4.27"]);
  expect([await versions("latest"), await versions("suggested")]).toEqual([["17.12.1.5"], ["17.12.1.5"]]);
  const answer = await read("latest");
  const image = answer.ok ? answer.value[0]?.images.find(({ name }) => name === "ap1g8") : undefined;
  let bytes = 0;
  const result = await downloadImage(peer(), {
    url: image?.url ?? "",
    sink: (piece) => {
      bytes += piece.length;
    },
    onBound: () => undefined,
    onAnnounced: () => undefined,
    onProgress: () => undefined,
  });
  expect(result).toMatchObject({ ok: true, bytes: image?.sizeBytes });
  expect(bytes).toBe(image?.sizeBytes);
  const transfers = () => fixture.engine.bus.rows("transfers").filter(({ protocol }) => protocol === "http");
  await fixture.settled(() => transfers().some(({ outcome }) => outcome === "complete"));
  expect(transfers()).toMatchObject([
    { direction: "send", user: "ewc", imageSet: "EWC_17_12_1", family: "ap1g8", version: "17.12.1.5", bytes },
  ]);
  const query = { source: "catalog", apId: null, text: "", before: null, limit: 100 } as const;
  const { lines } = await fixture.order("logs.read", query);
  expect(lines.at(-1)).toMatchObject({
    text: expect.stringMatching(
      /^127\.0\.0\.1 - ewc \[.+\] "GET \/software\/v4\.0\/images\/17\.12\.1\.5\/ap1g8 HTTP\/1\.1" 200 \d+ /,
    ),
    transferId: transfers()[0]?.id,
  });
  await fixture.until("servers", "catalog", (now) => now.completedTransfers === 1 && now.bytesSent === bytes);
});

test("a choice of releases is kept over a restart, and gives way when its image set is gone", async () => {
  await Promise.all([start(), addAccount(), allRead()]);
  const choice = { suggested: "EWC_17_12_1", latest: "EWC_17_9_4" };
  await fixture.order("catalog.choose-releases", { choice });
  expect([await versions("latest"), await versions("suggested")]).toEqual([["17.9.4.27"], ["17.12.1.5"]]);
  await fixture.restart();
  expect(row().choice).toEqual(choice);
  await allRead();
  expect(await versions("latest")).toEqual(["17.9.4.27"]);
  await rm(path.join(fixture.dataDir, "images", "EWC_17_9_4"), { recursive: true });
  await fixture.settled(() => fixture.engine.bus.row("images", "EWC_17_9_4") === undefined);
  expect(await versions("latest")).toEqual(["17.12.1.5"]);
  const gone = { suggested: null, latest: "EWC_17_9_4" };
  expect(await faultIn(fixture.order("catalog.choose-releases", { choice: gone }))).toMatchObject({
    code: "not-found",
  });
});

test("a changed or removed account is signed out at once", async () => {
  await Promise.all([start(), addAccount(), allRead()]);
  expect(await versions("latest")).toEqual(["17.12.1.5"]);
  await fixture.order("catalog.remove-account", { name: "ewc" });
  expect(await versions("latest")).toBe("authentication-failed");
});

test("faults from Lab are in the row in words, and end when they are removed", async () => {
  await Promise.all([start(), addAccount(), allRead()]);
  const { port } = row();
  await setFaults({ untrustedCertificate: true, withdrawn: "17.9.4.27" });
  expect(row().labFaults).toEqual(["Shows a certificate of an unknown authority.", "17.9.4.27: withdrawn."]);
  await fixture.settled(() => row().labFaults.length === 2);
  expect(await versions()).toBe("certificate-not-trusted");
  await setFaults({ down: "refuses" });
  await fixture.until("servers", "catalog", ({ isPortClosed, state }) => isPortClosed && state === "failed");
  expect(row().reason?.message).toBe(
    "The software download service is down because a fault from Lab closed its port.",
  );
  await setFaults({});
  await fixture.until("servers", "catalog", ({ state }) => state === "listening");
  expect(row().port).toBe(port);
  expect(await versions()).toEqual(["17.12.1.5", "17.9.4.27"]);
});

test("settings apply without a restart of the program, and a port in use is named", async () => {
  await Promise.all([start(), addAccount()]);
  const { settings } = row();
  const inUse = { ...settings, port: fixture.sftpPort };
  const saved = await fixture.order("servers.save-settings", { settings: { server: "catalog", ...inUse } });
  expect(saved.reason?.message).toMatch(
    new RegExp(`^TCP port ${fixture.sftpPort} of 127.0.0.1 is in use by`),
  );
  expect(row()).toMatchObject({ state: "failed", changed: ["port"] });
  const strict = { ...settings, blockAfterFailures: 1 };
  await fixture.order("servers.save-settings", { settings: { server: "catalog", ...strict } });
  expect(row()).toMatchObject({ state: "listening", settings: strict });
  await allRead();
  const question: ReleaseQuery = { pid: "C9120AXI-B", currentRelease: null, wanted: "latest" };
  const wrong = await readReleases({ ...peer(), password: "wrong password" }, question);
  expect(wrong).toMatchObject({ ok: false, fault: { code: "authentication-failed" } });
  expect(await versions("latest")).toBe("busy");
});
