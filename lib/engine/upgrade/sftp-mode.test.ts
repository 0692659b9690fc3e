/** SFTP mode on a fake clock: only the controller connects, fetches each image once and forwards it; what goes wrong. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { fault, faultOf } from "@/lib/contracts/fault";
import type { FaultCode } from "@/lib/contracts/fault-codes";
import { demoLab } from "@/lib/fleet/population";
import {
  admin,
  HOST_KEY,
  NEW,
  OLD,
  OTHER_KEY,
  profile,
  sftpProfile,
  type TestLab,
  testLab,
} from "@/lib/testing/simulation-lab";

const EWC = "127.16.4.26";
const lines = (lab: TestLab, pattern: RegExp) =>
  lab.lines.filter((l) => l.source === "syslog" && pattern.test(l.text));
const downloaded = async (lab: TestLab, order = sftpProfile) => {
  await lab.start();
  await lab.saveAndDownload(order);
  await lab.untilIdle();
};
const again = async (killed: TestLab): Promise<TestLab> => {
  killed.kill();
  const next = testLab({ store: killed.store, clock: killed.clock, server: killed.server });
  await next.start();
  return next;
};
const asked = <T>(lab: TestLab, answer: Promise<T>) =>
  Promise.all([answer.catch((thrown: unknown) => faultOf(thrown)), lab.clock.run(1000)]).then(([a]) => a);

/** The demo lab with one AP of a foreign family that arrives with old software. */
const withLate = (...names: string[]) => {
  const lab = demoLab();
  const aps = lab.aps.map((ap) => ({
    ...ap,
    running: names.includes(ap.name) ? "17.3.3.26" : lab.controller.running,
  }));
  return testLab({ lab: { ...lab, aps } });
};
/** A folder of the version that the controller runs. */
const withOldFolder = (lab: TestLab) => {
  for (const [path, file] of [...lab.server.files])
    lab.server.files.set(path.replace("12_1", "9_4a"), { ...file, version: OLD });
  return { ...sftpProfile, imagePath: "EWC_17_9_4a" };
};

test("the controller fetches its own image and each family's once from its own address; no access point connects, and all twelve complete", async () => {
  const lab = testLab();
  await downloaded(lab);
  const families = new Set(lab.aps().map((ap) => ap.family));
  expect(new Set(lab.server.requests.map((r) => r.from))).toEqual(new Set([EWC]));
  expect(lab.server.requests.map((r) => r.path).toSorted()).toEqual(
    ["C9800-AP-iosxe-wlc.bin", ...families].map((image) => `EWC_17_12_1/${image}`).toSorted(),
  );
  expect(lab.upgrade()).toMatchObject({ canActivate: true, counters: { completed: 12, failed: 0 } });
  expect(new Set(lab.aps().map((ap) => ap.method))).toEqual(new Set(["CAPWAP"]));
  expect(lab.aps().some((ap) => ap.isImageMaster)).toBe(false);
  await lab.activate();
  await lab.untilIdle();
  expect(lab.upgrade().readBack).toEqual({ onTarget: 12, total: 12 });
  expect(lab.faults).toEqual([]);
});

test("families are fetched one after another, with Parallel Mode at the same time", async () => {
  const inTurn = testLab();
  await downloaded(inTurn);
  expect(inTurn.server.mostAtOnce).toBe(1);
  const together = testLab();
  await downloaded(together, { ...sftpProfile, parallelMode: true });
  expect(together.server.mostAtOnce).toBeGreaterThan(3);
  expect(together.upgrade().counters.completed).toBe(12);
});

test("totals count the bytes to the controller over the wire and to each access point over CAPWAP", async () => {
  const lab = testLab();
  await downloaded(lab);
  const standby = ["AP-9117", "AP6C41.0E16.E79C", "9105-lobby", "9130-atrium", "9124-yard", "9120-spare"];
  const families = new Set(lab.aps().map((ap) => ap.family)).size;
  const expected = 24_000_000 * (1 + standby.length) + (12 + families) * 8_388_608;
  expect([lab.upgrade().bytesMoved, lab.upgrade().bytesToMove]).toEqual([expected, expected]);
});

test("the row of a waiting access point says what it waits for", async () => {
  const lab = testLab();
  await lab.start();
  await lab.saveAndDownload(sftpProfile);
  await lab.clock.until(() => lab.ap("9105-lobby").activity === "Waits until the controller fetches ap1g8");
  await lab.clock.until(() => lab.ap("9105-lobby").activity === "The controller fetches ap1g8");
  expect(lab.ap("9105-lobby").status).toBe("Initiated");
  await lab.clock.until(() => lab.ap("9105-lobby").activity === "Receiving ap1g8");
});

test("install lines show six asterisks in place of user and password", async () => {
  const lab = testLab();
  await downloaded(lab);
  expect(
    lines(lab, /Started install add sftp:\/\/\*{6}@127\.0\.0\.1:2222\/EWC_17_12_1\/ap1g8$/),
  ).toHaveLength(1);
  expect(
    lines(lab, /Completed install add sftp:\/\/\*{6}@127\.0\.0\.1:2222\/EWC_17_12_1\/ap1g8$/),
  ).toHaveLength(1);
  expect(JSON.stringify(lab.lines)).not.toMatch(/correct horse|ewc:/);
});

test("a family whose image is missing fails together with its cause and retries; the others complete", async () => {
  const lab = testLab();
  lab.server.files.delete("EWC_17_12_1/ap1g8");
  await lab.start();
  await lab.saveAndDownload(sftpProfile);
  await lab.clock.until(() => lab.ap("9105-lobby").retrying);
  expect(lab.ap("9105-room-214")).toMatchObject({ status: "Failed", retrying: true, retryCount: 1 });
  const [started] = lines(lab, /Started install add .*ap1g8$/);
  const [failed] = lines(
    lab,
    /Failed to install_add package sftp:\/\/\*{6}@127\.0\.0\.1:2222\/EWC_17_12_1\/ap1g8, Error: Failed to download file sftp:\/\/\*{6}@127\.0\.0\.1:2222\/EWC_17_12_1\/ap1g8: No such file or directory$/,
  );
  expect(failed!.at - started!.at).toBeCloseTo(8400, -1);
  await lab.untilIdle();
  expect(lab.ap("9105-lobby")).toMatchObject({
    retrying: false,
    retryCount: 3,
    fault: { code: "file-not-found" },
  });
  expect(lab.upgrade()).toMatchObject({ canActivate: true, counters: { completed: 10, failed: 2 } });
  expect(lab.server.requests.filter((r) => r.path.endsWith("ap1g8"))).toHaveLength(4);

  const detail = await lab.ask("ap.detail", { apId: lab.ap("9105-lobby").id });
  expect(detail.why.map((link) => link.source)).toEqual([
    "server",
    "controller",
    "controller",
    "access point",
  ]);
  expect(detail.why[0]?.text).toBe('open "EWC_17_12_1/ap1g8" -> No such file');
  expect(detail.remedy).toContain("a file named ap1g8");
  expect(
    (await again(lab).then((next) => next.ask("ap.detail", { apId: lab.ap("9105-lobby").id }))).why,
  ).toEqual(detail.why);
});

test("after the repair the next Save & Download fetches only what is missing", async () => {
  const lab = testLab();
  const file = lab.server.files.get("EWC_17_12_1/ap1g8");
  lab.server.files.delete("EWC_17_12_1/ap1g8");
  await downloaded(lab);
  lab.server.files.set("EWC_17_12_1/ap1g8", file!);
  lab.server.requests.length = 0;
  await lab.saveAndDownload(sftpProfile);
  await lab.untilIdle();
  expect(lab.upgrade().counters.completed).toBe(12);
  expect(lab.server.requests.map((r) => r.path)).toEqual([
    "EWC_17_12_1/C9800-AP-iosxe-wlc.bin",
    "EWC_17_12_1/ap1g8",
  ]);
});

test("when the server stops in mid-transfer the family's access points name the cause, and the others complete", async () => {
  const lab = testLab();
  const file = lab.server.files.get("EWC_17_12_1/ap1g8");
  lab.server.files.set("EWC_17_12_1/ap1g8", { ...file!, diesAfter: 3_000_000 });
  await downloaded(lab);
  expect(lab.ap("9105-lobby")).toMatchObject({ status: "Failed", fault: { code: "server-gone" } });
  expect(lab.upgrade().counters).toMatchObject({ completed: 10, failed: 2 });
});

test("a file that appears while retries are left is fetched without any action", async () => {
  const lab = testLab();
  const file = lab.server.files.get("EWC_17_12_1/ap1g8");
  lab.server.files.delete("EWC_17_12_1/ap1g8");
  await lab.start();
  await lab.saveAndDownload(sftpProfile);
  await lab.clock.until(() => lab.ap("9105-lobby").retrying);
  lab.server.files.set("EWC_17_12_1/ap1g8", file!);
  await lab.untilIdle();
  expect(lab.upgrade().counters).toMatchObject({ completed: 12, failed: 0 });
});

test.each<[FaultCode, RegExp, RegExp]>([
  ["authentication-failed", /: Authentication failed$/, /Check User Name and Password/],
  ["connection-refused", /: Connection refused$/, /Start the SSH server/],
  ["timed-out", /: Timed out$/, /TCP port 2222 is open/],
  ["access-violation", /: Permission denied$/, /permission to read/],
])(
  "%s on the controller image: the status names it and the cure, the syslog has its line",
  async (code, line, cure) => {
    const lab = testLab();
    if (code === "authentication-failed") lab.server.password = "another";
    else lab.server.down = fault(code);
    await downloaded(lab);
    expect(lab.upgrade()).toMatchObject({ state: "controller-download-failed", fault: { code } });
    expect(lab.upgrade().status).toMatch(cure);
    expect(lab.upgrade().status).toContain("sftp://******@127.0.0.1:2222/EWC_17_12_1/C9800-AP-iosxe-wlc.bin");
    expect(lines(lab, /INSTALL-3-OPERATION_ERROR_MESSAGE/)[0]?.text).toMatch(line);
  },
);

test("a full flash of the controller fails the fetch with its cause; images that fit are forwarded", async () => {
  const demo = demoLab();
  const lab = testLab({ lab: { ...demo, controller: { ...demo.controller, flashFreeBytes: 45_000_000 } } });
  await downloaded(lab);
  const full = lab.aps().filter((ap) => ap.fault?.code === "disk-full");
  expect(full.length).toBeGreaterThan(0);
  expect(lab.upgrade().counters.completed).toBeGreaterThan(0);
  expect(full.length + lab.upgrade().counters.completed).toBe(12);
  expect(full[0]?.fault?.message).toMatch(/: No space left on device \(The controller's flash has room for/);
  expect(lines(lab, /: No space left on device$/).length).toBeGreaterThan(0);
  const detail = await lab.ask("ap.detail", { apId: full[0]!.id });
  expect(detail.why[0]?.source).toBe("controller");
});

test("the first host key is pinned and stored; another one is refused until an operator accepts it", async () => {
  const lab = testLab();
  await downloaded(lab);
  const pinned = { address: "127.0.0.1", port: 2222, fingerprint: HOST_KEY, refused: null };
  expect(lab.controller()?.knownHosts).toMatchObject([pinned]);
  const next = await again(lab);
  next.server.hostKey = OTHER_KEY;
  await next.saveAndDownload(sftpProfile);
  await next.untilIdle();
  await next.clock.run(500);
  expect(next.upgrade().fault).toMatchObject({ code: "host-key-changed" });
  expect(next.upgrade().status).toContain(HOST_KEY);
  expect(next.upgrade().status).toContain(OTHER_KEY);
  expect(lines(next, /: Host key verification failed$/)).toHaveLength(1);
  expect(next.controller()?.knownHosts).toMatchObject([{ ...pinned, refused: { fingerprint: OTHER_KEY } }]);

  const accept = (fingerprint: string) =>
    asked(
      next,
      next.ask("profile.accept-host-key", { server: "127.0.0.1", port: 2222, fingerprint, actor: admin }),
    );
  expect(await accept(`SHA256:${"c".repeat(43)}`)).toMatchObject({ code: "conflict" });
  expect(await accept(OTHER_KEY)).toEqual({ fingerprint: OTHER_KEY });
  expect(next.events).toContain("host-key.accepted");
  await next.saveAndDownload(sftpProfile);
  await next.untilIdle();
  expect(next.upgrade().fault).toBeNull();
  expect((await again(next)).controller()?.knownHosts).toMatchObject([{ ...pinned, fingerprint: OTHER_KEY }]);
});

test("an access point of another family that joins with old software waits for the controller's fetch and gets the image over CAPWAP", async () => {
  const lab = withLate("AP-9117");
  const order = withOldFolder(lab);
  await lab.start();
  await lab.save(order);
  await lab.clock.until(() => lab.ap("AP-9117").activity === "The controller fetches ap1g6 first");
  await lab.clock.until(() => lab.ap("AP-9117").joined);
  expect(lab.ap("AP-9117")).toMatchObject({ primaryVersion: OLD, backupVersion: "17.3.3.26" });
  expect(lab.server.requests).toEqual([{ path: "EWC_17_9_4a/ap1g6", from: EWC }]);
});

test("two access points that join together share one fetch", async () => {
  const lab = withLate("9105-lobby", "9105-room-214");
  const order = withOldFolder(lab);
  await lab.start();
  await lab.save(order);
  await lab.clock.until(() => lab.ap("9105-lobby").joined && lab.ap("9105-room-214").joined);
  expect(lab.server.requests.map((r) => r.path)).toEqual(["EWC_17_9_4a/ap1g8"]);
});

test("an access point that stops waiting gets the image in its next try, and it is fetched once", async () => {
  const lab = withLate("AP-9117");
  // So fast that the fetch, in wall time, outlasts the AP's patience.
  lab.lab = { ...lab.lab, clockFactor: 600 };
  const order = withOldFolder(lab);
  await lab.start();
  await lab.save(order);
  await lab.clock.until(() => lab.ap("AP-9117").joined);
  expect(lines(lab, /Disjoined Image Download Failed$/).length).toBeGreaterThan(0);
  expect(lab.server.requests.map((r) => r.path)).toEqual(["EWC_17_9_4a/ap1g6"]);
});

test("a wrong path at join is reported after 8.4 s and retried until a good profile is saved", async () => {
  const lab = withLate("AP-9117");
  const order = withOldFolder(lab);
  await lab.start();
  await lab.save({ ...order, imagePath: "Wrong-Path" });
  await lab.clock.until(() => lines(lab, /Disjoined Image Download Failed$/).length >= 2);
  const [started] = lines(lab, /Started install add .*Wrong-Path\/ap1g6$/);
  const [failed] = lines(lab, /Wrong-Path\/ap1g6: No such file or directory$/);
  expect(failed!.at - started!.at).toBeCloseTo(8400, -1);
  const detail = await lab.ask("ap.detail", { apId: lab.ap("AP-9117").id });
  expect(detail.why.at(-1)?.text).toMatch(/^Disjoined Image Download Failed/);
  await lab.save(order);
  await lab.clock.until(() => lab.ap("AP-9117").joined);
});

test("killed at random moments, the upgrade goes on with the stored password and all twelve complete", async () => {
  const moments = fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(moments, fc.boolean(), async (killedAt, parallelMode) => {
      let lab = testLab();
      await lab.start();
      await lab.saveAndDownload({ ...sftpProfile, parallelMode });
      for (const ms of killedAt) {
        await lab.clock.run(ms);
        lab = await again(lab);
      }
      await lab.untilIdle();
      expect(lab.upgrade()).toMatchObject({ canActivate: true, counters: { total: 12, completed: 12 } });
      expect(new Set(lab.server.requests.map((r) => r.from))).toEqual(new Set([EWC]));
      expect(lab.faults).toEqual([]);
    }),
    { numRuns: 10 },
  );
});

test("with any faults every upgrade ends and its counters add up to the fleet", async () => {
  const behavior = fc.record({
    rebootsAtPercent: fc.option(fc.integer({ min: 0, max: 100 }), { nil: null }),
    losesCapwapAtPercent: fc.option(fc.integer({ min: 0, max: 100 }), { nil: null }),
    rejoinAfterSeconds: fc.option(fc.integer({ min: 0, max: 90 }), { nil: null }),
    stallsAtPercent: fc.option(fc.integer({ min: 0, max: 100 }), { nil: null }),
    flashFreeBytes: fc.constantFrom(1_000, 200_000_000),
  });
  const names = fc.constantFrom("AP-POD-2-2", "AP-9117", "9105-lobby", "9105-room-214", "9120-spare");
  await fc.assert(
    fc.asyncProperty(fc.dictionary(names, behavior), fc.boolean(), async (faulty, parallelMode) => {
      const demo = demoLab();
      const aps = demo.aps.map((ap) => ({ ...ap, behavior: faulty[ap.name] ?? {} }));
      const lab = testLab({ lab: { ...demo, aps } });
      lab.server.files.delete("EWC_17_12_1/ap1g6");
      await downloaded(lab, { ...sftpProfile, parallelMode });
      const { total, completed, failed, unsupported } = lab.upgrade().counters;
      expect(completed + failed + unsupported).toBe(total);
      expect(lab.faults).toEqual([]);
    }),
    { numRuns: 15 },
  );
});

test("Cancel in mid-fetch stops everything, and the next upgrade completes", async () => {
  const lab = testLab();
  await lab.start();
  await lab.saveAndDownload(sftpProfile);
  await lab.clock.until(() => lab.ap("9105-lobby").activity === "The controller fetches ap1g8");
  await lab.cancel();
  await lab.clock.run(2000);
  expect(lab.server.running).toBe(0);
  expect(lab.upgrade()).toMatchObject({ running: false, state: "none" });
  await lab.saveAndDownload(sftpProfile);
  await lab.untilIdle();
  expect(lab.upgrade().counters.completed).toBe(12);
});

test("the controller's fetch goes on when an access point of the family leaves", async () => {
  const demo = demoLab();
  const aps = demo.aps.map((ap) =>
    ap.name === "9105-lobby" ? { ...ap, behavior: { losesCapwapAtPercent: 30, rejoinAfterSeconds: 5 } } : ap,
  );
  const lab = testLab({ lab: { ...demo, aps } });
  await downloaded(lab);
  expect(lab.server.requests.filter((r) => r.path.endsWith("ap1g8"))).toHaveLength(1);
  expect(lab.upgrade().counters.completed).toBe(12);
});

test("a single access point gets its image through the controller, too", async () => {
  const lab = testLab();
  await lab.start();
  await lab.save(sftpProfile);
  await lab.ask("ap.predownload", { apId: lab.ap("AP-9117").id, actor: admin });
  await lab.clock.until(() => lab.ap("AP-9117").status === "Complete");
  expect(lab.ap("AP-9117")).toMatchObject({ backupVersion: NEW, method: "CAPWAP" });
  expect(lab.server.requests).toEqual([{ path: "EWC_17_12_1/ap1g6", from: EWC }]);
});

test("everyApFetches has no effect in SFTP mode", async () => {
  const demo = demoLab();
  const lab = testLab({ lab: { ...demo, startPolicy: { ...demo.startPolicy, everyApFetches: true } } });
  await downloaded(lab);
  expect(new Set(lab.server.requests.map((r) => r.from))).toEqual(new Set([EWC]));
  expect(lab.upgrade().counters.completed).toBe(12);
});

test("the preview asks for all images in one login, and one warning explains a failed login", async () => {
  const lab = testLab();
  lab.server.files.delete("EWC_17_12_1/ap1g6");
  await lab.start();
  const preview = await asked(lab, lab.ask("upgrade.preview", { profile: sftpProfile }));
  expect(lab.server.logins).toBe(1);
  expect(preview).toMatchObject({ images: { length: 8 } });
  expect(JSON.stringify(preview)).toContain("sftp://******@127.0.0.1:2222/EWC_17_12_1/ap1g6");
  lab.server.password = "another";
  const refused = await asked(lab, lab.ask("upgrade.preview", { profile: sftpProfile }));
  expect(refused).toMatchObject({
    warnings: [
      {
        text: expect.stringMatching(
          /^The controller cannot ask the server: .*Authentication failed.*Check User Name/,
        ),
        hits: "8 images, 12 access points",
        cure: { kind: "enter-password" },
      },
      expect.anything(),
    ],
  });
  expect(lab.controller()?.profile).toBeNull();
});

test("only the fact that a password is stored leaves the engine; an empty one keeps it, and a missing one is refused at its field", async () => {
  const lab = testLab();
  await lab.start();
  const { password: _, ...shown } = sftpProfile;
  const none = await asked(
    lab,
    lab.ask("profile.save", { profile: { ...sftpProfile, password: "" }, actor: admin }),
  );
  expect(none).toMatchObject({ code: "bad-input", fields: { password: [expect.any(String)] } });
  expect(await lab.save(sftpProfile)).toEqual({ profile: { ...shown, passwordStored: true } });
  expect(lab.controller()?.profile).toEqual({ ...shown, passwordStored: true });
  await lab.save({ ...sftpProfile, imagePath: "Other", password: "" });
  expect(lab.simulation.profilePassword()).toBe("correct horse");
  expect(
    JSON.stringify([await lab.store.documents.get("profile"), lab.bus.rows("controller")]),
  ).not.toContain("correct horse");
});

test.each([
  ["server", { imageServer: "127.0.0.9" }],
  ["port", { servicePort: 2299 }],
  ["user", { userName: "somebody" }],
])(
  "the stored password is never used with another %s: save, preview and start ask for it",
  async (_, other) => {
    const lab = testLab();
    await lab.start();
    await lab.save(sftpProfile);
    const moved = { ...sftpProfile, ...other, password: "" };
    for (const command of ["profile.save", "upgrade.preview", "upgrade.start"] as const)
      expect(await asked(lab, lab.ask(command, { profile: moved, actor: admin }))).toMatchObject({
        code: "bad-input",
        fields: { password: [expect.stringContaining("only for the server, port and user")] },
      });
    expect(lab.controller()?.profile).toMatchObject({ imageServer: sftpProfile.imageServer });
  },
);

test("a stored password that is moved to the profile of another server cannot be decrypted", async () => {
  const lab = testLab();
  await lab.start();
  await lab.save(sftpProfile);
  const stored = (await lab.store.documents.get("profile")) as { profile: object };
  await lab.store.documents.put("profile", {
    ...stored,
    profile: { ...stored.profile, imageServer: "203.0.113.9" },
  });
  expect((await again(lab)).controller()?.profile).toMatchObject({ passwordStored: false });
});

test("a password that an earlier version stored is still used, and is bound to its server from then on", async () => {
  const lab = testLab();
  await lab.start();
  await lab.save(sftpProfile);
  const stored = (await lab.store.documents.get("profile")) as object;
  const unbound = Buffer.from(JSON.stringify(["image-download-profile", "correct horse"])).toString("hex");
  await lab.store.documents.put("profile", { ...stored, sealedPassword: unbound });
  const next = await again(lab);
  expect(next.simulation.profilePassword()).toBe("correct horse");
});

test("a preview never pins the host key of a server", async () => {
  const lab = testLab();
  await lab.start();
  await asked(lab, lab.ask("upgrade.preview", { profile: sftpProfile, actor: admin }));
  expect(lab.controller()?.knownHosts).toEqual([]);
});

test("saving another mode drops the password, also that of an ended upgrade", async () => {
  const lab = testLab();
  await downloaded(lab);
  await lab.save(profile);
  expect(lab.simulation.profilePassword()).toBeNull();
  for (const document of ["profile", "upgrade"])
    expect(await lab.store.documents.get(document)).toMatchObject({ sealedPassword: null });
});

test("a password that cannot be decrypted is reported as missing", async () => {
  const lab = testLab();
  await lab.start();
  await lab.save(sftpProfile);
  const stored = (await lab.store.documents.get("profile")) as object;
  const elsewhere = Buffer.from(JSON.stringify(["something else", "x"])).toString("hex");
  await lab.store.documents.put("profile", { ...stored, sealedPassword: elsewhere });
  expect((await again(lab)).controller()?.profile).toMatchObject({ mode: "sftp", passwordStored: false });
});

test("for our own server a user with a generated password is suggested, and no password needs to be entered", async () => {
  const ownSftp = {
    address: "127.0.0.1",
    port: 2222,
    hostKeys: [HOST_KEY],
    homeOf: () => "",
    passwordOf: (user: string) => (user === "ewc" ? "correct horse" : null),
    usersWithGeneratedPassword: () => ["ewc"],
  };
  const set = {
    name: "EWC_17_12_1",
    version: NEW,
    importedAt: 1,
    files: [{ kind: "ap-image", path: "ap1g8" }],
  };
  const lab = testLab({ ownSftp, sets: [set as never] });
  await lab.start();
  expect(lab.controller()?.suggestions).toHaveLength(1);
  expect(lab.controller()?.suggestions[0]).toMatchObject({
    mode: "sftp",
    userName: "ewc",
    imagePath: "EWC_17_12_1",
  });
  await lab.saveAndDownload({ ...sftpProfile, servicePort: null, password: "" });
  await lab.untilIdle();
  expect(lab.upgrade().counters.completed).toBe(12);
});
