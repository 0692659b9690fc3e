/** Each fault of an access point: its outcome, the lines of console and syslog, and its Why?. */
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import type { BehaviorChange } from "@/lib/contracts/lab";
import { labSchema } from "@/lib/contracts/lab";
import { demoLab, emptyLab } from "@/lib/fleet/population";
import { scatter } from "@/lib/fleet/scatter";
import { NEW, OLD, sftpProfile, type TestLab, testLab } from "@/lib/testing/simulation-lab";

// Generous for a busy machine.
vi.setConfig({ testTimeout: 120_000 });

/** One is the only access point of its family and fetches itself; the other gets its image over CAPWAP. */
const FETCHES = "AP-9117";
const IS_GIVEN = "AP7061.7B5F.1136";

async function misbehaving(name: string, behavior: BehaviorChange): Promise<TestLab> {
  const demo = demoLab();
  const aps = demo.aps.map((ap) => (ap.name === name ? { ...ap, behavior } : ap));
  const lab = testLab({ lab: { ...demo, aps } });
  await lab.start();
  await lab.clock.run(60_000);
  await lab.saveAndDownload();
  return lab;
}
const whyOf = async (lab: TestLab, name: string) => {
  const { why, remedy } = await lab.ask("ap.detail", { apId: lab.ap(name).id });
  return { why: why.map(({ source, text }) => `${source}: ${text}`), remedy };
};
const consoleOf = (lab: TestLab, name: string) => {
  const { id } = lab.ap(name);
  return lab.lines.filter((l) => l.source === "console" && l.apId === id).map((l) => l.text.slice(28));
};
const addsUp = (lab: TestLab) => {
  const { total, ...rest } = lab.upgrade().counters;
  const { predownloadingController: _, completedController: __, ...states } = rest;
  expect(Object.values(states).reduce((a, b) => a + b, 0)).toBe(total);
};

describe("a slow or lossy link takes longer and does not fail:", () => {
  const millisecondsTo = async (name: string, behavior: BehaviorChange) => {
    const lab = await misbehaving(name, behavior);
    const began = lab.clock.now();
    await lab.clock.until(() => lab.ap(name).status === "Complete");
    expect(await whyOf(lab, name)).toEqual({ why: [], remedy: null });
    expect(lab.ap(name)).toMatchObject({ backupVersion: NEW, retryCount: 0 });
    return lab.clock.now() - began;
  };
  test.each<[string, BehaviorChange]>([
    ["a long round trip", { linkRttMs: 20 }],
    ["a link that loses messages", { linkLoss: 0.01 }],
    ["a link that carries little", { linkBytesPerSecond: 100_000 }],
    ["a flash that is slow to write and verify", { flashSlowness: 5 }],
  ])("%s", async (_, behavior) => {
    expect(await millisecondsTo(IS_GIVEN, behavior)).toBeGreaterThan(
      (await millisecondsTo(IS_GIVEN, {})) + 20_000,
    );
  });

  test("a link that becomes slow in mid-transfer slows down the rest", async () => {
    const lab = await misbehaving(IS_GIVEN, {});
    await lab.clock.until(() => lab.ap(IS_GIVEN).apImage.bytes > 4_000_000);
    const { id } = lab.ap(IS_GIVEN);
    const target = { of: "aps", apIds: [id] };
    const set = (change: BehaviorChange) => lab.order("lab.set-behavior", { target, change, mode: "merge" });
    await set({ linkBytesPerSecond: 10_000 });
    const before = lab.ap(IS_GIVEN).apImage.bytes;
    await lab.clock.run(60_000);
    expect(lab.ap(IS_GIVEN).apImage.bytes).toBeGreaterThan(before);
    expect(lab.ap(IS_GIVEN).apImage.bytes).toBeLessThan(before + 650_000);
    await set({ linkBytesPerSecond: null });
    await lab.clock.until(() => lab.ap(IS_GIVEN).status === "Complete", 20_000);
    expect(consoleOf(lab, IS_GIVEN).some((l) => l.endsWith("> 8388608 bytes, 6092 msgs, 1301 last"))).toBe(
      true,
    );
  });

  test("a fault set in mid-transfer happens at once when its percent has passed", async () => {
    const lab = await misbehaving(IS_GIVEN, {});
    await lab.clock.until(() => lab.ap(IS_GIVEN).apImage.bytes > 6_000_000);
    const target = { of: "aps", apIds: [lab.ap(IS_GIVEN).id] };
    await lab.order("lab.set-behavior", { target, change: { rebootsAtPercent: 10 }, mode: "merge" });
    await lab.clock.until(() => lab.ap(IS_GIVEN).capwapState === "Reset", 1000);
  });
});

type Row = {
  behavior: BehaviorChange;
  /** At the first failure, as the one that fetches for itself says it; retries are left where it says a time. */
  why: string[];
  remedy: RegExp;
  /** When the round has ended. */
  ends: { status: string; joined?: boolean; retryCount?: number };
  lastly?: string;
  console?: RegExp;
};
const SENT = "server: RRQ EWC_17_12_1/ap1g6 -> sent";
const AGAIN = expect.stringMatching(
  /^access point: Predownload failed. Next retry at \d\d:\d\d:\d\d UTC$/,
) as string;
const NO_RETRY = "access point: Predownload failed. No retries are left";

const rows: Record<string, Row> = {
  "flash full: Unsupported at once": {
    behavior: { flashFreeBytes: 1_000_000 },
    why: [
      "access point: The image of 8.4 MB does not fit: 1.0 MB are free.",
      "access point: Unsupported: it keeps its current images, is not retried, and cannot join after Activate",
    ],
    remedy: /^Free flash on the access point/,
    ends: { status: "Unsupported", joined: true, retryCount: 0 },
  },
  "stalls: gives up after 40 s in each try": {
    behavior: { stallsAtPercent: 40 },
    why: [
      `${SENT} until the access point stopped accepting data`,
      "access point: The access point received part of the image and then nothing for 40 s, so it gave up.",
      AGAIN,
    ],
    remedy: /switch port/,
    ends: { status: "Failed", joined: true, retryCount: 3 },
    lastly: NO_RETRY,
  },
  "reboots in mid-transfer: joins again, starts over, and completes": {
    behavior: { rebootsAtPercent: 50 },
    why: [
      `${SENT} until the access point disconnected`,
      "access point: The access point rebooted while it received the image. The bytes received so far are lost.",
      AGAIN,
    ],
    remedy: /PoE/,
    ends: { status: "Complete", joined: true, retryCount: 1 },
    console: /^CAPWAP State: Discovery$/,
  },
  "loses CAPWAP for good: leaves the list and still counts as failed": {
    behavior: { losesCapwapAtPercent: 30 },
    why: [
      `${SENT} until the access point disconnected`,
      "access point: The access point lost its CAPWAP connection while it received the image.",
      "access point: It is missing from the predownload list. It counts as failed unless it rejoins in time",
    ],
    remedy: /path to the controller/,
    ends: { status: "Failed", joined: false },
  },
  "loses CAPWAP and rejoins too late: the round ended without it": {
    behavior: { losesCapwapAtPercent: 30, rejoinAfterSeconds: 25 },
    why: [
      `${SENT} until the access point disconnected`,
      "access point: The access point lost its CAPWAP connection while it received the image.",
      "access point: It is missing from the predownload list. It counts as failed unless it rejoins in time",
    ],
    remedy: /choose Save & Download again/,
    ends: { status: "Failed", joined: true },
    lastly: "access point: Predownload failed. The upgrade continued without it",
  },
  "corrupts the image: verification finds it, and Why? does not blame the server": {
    behavior: { corruptsImage: true },
    why: [
      `${SENT} to the last byte`,
      "access point: The image was damaged before it reached the access point's flash. The size is right, but the signature does not match.",
      AGAIN,
    ],
    remedy: /The original image is intact/,
    ends: { status: "Failed", joined: true, retryCount: 3 },
    lastly: NO_RETRY,
    console: /> 8388608 bytes, \d+ msgs, \d+ last$/,
  },
  "refuses the signature of a good image": {
    behavior: { refusesSignature: true },
    why: [
      `${SENT} to the last byte`,
      "access point: The image arrived whole and the access point refused its signature.",
      AGAIN,
    ],
    remedy: /certificates/,
    ends: { status: "Failed", joined: true, retryCount: 3 },
    lastly: NO_RETRY,
    console: /Using image \/tmp\/part.tar on ax-qca/,
  },
};

describe.each(Object.entries(rows))("%s", (_, row) => {
  test("as an image master that fetches", async () => {
    const lab = await misbehaving(FETCHES, row.behavior);
    await lab.clock.until(() => lab.ap(FETCHES).fault !== null);
    const { why, remedy } = await whyOf(lab, FETCHES);
    expect(why).toEqual(row.why);
    expect(remedy).toMatch(row.remedy);
    await lab.untilIdle();
    addsUp(lab);
    expect(lab.ap(FETCHES)).toMatchObject(row.ends);
    expect(lab.ap(FETCHES).backupVersion === NEW).toBe(row.ends.status === "Complete");
    expect(lab.upgrade().counters.completed).toBe(row.ends.status === "Complete" ? 12 : 11);
    if (row.lastly) expect((await whyOf(lab, FETCHES)).why.at(-1)).toBe(row.lastly);
    if (row.console) expect(consoleOf(lab, FETCHES)).toContainEqual(expect.stringMatching(row.console));
    expect(consoleOf(lab, FETCHES).includes("status 'Image signing verify success.'")).toBe(
      row.ends.status === "Complete",
    );
  });

  test("as one that gets the image over CAPWAP", async () => {
    const lab = await misbehaving(IS_GIVEN, row.behavior);
    await lab.clock.until(() => lab.ap(IS_GIVEN).fault !== null);
    const said = row.why.map((link) =>
      typeof link === "string"
        ? link.replace("server: RRQ EWC_17_12_1/ap1g6 -> sent", "controller: ap3g3 was sent over CAPWAP")
        : link,
    );
    expect((await whyOf(lab, IS_GIVEN)).why).toEqual(said);
    await lab.untilIdle();
    addsUp(lab);
    expect(lab.ap(IS_GIVEN).status).toBe(row.ends.status);
    // The others are not affected.
    expect(lab.aps().filter((ap) => ap.status !== "Complete" && ap.name !== IS_GIVEN)).toEqual([]);
  });

  test("at join, where it retries without end and joins once the fault is removed", async () => {
    const lab = testLab();
    await lab.start();
    await lab.clock.run(60_000);
    const image = { size: 8_388_608, version: OLD, family: "ap1g6", intact: true };
    lab.server.files.set("EWC_17_9_4a/ap1g6", image);
    const { profile } = {
      profile: { ...sftpProfile, mode: "tftp", imagePath: "EWC_17_9_4a", servicePort: 6969 },
    };
    await lab.save(profile as Parameters<TestLab["save"]>[0]);
    const aps = [{ name: "new", model: "C9117AXI-E", running: "17.3.3.26", behavior: row.behavior }];
    await lab.order("lab.add-aps", { aps });
    if (row.ends.status === "Complete") return await lab.clock.until(() => lab.ap("new").joined);
    await lab.clock.until(() => lab.ap("new").activity === "Lost CAPWAP" || lab.ap("new").fault !== null);
    await lab.clock.run(300_000);
    if (row.behavior.losesCapwapAtPercent === undefined) {
      expect(lab.ap("new")).toMatchObject({ joined: false, primaryVersion: "17.3.3.26" });
      const { why, remedy } = await whyOf(lab, "new");
      expect(why.at(-1)).toBe(
        "access point: Disjoined Image Download Failed. It restarts CAPWAP and keeps retrying",
      );
      expect(why.at(-2)).toBe(row.why.find((link) => String(link).startsWith("access point: The ")));
      expect(remedy).toMatch(row.remedy);
      expect(
        lab.lines.filter((l) => / new .* Disjoined Image Download Failed$/.test(l.text)).length,
      ).toBeGreaterThan(1);
    }
    const target = { of: "aps", apIds: [lab.ap("new").id] };
    await lab.order("lab.set-behavior", { target, change: {}, mode: "replace" });
    await lab.clock.until(() => lab.ap("new").joined);
    expect(lab.ap("new")).toMatchObject({ primaryVersion: OLD, fault: null });
  });
});

test("a model without a known image family is Unsupported with the reason, in an upgrade and at join", async () => {
  const lab = testLab();
  await lab.start();
  const strange = { model: "AIR-CAP3702I-E-K9", backup: "0.0.0.0" };
  await lab.order("lab.add-aps", {
    aps: [
      { ...strange, name: "joined", running: OLD },
      { ...strange, name: "waits", running: "8.5.135.0" },
    ],
  });
  await lab.clock.until(() => lab.ap("joined").joined && lab.ap("waits").fault !== null);
  await lab.saveAndDownload();
  await lab.untilIdle();
  addsUp(lab);
  expect(lab.upgrade().counters).toMatchObject({ total: 14, completed: 12, unsupported: 1, failed: 1 });
  const { why, remedy } = await whyOf(lab, "joined");
  expect(why).toEqual(["controller: No image family is known for the model AIR-CAP3702I-E-K9."]);
  expect(remedy).toBe("Check the model's name. This program does not know which image the model needs.");
  expect((await whyOf(lab, "waits")).why[0]).toBe(
    "controller: No image family is known for the model AIR-CAP3702I-E-K9.",
  );
});

test("an access point that ignores Activate stays on the old version, does not count as upgraded, and says why; without the fault it swaps", async () => {
  const lab = await misbehaving(FETCHES, { ignoresActivate: true });
  await lab.untilIdle();
  expect(lab.upgrade().counters.completed).toBe(12);
  await lab.activate();
  await lab.untilIdle();
  expect(lab.upgrade()).toMatchObject({ readBack: { onTarget: 11, total: 12 } });
  expect(lab.upgrade().status).toMatch(/^Ended: 11 of 12 APs run 17\.12\.1\.5/);
  expect(lab.ap(FETCHES)).toMatchObject({ joined: false, primaryVersion: OLD, backupVersion: NEW });
  expect(await whyOf(lab, FETCHES)).toEqual({
    why: [
      "access point: It has 17.12.1.5 in its other partition, was told to boot it, and keeps booting 17.9.4.27.",
      "access point: It still runs the old version and cannot join a controller with another one. It reboots and keeps retrying",
    ],
    remedy:
      "Set the boot partition on the access point's own console, or replace the access point. The image and the server are good.",
  });
  expect(consoleOf(lab, FETCHES).slice(-2)).toEqual([
    "AP image version 17.9.4.27 backup 17.12.1.5, Controller 17.12.1.5",
    "Version does not match.",
  ]);
  const target = { of: "fleet" };
  await lab.order("lab.set-behavior", { target, change: { ignoresActivate: false }, mode: "merge" });
  await lab.clock.until(() => lab.ap(FETCHES).joined);
  expect(lab.ap(FETCHES)).toMatchObject({ primaryVersion: NEW, fault: null });
  await lab.clock.run(1000);
  expect(lab.upgrade()).toMatchObject({ readBack: { onTarget: 12, total: 12 } });
});

test("after a reboot and after a lost connection the console prints the CAPWAP states up to Run", async () => {
  const lab = testLab();
  await lab.start();
  await lab.ask("ap.reboot", {
    apIds: [lab.ap(FETCHES).id],
    actor: { name: "admin", role: "admin", from: "" },
  });
  await lab.clock.until(() => lab.ap(FETCHES).joined);
  expect(consoleOf(lab, FETCHES)).toEqual(
    ["Discovery", "DTLS Setup", "Join", "Configure", "Run"].map((state) => `CAPWAP State: ${state}`),
  );
});

describe("faults scattered by a seed", () => {
  const fleet = (seed: number) =>
    labSchema.parse({
      ...emptyLab(),
      mixes: [
        {
          count: 199,
          seed,
          running: OLD,
          backup: "17.3.3.26",
          models: { "C9120AXI-E": 4, "C9105AXI-E": 3, "C9130AXI-E": 2, "AIR-AP1815I-E-K9": 1 },
        },
      ],
      startPolicy: { batchSize: 100, batchIntervalSeconds: 10 },
    });

  test.each([
    ["TFTP", 1, false],
    ["TFTP, every AP for itself", 2, true],
    ["SFTP", 3, false],
  ] as const)(
    "ten of them over 200 access points, %s: every row is true, and the counters add up",
    async (mode, seed, everyApFetches) => {
      const lab = testLab({ lab: fleet(seed) });
      await lab.start();
      await lab.clock.run(10_000);
      expect(lab.aps()).toHaveLength(200);
      const { startPolicy, transfer } = lab.bus.row("lab", "lab")!;
      await lab.order("lab.set-policy", { startPolicy: { ...startPolicy, everyApFetches }, transfer });
      const { aps } = await lab.order("lab.scatter-faults", { seed, count: 10 });
      expect(
        new Set(aps.map(({ differs }) => Object.keys(differs).sort().join())).size,
      ).toBeGreaterThanOrEqual(9);
      await (mode === "SFTP" ? lab.saveAndDownload(sftpProfile) : lab.saveAndDownload());
      await lab.untilIdle(7_200_000);
      addsUp(lab);
      const { counters } = lab.upgrade();
      expect(counters).toMatchObject({ total: 200, initiated: 0, predownloading: 0, retrying: 0 });
      const faulty = new Map(aps.map((ap) => [ap.apId, ap.differs]));
      for (const ap of lab.aps()) {
        const has = ap.backupVersion === NEW;
        expect([ap.name, ap.status === "Complete"]).toEqual([ap.name, has]);
        // The console prints the verification once per image that was written.
        if (has) expect(consoleOf(lab, ap.name)).toContain("status 'Image signing verify success.'");
        if (!faulty.has(ap.id)) expect(ap).toMatchObject({ status: "Complete", joined: true });
        if (has) continue;
        const { why, remedy } = await whyOf(lab, ap.name);
        expect(why.length).toBeGreaterThanOrEqual(2);
        expect(remedy).not.toBeNull();
      }
      expect(lab.upgrade().canActivate).toBe(true);
      await lab.activate();
      await lab.untilIdle(7_200_000);
      const there = lab.aps().filter((ap) => ap.joined && ap.primaryVersion === NEW).length;
      expect(lab.upgrade().readBack).toEqual({ onTarget: there, total: 200 });
      for (const ap of lab.aps().filter(({ primaryVersion }) => primaryVersion !== NEW))
        expect([ap.name, faulty.has(ap.id)]).toEqual([ap.name, true]);
      expect(lab.faults).toEqual([]);
    },
  );

  test("are the same for the same seed, whatever the order of the fleet", () => {
    const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(
        ids,
        fc.integer({ min: 0, max: 4_294_967_295 }),
        fc.integer({ min: 1, max: 80 }),
        (all, seed, count) => {
          const hit = scatter(seed, count, all);
          expect(hit.size).toBe(Math.min(count, all.length));
          expect(all).toEqual(expect.arrayContaining([...hit.keys()]));
          expect(scatter(seed, count, all.toReversed())).toEqual(hit);
          for (const differs of hit.values()) expect(Object.keys(differs)).not.toEqual([]);
        },
      ),
      { numRuns: 50 },
    );
  });
});
