/** Another lab in place of the present one: whole, whenever the program is killed, and exported as it is. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { behaviorSchema, type Lab, labSchema } from "@/lib/contracts/lab";
import { demoLab, emptyLab } from "@/lib/fleet/population";
import { NEW, OLD, type TestLab, testLab } from "@/lib/testing/simulation-lab";

const other: Lab = labSchema.parse({
  controller: { name: "other-EWC", ip: "10.0.0.1", running: NEW, ap: "host" },
  aps: [
    {
      name: "host",
      model: "C9130AXI-E",
      ip: "10.0.0.2",
      running: NEW,
      radioMac: "0000.0000.0010",
      ethernetMac: "0000.0000.0020",
    },
    {
      name: "9105-lobby",
      model: "C9105AXI-E",
      ip: "10.0.0.3",
      running: NEW,
      radioMac: "4cec.0f10.8a20",
      ethernetMac: "4cec.0f0d.52e4",
    },
  ],
  clockFactor: 10,
});
const again = async (killed: TestLab): Promise<TestLab> => {
  killed.kill();
  const next = testLab({ store: killed.store, clock: killed.clock, server: killed.server });
  await next.start();
  return next;
};

describe("another lab", () => {
  test("takes the place of fleet and controller in the middle of an upgrade; profile and log stay", async () => {
    const lab = testLab();
    await lab.start();
    await lab.saveAndDownload();
    await lab.clock.until(() => lab.upgrade().state === "ap-predownload-in-progress");
    const lines = lab.lines.length;
    const loading = lab.order("lab.load", { lab: other });
    // The server notices the end of its transfer a moment later.
    await lab.clock.run(100);
    expect(await loading).toEqual({ aps: 2 });
    expect(lab.events).toContain("upgrade.canceled");
    expect(lab.upgrade()).toMatchObject({ state: "none", running: false, counters: { total: 2 } });
    expect(lab.controller()).toMatchObject({
      name: "other-EWC",
      ip: "10.0.0.1",
      version: NEW,
      apCount: 2,
      clockFactor: 10,
      profile: { imagePath: "EWC_17_12_1" },
    });
    expect(
      lab
        .aps()
        .map((ap) => ap.name)
        .sort(),
    ).toEqual(["9105-lobby", "host"]);
    expect(lab.lines.length).toBeGreaterThanOrEqual(lines);
    expect(lab.server.running).toBe(0);
    await lab.clock.run(600_000);
    expect(lab.controller()?.joinedCount).toBe(2);
    expect((await again(lab)).controller()).toMatchObject({ name: "other-EWC", apCount: 2, clockFactor: 10 });
  });

  test("lives: it can be upgraded", async () => {
    const lab = testLab();
    await lab.start();
    await lab.order("lab.load", { lab: other });
    await lab.order("lab.reset", { to: "demo" });
    await lab.clock.run(60_000);
    await lab.saveAndDownload();
    await lab.untilIdle();
    await lab.activate();
    await lab.untilIdle();
    expect(lab.upgrade().readBack).toEqual({ onTarget: 12, total: 12 });
  });

  test("that makes no sense is refused, and everything stays as it is", async () => {
    const lab = testLab();
    await lab.start();
    await lab.saveAndDownload();
    const twice = { ...other, aps: [...other.aps, { ...other.aps[0], name: "twin" }] };
    await expect(lab.order("lab.load", { lab: twice })).rejects.toMatchObject({
      fault: { code: "bad-input", message: expect.stringContaining("10.0.0.2 is taken: host has it.") },
    });
    expect(lab.upgrade().running).toBe(true);
    expect(lab.aps()).toHaveLength(12);
  });

  test("orders that come meanwhile wait for it and find the new one", async () => {
    const lab = testLab();
    await lab.start();
    const loading = lab.order("lab.load", { lab: other });
    const behaviors = lab.order("lab.behaviors");
    const resetting = lab.order("lab.reset", { to: "empty" });
    expect((await behaviors).aps).toEqual([]);
    expect(await loading).toEqual({ aps: 2 });
    expect(await resetting).toEqual({ aps: 1 });
    expect(lab.aps().map((ap) => ap.name)).toEqual(["9120-core"]);
  });

  test("killed after any number of writes, the next start has the one lab or the other, whole", async () => {
    const seen = new Set<string>();
    for (let writes = 0; writes <= 10; writes++) {
      const lab = testLab();
      await lab.start();
      await lab.saveAndDownload();
      await lab.clock.run(20_000);
      lab.cutAfter(writes);
      void lab.order("lab.load", { lab: other });
      await lab.clock.run(2000);
      const next = await again(lab);
      const { name, apCount } = next.controller()!;
      seen.add(`${name} ${apCount}`);
      expect(next.faults).toEqual([]);
      if (name !== "other-EWC") continue;
      expect(next.aps().every((ap) => ["host", "9105-lobby"].includes(ap.name))).toBe(true);
      expect(next.upgrade().state).toBe("none");
    }
    expect([...seen]).toEqual(["9120-EWC 12", "other-EWC 2"]);
  });
});

describe("an exported lab", () => {
  const facts = (lab: Lab) => ({
    ...lab,
    aps: lab.aps
      .map((ap) => ({ ...ap, behavior: behaviorSchema.parse(ap.behavior) }))
      .sort((a, b) => (a.radioMac < b.radioMac ? -1 : 1)),
  });

  test("says only what differs from the well-behaved", async () => {
    const lab = testLab();
    await lab.start();
    const { lab: file } = await lab.order("lab.export");
    expect(file.aps?.filter((ap) => Object.keys(ap.behavior ?? {}).length > 0)).toMatchObject([
      { name: "9120-spare", behavior: { bootSeconds: 12 } },
    ]);
    expect(facts(labSchema.parse(file))).toEqual(facts(demoLab()));
  });

  test("is, after an upgrade, what runs then", async () => {
    const lab = testLab();
    await lab.start();
    await lab.clock.run(60_000);
    await lab.saveAndDownload();
    await lab.untilIdle();
    await lab.activate();
    await lab.untilIdle();
    const { lab: file } = await lab.order("lab.export");
    expect(file.controller).toMatchObject({ running: NEW, backup: OLD });
    expect(new Set(file.aps?.map((ap) => `${ap.running} ${ap.backup}`))).toEqual(new Set([`${NEW} ${OLD}`]));
  });

  test("makes the same fleet when it is loaded, whatever it is set to", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 600 }),
        async (count, seed, faults, clockFactor) => {
          const first = testLab({
            lab: labSchema.parse({
              ...emptyLab(),
              mixes: [{ count, seed, models: { "C9120AXI-E": 2, "AIR-AP1815I-E-K9": 1 }, running: OLD }],
              serverFaults: { tftp: { missing: "*", dropsShare: 0.1 } },
              clockFactor,
            }),
          });
          await first.start();
          await first.order("lab.scatter-faults", { seed, count: faults });
          const { lab: file } = await first.order("lab.export");
          const second = testLab();
          await second.start();
          await second.order("lab.load", { lab: JSON.parse(JSON.stringify(file)) });
          const { lab: copy } = await second.order("lab.export");
          expect(facts(labSchema.parse(copy))).toEqual(facts(labSchema.parse(file)));
          expect(second.aps().length).toBe(count + 1);
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe("a pasted listing", () => {
  const text = `
WLC-9130#show ap image
AP Name                           Primary Image          Backup Image            Predownload Status   Predownload Version  Next Retry Time   Retry Count   Method
------------------------------------------------------------------------------------------------------------------------------------------------------------------
AP-one                            17.13.0.44             17.13.0.30              None                  0.0.0.0             N/A                 0           N/A
AP-two                            17.13.0.44             8.3.15.109              None                  0.0.0.0             N/A                 0           N/A
9120-core                         17.13.0.44             17.13.0.30              None                  0.0.0.0             N/A                 0           N/A
`;
  const listing = { text, defaultModel: "C9130AXI-E" };

  test("is only read, or becomes the lab, with its controller's name and version", async () => {
    const lab = testLab();
    await lab.start();
    const reading = await lab.order("lab.read-listing", listing);
    expect(reading.aps.map((ap) => ap.name)).toEqual(["AP-one", "AP-two", "9120-core"]);
    expect(lab.aps()).toHaveLength(12);
    const answer = await lab.order("lab.import", { ...listing, into: "replace", host: "AP-two" });
    expect(answer).toEqual({ added: 3, reading });
    expect(lab.controller()).toMatchObject({ name: "WLC-9130", version: "17.13.0.44", ip: "172.16.4.26" });
    expect(lab.ap("AP-two")).toMatchObject({ isController: true, backupVersion: "8.3.15.109" });
    await lab.clock.until(() => lab.controller()?.joinedCount === 3);
    expect(lab.bus.row("lab", "lab")?.startPolicy).toEqual(demoLab().startPolicy);
  });

  test("of models that cannot host a controller leaves the present host, under another name if need be", async () => {
    const lab = testLab();
    await lab.start();
    await lab.order("lab.import", { ...listing, defaultModel: "AIR-AP2802I-E-K9", into: "replace" });
    const [host, ...more] = lab.aps().filter((ap) => ap.isController);
    expect(more).toEqual([]);
    expect(host).toMatchObject({ model: "C9120AXI-E", primaryVersion: "17.13.0.44", ip: "172.16.4.27" });
    expect(lab.aps()).toHaveLength(4);
  });

  test("whose host cannot be one, or that names nobody, is refused beside its field", async () => {
    const lab = testLab();
    await lab.start();
    const into = "replace";
    const refused = (input: object) => lab.order("lab.import", { ...listing, into, ...input });
    await expect(refused({ host: "nobody" })).rejects.toMatchObject({
      fault: { fields: { host: ["The text names no access point nobody."] } },
    });
    await expect(refused({ host: "AP-one", defaultModel: "AIR-AP2802I-E-K9" })).rejects.toMatchObject({
      fault: { fields: { host: ["A AIR-AP2802I-E-K9 cannot host the controller."] } },
    });
    await expect(refused({ text: "what is this" })).rejects.toMatchObject({
      fault: { fields: { text: ["No access point was found in this text."] } },
    });
    expect(lab.aps()).toHaveLength(12);
  });

  test("is added beside the fleet, unless it clashes", async () => {
    const lab = testLab();
    await lab.start();
    await expect(lab.order("lab.import", { ...listing, into: "add" })).rejects.toMatchObject({
      fault: { code: "bad-input", message: "9120-core is taken: 9120-core has it." },
    });
    const without = text.replace(/^9120-core.*$/m, "");
    expect(await lab.order("lab.import", { ...listing, text: without, into: "add" })).toMatchObject({
      added: 2,
    });
    expect(lab.aps()).toHaveLength(14);
    expect(lab.ap("AP-one").primaryVersion).toBe("17.13.0.44");
  });
});

test("the faults of the image servers are stored, shown and handed on, at the next start, too", async () => {
  const lab = testLab();
  await lab.start();
  await lab.order("lab.set-server-faults", { faults: { tftp: { down: "silent", dropsShare: 0.2 } } });
  const faults = { tftp: { down: "silent", dropsShare: 0.2, missing: "" }, sftp: { down: "no" } };
  expect(lab.serverFaults.at(-1)).toMatchObject(faults);
  expect(lab.bus.row("lab", "lab")?.serverFaults).toMatchObject(faults);
  const next = await again(lab);
  expect(next.serverFaults).toMatchObject([faults]);
  await next.order("lab.reset", { to: "demo" });
  expect(next.serverFaults.at(-1)).toMatchObject({ tftp: { down: "no" }, sftp: { down: "no" } });
});
