/** Every setting of the TFTP server, saved as the Servers page saves it: the next request shows its effect, without a restart. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { TftpSettings } from "@/lib/contracts/settings";
import { emptyLab } from "@/lib/fleet/population";
import { type DatagramPeer, datagramPeer } from "@/lib/testing/datagram-peer";
import { type EngineFixture, engineFixture } from "@/lib/testing/engine-fixture";
import { freeUdpPort } from "@/lib/testing/installed-programs";
import { quick, rrq } from "@/lib/testing/tftp-server-rig";
import type { Packet } from "@/lib/wire/tftp/packet";

const SET = "EWC_17_12_1";
const FILE = `${SET}/ap1g8`;

let fixture: EngineFixture;
let defaults: TftpSettings;
let peers: DatagramPeer[] = [];
beforeAll(async () => {
  fixture = await engineFixture(emptyLab(), ["17.12.1"]);
  defaults = tftp().settings;
});
afterAll(() => fixture?.end());
afterEach(async () => {
  for (const peer of peers) peer.close();
  peers = [];
  await save({});
});

const tftp = () => {
  const row = fixture.engine.bus.row("servers", "tftp");
  if (row?.id !== "tftp") throw new Error("there is no row");
  return row;
};
const save = (changed: Partial<TftpSettings>) =>
  fixture.order("servers.save-settings", { settings: { server: "tftp", ...defaults, ...changed } });
/** The first answer to a request, and what comes after it. */
async function ask(request: Packet) {
  const peer = await datagramPeer();
  peers.push(peer);
  peer.send(request, fixture.tftpPort);
  const { packet, port } = await peer.next();
  // Its transfer must not go on after the test.
  const end = () => peer.send({ kind: "ERROR", code: 0, message: "" }, port);
  return { packet, port, peer, end };
}
const options = (packet: Packet) => (packet.kind === "OACK" ? Object.fromEntries(packet.options) : packet);
const wrq = (tsize: string): Packet => ({
  kind: "WRQ",
  filename: `${SET}/new`,
  mode: "octet",
  options: new Map([["tsize", tsize]]),
});

/** Each is refused or answered in another way before the setting is saved. */
const answers: {
  name: string;
  changed: Partial<TftpSettings>;
  request: Packet;
  before: object;
  after: object;
}[] = [
  {
    name: "maximum block size",
    changed: { maxBlockSize: 1024 },
    request: rrq(FILE, { blksize: "8192" }),
    before: { blksize: "8192" },
    after: { blksize: "1024" },
  },
  {
    name: "maximum window size",
    changed: { maxWindowSize: 4 },
    request: rrq(FILE, { windowsize: "16" }),
    before: { windowsize: "16" },
    after: { windowsize: "4" },
  },
  {
    name: "served folder",
    changed: { rootFolder: SET },
    request: rrq("ap1g8", { blksize: "512" }),
    before: { kind: "ERROR", code: 1 },
    after: { blksize: "512" },
  },
  {
    name: "switch to ignore case",
    changed: { ignoreCase: true },
    request: rrq(FILE.toUpperCase(), { blksize: "512" }),
    before: { kind: "ERROR", code: 1 },
    after: { blksize: "512" },
  },
  {
    name: "list of remap rules",
    changed: { remapRules: `r ^old/ ${SET}/` },
    request: rrq("old/ap1g8", { blksize: "512" }),
    before: { kind: "ERROR", code: 1 },
    after: { blksize: "512" },
  },
  {
    name: "list of address rules",
    changed: { addressRules: "deny 127.0.0.0/8" },
    request: rrq(FILE, { blksize: "512" }),
    before: { blksize: "512" },
    after: { kind: "ERROR", code: 2 },
  },
  {
    name: "switch to create files",
    changed: { writes: "create" },
    request: wrq("2000000"),
    before: { kind: "ERROR", code: 2 },
    after: { tsize: "2000000" },
  },
];

/** With uploads allowed, the setting that refuses one of 2 MB. */
const uploadLimits: Partial<TftpSettings>[] = [
  { maxUploadMb: 1 },
  { uploadQuotaMb: 1 },
  { freeReserveMb: 100_000_000 },
];

describe("without a restart,", () => {
  test.each(answers)("the $name applies to the next request", async ({ changed, request, before, after }) => {
    const first = await ask(request);
    expect(options(first.packet)).toMatchObject(before);
    first.end();
    expect(await save(changed)).toEqual({ reason: null });
    const second = await ask(request);
    expect(options(second.packet)).toMatchObject(after);
    second.end();
    expect(tftp()).toMatchObject({ state: "listening", port: fixture.tftpPort });
  });

  test.each(uploadLimits)("the upload limit %j applies to the next upload", async (limit) => {
    await save({ writes: "create" });
    const first = await ask(wrq("2000000"));
    expect(options(first.packet)).toMatchObject({ tsize: "2000000" });
    first.end();
    await save({ writes: "create", ...limit });
    expect((await ask(wrq("2000000"))).packet).toMatchObject({ kind: "ERROR", code: 3 });
  });

  test("the maximum of transmissions applies to the next transfer", async () => {
    await save({ maxTries: 1 });
    const { peer } = await ask(rrq(FILE, quick));
    await fixture.settled(() => tftp().failedTransfers > 0 && tftp().activeTransfers === 0);
    expect(peer.waiting).toBe(0);
  });

  test("single-port mode applies to the next transfer, and so does a range of data ports", async () => {
    const usual = await ask(rrq(FILE));
    usual.end();
    expect(usual.port).not.toBe(fixture.tftpPort);
    await save({ singlePort: true });
    const single = await ask(rrq(FILE));
    single.end();
    expect(single.port).toBe(fixture.tftpPort);
    const port = await freeUdpPort();
    await save({ dataPorts: `${port}-${port}` });
    const ranged = await ask(rrq(FILE));
    ranged.end();
    expect(ranged.port).toBe(port);
  });
});
