import { expect, test } from "vitest";
import { sshdLogText } from "../sshd-log";
import { authLogText, openFlagsText, sftpLogText } from "./sftp-log";

const peer = { address: "172.16.4.26", port: 51234 };

test("log lines are worded as OpenSSH words them", () => {
  expect(sshdLogText.accepted("password", "ewc", peer)).toBe(
    "Accepted password for ewc from 172.16.4.26 port 51234 ssh2",
  );
  expect(sshdLogText.accepted("publickey", "ewc", peer, "ED25519 SHA256:abc")).toBe(
    "Accepted publickey for ewc from 172.16.4.26 port 51234 ssh2: ED25519 SHA256:abc",
  );
  expect(sshdLogText.failed("password", "x", false, peer)).toBe(
    "Failed password for invalid user x from 172.16.4.26 port 51234 ssh2",
  );
  expect(sftpLogText.sessionOpened("ewc", peer.address)).toBe(
    "session opened for local user ewc from [172.16.4.26]",
  );
  expect(sftpLogText.open("/EWC_17_12_1/ap1g8", 1, 0o666)).toBe(
    'open "/EWC_17_12_1/ap1g8" flags READ mode 0666',
  );
  expect(sftpLogText.close("/EWC_17_12_1/ap1g8", 70512640, 0, false)).toBe(
    'close "/EWC_17_12_1/ap1g8" bytes read 70512640 written 0',
  );
  expect(sftpLogText.sessionClosed("ewc", peer.address)).toBe(
    "session closed for local user ewc from [172.16.4.26]",
  );
  expect(openFlagsText(2 | 8 | 16)).toBe("WRITE,CREATE,TRUNCATE");
});

test("the log as a file has the format that fail2ban's sshd filter expects", () => {
  const line = { tag: "sshd" as const, pid: 7, text: sshdLogText.failed("password", "root", false, peer) };
  const text = authLogText(line, new Date(2026, 9, 2, 3, 4, 5), "lab");
  expect(text).toBe(
    "Oct  2 03:04:05 lab sshd[7]: Failed password for invalid user root from 172.16.4.26 port 51234 ssh2",
  );
});

test("control characters of user and file names are escaped, and long user names are cut", () => {
  const hostile = "x\nAccepted password for root from 9.9.9.9 port 1 ssh2\u001b[2J";
  const lines = [
    sshdLogText.failed("password", hostile, false, peer),
    sshdLogText.invalidUser(hostile, peer),
    sftpLogText.open(`/${hostile}"`, 1, 0),
    sftpLogText.rename(hostile, hostile),
  ];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is searched for
  for (const line of lines) expect(line).not.toMatch(/[\u0000-\u001f]/);
  expect(sshdLogText.failed("password", "x".repeat(5000), false, peer).length).toBeLessThan(200);
});
