/** The facts of the article's timing table hold, and the clock's factor scales them. */
import { expect, test } from "vitest";
import { demoLab } from "@/lib/fleet/population";
import { fakeClock } from "@/lib/testing/fake-clock";
import { NEW, OLD, profile, type TestLab, testLab } from "@/lib/testing/simulation-lab";

/** The demo lab with one AP of a foreign family that arrives with old software. */
const withLate = (name: string, extra: object = {}) => {
  const lab = demoLab();
  return {
    ...lab,
    ...extra,
    aps: lab.aps.map((ap) =>
      ap.name === name ? { ...ap, running: "17.3.3.26" } : { ...ap, running: lab.controller.running },
    ),
  };
};
const syslogOf = (lab: TestLab, pattern: RegExp) =>
  lab.lines.filter((l) => l.source === "syslog" && pattern.test(l.text)).map((l) => l.at / 1000);
const consoleOf = (lab: TestLab, pattern: RegExp) =>
  lab.lines.filter((l) => l.source === "console" && pattern.test(l.text)).map((l) => l.at / 1000);

test("without a profile a foreign AP waits 28.7 s, is disjoined, and tries again, for ever", async () => {
  const lab = testLab({ lab: withLate("AP-9117") });
  await lab.start();
  await lab.clock.run(120_000);
  const asked = consoleOf(lab, /Image Data Request sent .* replicaStatus 1$/);
  const cannot = consoleOf(lab, /image download cannot start/);
  const failed = syslogOf(lab, /AP-9117 .* Disjoined Image Download Failed$/);
  expect(failed.length).toBeGreaterThanOrEqual(3);
  expect(cannot[0]! - asked[0]!).toBeCloseTo(28.7, 1);
  expect(lab.ap("AP-9117")).toMatchObject({ joined: false, fault: { code: "not-found" } });
  expect(lab.ap("AP-9117").fault?.message).toMatch(/no image download profile is saved/);
});

test("with a wrong path the controller asks 3.2 s after the disjoin and reports 2.1 s after it asked", async () => {
  const lab = testLab({ lab: withLate("AP-9117") });
  await lab.start();
  await lab.save({ ...profile, imagePath: "Wrong-Path" });
  await lab.clock.run(120_000);
  const failed = syslogOf(lab, /Disjoined Image Download Failed$/);
  const started = syslogOf(lab, /Started install add .*Wrong-Path\/ap1g6$/);
  const error = syslogOf(lab, /Wrong-Path\/ap1g6: No such file or directory$/);
  expect(started[1]! - failed[0]!).toBeGreaterThan(3.1);
  expect(started[1]! - failed[0]!).toBeLessThan(3.7);
  expect(error[0]! - started[0]!).toBeCloseTo(2.1, 1);
  const detail = await lab.ask("ap.detail", { apId: lab.ap("AP-9117").id });
  expect(detail.why.at(-1)?.text).toMatch(/^Disjoined Image Download Failed/);
});

test("with a good profile a foreign AP fetches at join and comes up with the controller's version", async () => {
  const lab = testLab({ lab: withLate("AP-9117") });
  for (const [path, file] of [...lab.server.files]) {
    lab.server.files.set(path.replace("12_1", "9_4a"), { ...file, version: OLD });
  }
  await lab.start();
  await lab.save({ ...profile, imagePath: "EWC_17_9_4a" });
  await lab.clock.until(() => lab.ap("AP-9117").joined);
  expect(lab.ap("AP-9117")).toMatchObject({ primaryVersion: OLD, backupVersion: "17.3.3.26" });
  expect(lab.server.requests).toEqual([{ path: "EWC_17_9_4a/ap1g6", from: "127.16.4.34" }]);
});

test("a profile of another version than the controller runs does not let an AP join, and says why", async () => {
  const lab = testLab({ lab: withLate("AP-9117") });
  await lab.start();
  await lab.save();
  await lab.clock.until(() => lab.ap("AP-9117").fault !== null);
  expect(lab.ap("AP-9117").fault).toMatchObject({
    code: "wrong-version",
    message: expect.stringContaining(NEW),
  });
});

test("the signature step takes 7.1 s after the last byte", async () => {
  const lab = testLab();
  await lab.start();
  await lab.saveAndDownload();
  await lab.clock.until(() => lab.ap("9120-core").activity === "Verifying the image");
  const arrived = lab.clock.now();
  await lab.clock.until(() => lab.ap("9120-core").status === "Complete");
  expect(lab.clock.now() - arrived).toBe(7100);
});

test("sixteen APs begin at once and the next sixteen a minute later", async () => {
  const demo = demoLab();
  const lab = testLab({
    lab: {
      ...demo,
      mixes: [
        { count: 30, seed: 1, models: { "C9120AXI-E": 1 }, running: OLD, backup: "0.0.0.0", behaviour: {} },
      ],
    },
  });
  await lab.start();
  await lab.clock.run(60_000);
  await lab.saveAndDownload();
  await lab.clock.until(() => lab.upgrade().state === "ap-predownload-in-progress");
  const idle = () => lab.aps().filter((ap) => ap.status === "None").length;
  expect(idle()).toBe(42 - 16);
  await lab.clock.run(59_000);
  expect(idle()).toBe(42 - 16);
  await lab.clock.run(2000);
  expect(idle()).toBe(42 - 32);
  await lab.untilIdle();
  expect(lab.upgrade().counters.completed).toBe(42);
});

test("at x10 everything but the real transfers takes a tenth of the time", async () => {
  const clock = fakeClock();
  const lab = testLab({ clock, lab: { ...demoLab(), clockFactor: 10 } });
  await lab.start();
  const began = clock.now();
  await lab.saveAndDownload();
  await lab.untilIdle();
  await lab.activate();
  await lab.untilIdle();
  expect(clock.now() - began).toBeLessThan(25_000);
  expect(lab.upgrade().readBack).toEqual({ onTarget: 12, total: 12 });
});

test("a client's request is told apart by its port, and by its address", async () => {
  const lab = testLab();
  await lab.start();
  await lab.saveAndDownload();
  await lab.clock.run(100);
  expect(lab.simulation.identify("127.16.4.26", 40_001)).toMatchObject({ name: "9120-EWC" });
  expect(lab.simulation.identify("::ffff:127.16.4.26", 40_001)).toMatchObject({ name: "9120-EWC" });
  expect(lab.simulation.identify("172.16.4.33", 5248)).toMatchObject({ name: "AP-POD-2-2" });
  expect(lab.simulation.identify("192.0.2.1", 1)).toBeNull();
});

test("one AP can be told to fetch by itself", async () => {
  const lab = testLab();
  await lab.start();
  await lab.save();
  await lab.ask("ap.predownload", {
    apId: lab.ap("AP-9117").id,
    actor: { name: "admin", role: "admin", from: "" },
  });
  await lab.clock.until(() => lab.ap("AP-9117").status === "Complete");
  expect(lab.ap("AP-9117")).toMatchObject({ backupVersion: NEW, method: "TFTP" });
  expect(lab.upgrade().state).toBe("none");
});
