/** Lab orders to the whole engine: real store, real sockets. Access points come, misbehave and go; labs are exchanged. */
import { afterEach, expect, test, vi } from "vitest";
import type { LabInput } from "@/lib/contracts/lab";
import { WELL_BEHAVED } from "@/lib/contracts/lab";
import { type EngineFixture, engineFixture, operator } from "@/lib/testing/engine-fixture";

const OLD = "17.9.4.27";
const ap = (n: number, model: string) => ({
  name: `ap-${n}`,
  model,
  ip: `172.16.8.${n}`,
  running: OLD,
  radioMac: `0000.0000.00${n}0`,
  ethernetMac: `0000.0000.00${n}1`,
});
const lab: LabInput = {
  controller: { name: "lab-EWC", ip: "172.16.8.9", running: OLD, ap: "ap-1", ownImageBytes: 65_536 },
  aps: [ap(1, "C9120AXI-E"), ap(2, "C9105AXI-E")],
  clockFactor: 60,
};
const profile = (imagePath: string) => ({
  mode: "tftp" as const,
  imageServer: "127.0.0.1",
  servicePort: null,
  parallelMode: false,
  imagePath,
});
const newAp = (name: string, behavior = {}) => ({
  name,
  model: "C9117AXI-E",
  ip: "172.16.8.50",
  running: "17.3.3.26",
  backup: "8.10.130.0",
  behavior,
});

// Waits for what is promised; a busy machine may take its time.
vi.setConfig({ testTimeout: 120_000 });

let fixture: EngineFixture;
afterEach(() => fixture?.end());

const row = (name: string) => fixture.engine.bus.rows("aps").find((a) => a.name === name);
const add = (aps: ReturnType<typeof newAp>[]) =>
  fixture.order("lab.add-aps", { aps, mixes: [], actor: operator });
const begin = async (releases: string[]) => {
  fixture = await engineFixture(lab, releases);
  for (const release of releases)
    await fixture.until("images", `EWC_${release.replaceAll(".", "_")}`, (s) =>
      s.files.every((f) => f.sha512 !== null),
    );
};

test("an access point added after Save with 17.3.3.26 fetches over its impaired link, reboots, and runs 17.9.4.27", async () => {
  await begin(["17.9.4"]);
  await fixture.order("profile.save", { profile: profile("EWC_17_9_4"), actor: operator });
  await add([newAp("late", { linkLoss: 0.02, linkRttMs: 4, linkBytesPerSecond: 1_000_000 })]);
  await fixture.settled(() => row("late")?.joined === true);
  expect(row("late")).toMatchObject({ primaryVersion: OLD, backupVersion: "17.3.3.26", fault: null });
  const fetched = fixture.engine.bus.rows("transfers").filter((t) => t.path === "EWC_17_9_4/ap1g6");
  expect(fetched.at(-1)).toMatchObject({
    protocol: "tftp",
    direction: "send",
    client: { name: "late" },
    outcome: "complete",
    digestVerified: true,
  });
  if (process.platform === "linux") expect(fetched.at(-1)?.client.address).toBe("127.16.8.50");
});

test("without a profile it keeps retrying and says why; a profile of another release does not help, the right one does", async () => {
  await begin(["17.9.4", "17.12.1"]);
  await add([newAp("late")]);
  await fixture.settled(() => row("late")?.fault?.code === "not-found");
  expect(row("late")?.fault?.message).toMatch(/no image download profile is saved/);
  await fixture.order("profile.save", { profile: profile("EWC_17_12_1"), actor: operator });
  await fixture.settled(() => row("late")?.fault?.code === "wrong-version");
  expect(row("late")?.joined).toBe(false);
  await fixture.order("profile.save", { profile: profile("EWC_17_9_4"), actor: operator });
  await fixture.settled(() => row("late")?.joined === true);
  expect(row("late")?.primaryVersion).toBe(OLD);
});

test("an access point that corrupts images never gets one, and Why? does not blame the server", async () => {
  await begin(["17.9.4"]);
  await fixture.order("profile.save", { profile: profile("EWC_17_9_4"), actor: operator });
  await add([newAp("late", { corruptsImage: true })]);
  await fixture.settled(() => row("late")?.fault?.code === "image-damaged");
  expect(row("late")).toMatchObject({ joined: false, primaryVersion: "17.3.3.26" });
  const { why, remedy } = await fixture.order("ap.detail", { apId: row("late")?.id ?? "" });
  expect(why.map((link) => link.text)).toEqual([
    "RRQ EWC_17_9_4/ap1g6 -> sent to the last byte",
    "The image was damaged before it reached the access point's flash. The size is right, but the signature does not match.",
    "Disjoined Image Download Failed. It restarts CAPWAP and keeps retrying",
  ]);
  expect(remedy).toMatch(/The original image is intact/);
  // The server learns of the end a moment later than the access point.
  const fetched = () => fixture.engine.bus.rows("transfers").find((t) => t.outcome === "complete");
  await fixture.settled(() => fetched()?.digestVerified === false);
  expect(fetched()?.path).toBe("EWC_17_9_4/ap1g6");
});

test("a replaced lab is replaced on disk, too, and command line sessions go on", async () => {
  await begin(["17.9.4"]);
  await fixture.order("profile.save", { profile: profile("EWC_17_9_4"), actor: operator });
  const { lab: exported } = await fixture.order("lab.export", {});
  const { id } = await fixture.order("terminal.open", { columns: 200, rows: 500, actor: operator });
  let at = 0;
  const readTo = async (expected: string) => {
    for (let text = ""; !text.includes(expected); ) {
      const output = await fixture.order("terminal.read", { id, after: at, actor: operator });
      text += output.text;
      at = output.from + output.text.length;
    }
  };
  let typed = 0;
  const type = async (data: string) => {
    ({ taken: typed } = await fixture.order("terminal.input", { id, at: typed, data, actor: operator }));
  };
  await readTo("lab-EWC#");
  expect(await fixture.order("lab.reset", { to: "demo", actor: operator })).toEqual({ aps: 12 });
  await type("show ap summary\r");
  await readTo("Number of APs: ");
  expect(fixture.engine.bus.row("controller", "controller")).toMatchObject({
    name: "9120-EWC",
    apCount: 12,
    clockFactor: 1,
    profile: { imagePath: "EWC_17_9_4" },
  });
  await fixture.restart();
  expect(fixture.engine.bus.rows("aps")).toHaveLength(12);
  const back = await fixture.order("lab.reset", { to: "first", actor: operator });
  expect(back).toEqual({ aps: 2 });
  const again = await fixture.order("lab.export", {});
  expect(again.lab).toEqual(exported);
  expect(again.lab.clockFactor).toBe(60);
});

test("behaviors and server faults survive a restart of the program", async () => {
  await begin(["17.9.4"]);
  const target = { of: "aps" as const, apIds: [row("ap-2")?.id ?? ""] };
  const change = { flashSlowness: 3, linkBytesPerSecond: 5000 };
  await fixture.order("lab.set-behavior", { target, change, mode: "merge", actor: operator });
  const { serverFaults } = fixture.engine.bus.row("lab", "lab") ?? {};
  if (serverFaults === undefined) throw new Error("no lab");
  const faults = { ...serverFaults, tftp: { ...serverFaults.tftp, missing: "*" } };
  await fixture.order("lab.set-server-faults", { faults, actor: operator });
  await fixture.restart();
  expect(fixture.engine.bus.row("lab", "lab")?.serverFaults).toEqual(faults);
  const { behavior } = await fixture.order("ap.detail", { apId: target.apIds[0] ?? "" });
  expect(behavior).toEqual({ ...WELL_BEHAVED, ...change });
  const preview = await fixture.order("upgrade.preview", { profile: profile("EWC_17_9_4") });
  expect(preview.images.every((image) => !image.found)).toBe(true);
});
