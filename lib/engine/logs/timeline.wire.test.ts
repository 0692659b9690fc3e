/** The timeline of the whole engine on real sockets: entries have the right ids, and a cause comes before its effect. */
import { rename } from "node:fs/promises";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import type { LabInput } from "@/lib/contracts/lab";
import { type TimelineEntry, timelineQuerySchema } from "@/lib/contracts/timeline";
import { type EngineFixture, engineFixture, operator } from "@/lib/testing/engine-fixture";
import { sftpUserInput } from "@/lib/testing/sftp-user";

const apId = (n: number) => `0000.0000.00${n}0`;
const ap = (n: number, model: string, running = "17.9.4.27") => ({
  name: `ap-${n}`,
  model,
  ip: `172.16.9.${n}`,
  running,
  radioMac: apId(n),
  ethernetMac: `0000.0000.00${n}1`,
});
const lab = (overrides: Partial<LabInput> = {}): LabInput => ({
  controller: { name: "lab-EWC", ip: "172.16.9.9", running: "17.9.4.27", ap: "ap-1", ownImageBytes: 65_536 },
  aps: [ap(1, "C9120AXI-E"), ap(2, "C9120AXI-E"), ap(3, "C9105AXI-E")],
  clockFactor: 60,
  startPolicy: { retryDelaysSeconds: [] },
  ...overrides,
});
const tftp = (imagePath: string) => ({
  mode: "tftp" as const,
  imageServer: "127.0.0.1",
  imagePath,
  servicePort: null,
  parallelMode: false,
});

let fixture: EngineFixture;
afterEach(() => fixture?.end());

const read = async (over: object = {}): Promise<TimelineEntry[]> => {
  const query = timelineQuerySchema.parse({ limit: 5000, ...over });
  return (await fixture.order("timeline.read", query)).entries;
};
const ended = () => fixture.until("upgrade", "upgrade", (u) => !u.running || u.canActivate);

/** Expects matching entries in this order, possibly with others between them. */
function expectInOrder(
  entries: readonly TimelineEntry[],
  wanted: readonly (readonly [string, RegExp])[],
): void {
  let from = 0;
  for (const [source, text] of wanted) {
    const at = entries.findIndex((e, i) => i >= from && e.source === source && text.test(e.text));
    expect(at, `${source}: ${text} after ${entries[from - 1]?.text}`).toBeGreaterThanOrEqual(0);
    from = at + 1;
  }
}

test("a join that fails for a missing image shows request, NAK, install error and disjoin in this order", async () => {
  fixture = await engineFixture(lab(), ["17.9.4"]);
  await fixture.order("profile.save", { profile: tftp("EWC_17_9_4"), actor: operator });
  await rename(
    path.join(fixture.dataDir, "images/EWC_17_9_4/ap1g8"),
    path.join(fixture.dataDir, "images/EWC_17_9_4/moved"),
  );
  await fixture.order("lab.set-version", { apIds: [apId(3)], running: "17.3.3.26", actor: operator });
  await fixture.until("aps", apId(3), (row) => row.fault !== null);
  const own = await read({ apId: apId(3), shared: false });
  expectInOrder(own, [
    ["controller", /Started install add tftp:\/\//],
    ["server", /RRQ from .* filename EWC_17_9_4\/ap1g8/],
    ["server", /sending NAK \(1, /],
    ["controller", /%INSTALL-3-OPERATION_ERROR_MESSAGE/],
    ["controller", /Disjoined Image Download Failed/],
  ]);
  expect(own.some(({ source, text }) => source === "state" && text.startsWith("Image download failed"))).toBe(
    true,
  );
  expect(own.every((entry) => entry.apId === apId(3))).toBe(true);
  expect(own.find(({ text }) => text.includes("sending NAK"))?.severity).toBe(4);
});

test("all entries about a TFTP fetch, of server and controller, have the same transfer id", async () => {
  fixture = await engineFixture(lab(), ["17.12.1"]);
  await fixture.order("upgrade.start", { profile: tftp("EWC_17_12_1"), actor: operator });
  expect((await ended()).counters).toMatchObject({ completed: 3 });
  const own = await read({ apId: apId(3), shared: false });
  expectInOrder(own, [
    ["server", /RRQ from .* filename EWC_17_12_1\/ap1g8/],
    ["server", /TFTP transfer started: EWC_17_12_1\/ap1g8 to ap-3/],
    ["server", /Sent EWC_17_12_1\/ap1g8 .* retransmissions, complete/],
  ]);
  // Separate lists: the client may complete before the server receives the last acknowledgement.
  expectInOrder(own, [
    ["controller", /Started install add/],
    ["server", /TFTP transfer started/],
    ["controller", /Completed install add/],
    ["state", /Predownload complete: 17\.12\.1\.5/],
  ]);
  const transferIds = own
    .filter(({ text }) => /TFTP transfer started|Sent EWC|Completed install/.test(text))
    .map(({ transferId }) => transferId);
  expect(transferIds).toHaveLength(3);
  expect(new Set(transferIds).size).toBe(1);
  expect(transferIds[0]).not.toBeNull();
  const { upgradeId } = own.find(({ text }) => text.includes("Sent EWC")) ?? {};
  expect(upgradeId).toBe(fixture.engine.bus.rows("upgrade")[0]?.id);
});

test("an SFTP fetch for an image family is on the timeline of each access point that waits for that image", async () => {
  fixture = await engineFixture(lab(), ["17.12.1"]);
  await fixture.order("sftp-users.save", {
    user: sftpUserInput({ name: "ewc", password: "Zq7-correct-horse" }),
    actor: operator,
  });
  await rename(
    path.join(fixture.dataDir, "images/EWC_17_12_1/ap1g8"),
    path.join(fixture.dataDir, "images/EWC_17_12_1/moved"),
  );
  const profile = {
    ...tftp("EWC_17_12_1"),
    mode: "sftp" as const,
    userName: "ewc",
    password: "Zq7-correct-horse",
  };
  await fixture.order("upgrade.start", { profile, actor: operator });
  await ended();
  expectInOrder(await read({ apId: apId(3) }), [
    ["state", /Upgrade started by tester/],
    ["server", /Accepted password for ewc/],
    ["server", /sent status No such file/],
    ["controller", /%INSTALL-3-OPERATION_ERROR_MESSAGE.*ap1g8/],
    ["state", /Predownload failed: /],
  ]);
});

test("entries survive a restart, and new entries follow them", async () => {
  fixture = await engineFixture(lab(), ["17.12.1"]);
  await fixture.order("upgrade.start", { profile: tftp("No-Such-Path"), actor: operator });
  await ended();
  const before = await read();
  await fixture.restart();
  const after = await read();
  expect(after.slice(0, before.length)).toEqual(before);
  expectInOrder(after, [
    ["state", /Upgrade failed: /],
    ["state", /TFTP server started on 127\.0\.0\.1:/],
  ]);
});
