/** The times measured on real controllers and access points hold, and the clock's factor scales them. */
import { expect, test } from "vitest";
import { fault } from "@/lib/contracts/fault";
import type { ProfileOrder } from "@/lib/contracts/profile";
import { demoLab } from "@/lib/fleet/population";
import { fakeClock } from "@/lib/testing/fake-clock";
import { NEW, OLD, profile, sftpProfile, type TestLab, testLab } from "@/lib/testing/simulation-lab";

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

/** Seconds that were measured in field captures hold within five per cent. */
const within5Percent = (actual: number, figure: number) => {
  expect(actual).toBeGreaterThan(figure * 0.95);
  expect(actual).toBeLessThan(figure * 1.05);
};
const gap = (from: number[], to: number[], nth = 0): number => {
  const end = to[nth] ?? Number.NaN;
  return end - (from.findLast((at) => at < end) ?? Number.NaN);
};

test("without a profile an access point of another family waits 28.7 s, is disjoined, and tries again without end", async () => {
  const lab = testLab({ lab: withLate("AP-9117") });
  await lab.start();
  await lab.clock.run(120_000);
  const asked = consoleOf(lab, /Image Data Request sent .* replicaStatus 1$/);
  const cannot = consoleOf(lab, /image download cannot start/);
  const failed = syslogOf(lab, /AP-9117 .* Disjoined Image Download Failed$/);
  expect(failed.length).toBeGreaterThanOrEqual(3);
  within5Percent(gap(asked, cannot), 28.7);
  expect(lab.ap("AP-9117")).toMatchObject({ joined: false, fault: { code: "not-found" } });
  expect(lab.ap("AP-9117").fault?.message).toMatch(/no image download profile is saved/);
});

/** An access point that keeps failing at join with the given profile: the syslog's times of each step. */
const failing = async (order: ProfileOrder, prepare: (lab: TestLab) => void = () => undefined) => {
  const lab = testLab({ lab: withLate("AP-9117") });
  prepare(lab);
  await lab.start();
  await lab.save(order);
  await lab.clock.run(240_000);
  return {
    disjoined: syslogOf(lab, /AP-9117 .* Disjoined Image Download Failed$/),
    started: syslogOf(lab, /Started install add .*ap1g6$/),
    error: (sentence: string) => syslogOf(lab, new RegExp(`Error: Failed to download .*ap1g6: ${sentence}$`)),
    why: (await lab.ask("ap.detail", { apId: lab.ap("AP-9117").id })).why,
  };
};

test("a disjoined access point requests its image again after 3.2 s; TFTP reports a missing file after 2.1 s", async () => {
  const { disjoined, started, error, why } = await failing({ ...profile, imagePath: "Wrong-Path" });
  within5Percent(gap(disjoined, started, 1), 3.2);
  within5Percent(gap(started, error("No such file or directory")), 2.1);
  expect(why.at(-1)?.text).toMatch(/^Disjoined Image Download Failed/);
});

test("SFTP reports a missing file after 8.4 s", async () => {
  const { started, error } = await failing({ ...sftpProfile, imagePath: "Wrong-Path" });
  within5Percent(gap(started, error("No such file or directory")), 8.4);
});

test("an unreachable TFTP server is reported as Timed Out after 40.1 s", async () => {
  const { started, error } = await failing(profile, (lab) => {
    lab.server.down = fault("timed-out");
  });
  // The AP gives up after 28.7 s and is asked for again meanwhile.
  within5Percent((error("Timed out")[0] ?? 0) - (started[0] ?? 0), 40.1);
});

test("an image of 70,512,640 bytes of the controller's own family takes 97 s over CAPWAP and ends as captured", async () => {
  const demo = withLate("9120-spare");
  const lab = testLab({ lab: { ...demo, controller: { ...demo.controller, ownImageBytes: 70_512_640 } } });
  await lab.start();
  await lab.clock.until(() => lab.ap("9120-spare").joined);
  const requested = consoleOf(lab, /AC accepted previous sent request/);
  expect(consoleOf(lab, /> 70512640 bytes, 51208 msgs, 601 last$/)).toHaveLength(1);
  const received = consoleOf(lab, /Last block stored/);
  expect(gap(requested, received)).toBeGreaterThan(96);
  expect(gap(requested, received)).toBeLessThan(98);
  within5Percent(gap(received, consoleOf(lab, /Image signing verify success/)), 7.6);
  within5Percent(70.51264 / gap(requested, received), 0.73);
});

test("with a good profile an access point of another family fetches at join and comes up with the controller's version", async () => {
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

test("with a profile for another version than the controller's an access point cannot join, and Why? names the cause", async () => {
  const lab = testLab({ lab: withLate("AP-9117") });
  await lab.start();
  await lab.save();
  await lab.clock.until(() => lab.ap("AP-9117").fault !== null);
  expect(lab.ap("AP-9117").fault).toMatchObject({
    code: "wrong-version",
    message: expect.stringContaining(NEW),
  });
});

test("the signature is verified 7.6 s after the last byte: 0.5 s until the script uses the image, and 7.1 s", async () => {
  const lab = testLab();
  await lab.start();
  await lab.saveAndDownload();
  await lab.clock.until(() => lab.ap("9120-core").activity === "Verifying the image");
  const arrived = lab.clock.now();
  await lab.clock.until(() => lab.ap("9120-core").status === "Complete");
  expect(lab.clock.now() - arrived).toBe(7605);
});

test("sixteen access points start at once and the next sixteen a minute later", async () => {
  const demo = demoLab();
  const lab = testLab({
    lab: {
      ...demo,
      mixes: [
        { count: 30, seed: 1, models: { "C9120AXI-E": 1 }, running: OLD, backup: "0.0.0.0", behavior: {} },
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

test("at x10 everything except the real transfers takes a tenth of the time", async () => {
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

test("a request is identified by its port, else by its address", async () => {
  const lab = testLab();
  await lab.start();
  await lab.saveAndDownload();
  await lab.clock.run(100);
  expect(lab.simulation.identify("127.16.4.26", 40_001)).toMatchObject({ name: "9120-EWC" });
  expect(lab.simulation.identify("::ffff:127.16.4.26", 40_001)).toMatchObject({ name: "9120-EWC" });
  expect(lab.simulation.identify("172.16.4.33", 5248)).toMatchObject({ name: "AP-POD-2-2" });
  expect(lab.simulation.identify("192.0.2.1", 1)).toBeNull();
});

test("a single access point can be told to fetch its image", async () => {
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
