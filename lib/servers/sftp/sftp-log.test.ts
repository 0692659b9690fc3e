import { expect, test } from "vitest";
import { authLogText, openFlagsText, say } from "./sftp-log";

const peer = { address: "172.16.4.26", port: 51234 };

test("lines are in OpenSSH's words", () => {
  expect(say.accepted("password", "ewc", peer)).toBe(
    "Accepted password for ewc from 172.16.4.26 port 51234 ssh2",
  );
  expect(say.accepted("publickey", "ewc", peer, "ED25519 SHA256:abc")).toBe(
    "Accepted publickey for ewc from 172.16.4.26 port 51234 ssh2: ED25519 SHA256:abc",
  );
  expect(say.failed("password", "x", false, peer)).toBe(
    "Failed password for invalid user x from 172.16.4.26 port 51234 ssh2",
  );
  expect(say.sessionOpened("ewc", peer.address)).toBe("session opened for local user ewc from [172.16.4.26]");
  expect(say.open("/EWC_17_12_1/ap1g8", 1, 0o666)).toBe('open "/EWC_17_12_1/ap1g8" flags READ mode 0666');
  expect(say.close("/EWC_17_12_1/ap1g8", 70512640, 0, false)).toBe(
    'close "/EWC_17_12_1/ap1g8" bytes read 70512640 written 0',
  );
  expect(say.sessionClosed("ewc", peer.address)).toBe("session closed for local user ewc from [172.16.4.26]");
  expect(openFlagsText(2 | 8 | 16)).toBe("WRITE,CREATE,TRUNCATE");
});

test("the file view is one that fail2ban's sshd filter reads", () => {
  const line = { tag: "sshd" as const, pid: 7, text: say.failed("password", "root", false, peer) };
  const text = authLogText(line, new Date(2026, 9, 2, 3, 4, 5), "lab");
  expect(text).toBe(
    "Oct  2 03:04:05 lab sshd[7]: Failed password for invalid user root from 172.16.4.26 port 51234 ssh2",
  );
});

test("a hostile name makes no second line and no terminal sequence", () => {
  const evil = "x\nAccepted password for root from 9.9.9.9 port 1 ssh2\u001b[2J";
  const lines = [
    say.failed("password", evil, false, peer),
    say.invalidUser(evil, peer),
    say.open(`/${evil}"`, 1, 0),
    say.rename(evil, evil),
  ];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  for (const line of lines) expect(line).not.toMatch(/[\u0000-\u001f]/);
  expect(say.failed("password", "x".repeat(5000), false, peer).length).toBeLessThan(200);
});
