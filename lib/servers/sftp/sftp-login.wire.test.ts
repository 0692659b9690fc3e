/** Logins to the SFTP server: passwords, keys, failed tries, and host keys. */
import ssh2 from "ssh2";
import { expect, test } from "vitest";
import { type Clock, wallClock } from "@/lib/kit/clock";
import { peer } from "@/lib/testing/sftp-requests";
import { sftpTestRigs } from "@/lib/testing/sftp-test-rigs";
import { ed25519Pair } from "../ssh-key-pair";
import { logIn } from "./sftp-link";

const { start, withSettings } = sftpTestRigs();

test("wrong passwords are refused with growing delays, then the address is blocked until it is released", async () => {
  const delays: number[] = [];
  // Records the delays of the answers instead of waiting for them.
  const recording: Clock = {
    now: wallClock.now,
    elapsed: wallClock.elapsed,
    after: (ms, fn) => {
      const isDelay = ms >= 50_000 && ms <= 400_000;
      if (isDelay) delays.push(ms);
      return wallClock.after(isDelay ? 1 : ms, fn);
    },
  };
  const settings = { failureDelayMs: 50_000, blockAfterFailures: 4, loginGraceMs: 10_000 };
  const rig = await start({ wall: recording, settings });
  for (let n = 0; n < 4; n++) {
    const login = await logIn(peer(rig, n === 2 ? "nobody" : "ewc", "wrong"));
    expect(login).toMatchObject({ ok: false });
  }
  expect(delays).toEqual([50_000, 100_000, 200_000, 400_000]);
  expect(rig.server.blocks()).toMatchObject([{ address: "127.0.0.1", failures: 4 }]);
  expect(rig.lines.filter((line) => line.startsWith("Failed"))).toEqual([
    expect.stringMatching(/^Failed password for ewc from 127\.0\.0\.1 port \d+ ssh2$/),
    expect.stringMatching(/^Failed password for ewc from /),
    expect.stringMatching(/^Failed password for invalid user nobody from /),
    expect.stringMatching(/^Failed password for ewc from /),
  ]);
  expect(await logIn(peer(rig))).toMatchObject({ ok: false });
  expect(rig.server.release("127.0.0.1")).toBe(true);
  expect((await logIn(peer(rig))).ok).toBe(true);
});

test("a connection is closed after maxLoginAttempts failed logins", async () => {
  const rig = await withSettings({ maxLoginAttempts: 3, blockAfterFailures: 1000 });
  const client = new ssh2.Client();
  const ended = new Promise<void>((resolve) => client.once("close", () => resolve()));
  client.on("error", () => undefined);
  let tries = 0;
  client.connect({
    host: rig.address,
    port: rig.port,
    username: "ewc",
    authHandler: (_left, _partial, next) => {
      tries++;
      next({ type: "password", username: "ewc", password: `guess ${tries}` });
    },
  });
  await ended;
  expect(tries).toBe(3);
  expect(rig.lines.some((line) => line.startsWith("error: maximum authentication attempts exceeded"))).toBe(
    true,
  );
});

test("a user who is disabled, expired, without password or without a home inside the root cannot log in", async () => {
  const rig = await start({
    users: [
      { name: "off", enabled: false },
      { name: "late", expiresAt: Date.now() - 1 },
      { name: "later", expiresAt: Date.now() + 3_600_000 },
      { name: "keys-only", passwordHash: null },
      { name: "homeless", home: "/nowhere" },
      { name: "escaped", home: "../../" },
    ],
  });
  const loggedIn: Record<string, boolean> = {};
  for (const name of ["off", "late", "later", "keys-only", "homeless", "escaped"]) {
    const login = await logIn(peer(rig, name));
    if (login.ok) login.link.end();
    loggedIn[name] = login.ok;
  }
  expect(loggedIn).toEqual({
    off: false,
    late: false,
    later: true,
    "keys-only": false,
    homeless: false,
    escaped: false,
  });
});

test("a user can log in with a registered key, and not with another key", async () => {
  const mine = ed25519Pair();
  const other = ed25519Pair();
  const rig = await start({ users: [{ name: "keyed", passwordHash: null, publicKeys: [mine.public] }] });
  const login = await logIn({ ...peer(rig, "keyed"), privateKey: mine.private });
  expect(login.ok).toBe(true);
  if (login.ok) login.link.end();
  expect(rig.lines[0]).toMatch(/^Accepted publickey for keyed from .* ssh2: ED25519 SHA256:/);
  expect(await logIn({ ...peer(rig, "keyed"), privateKey: other.private })).toMatchObject({
    ok: false,
    fault: { code: "authentication-failed" },
  });
});

test("the next client gets the new host keys", async () => {
  const rig = await start();
  const other = ed25519Pair();
  rig.server.useHostKeys([{ ...rig.hostKeys[0]!, privateKey: other.private }]);
  const login = await logIn({ ...peer(rig), expectedHostKey: rig.hostKeys[0]!.sha256 });
  expect(login).toMatchObject({ ok: false, fault: { code: "host-key-changed" } });
});
