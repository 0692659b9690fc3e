/**
 * Log lines of the SFTP server, worded as OpenSSH's sftp-server words them (sftp-server.c); lines about logins are in
 * `sshd-log.ts`. File names are made printable, so that none can break a line.
 */
import { printable } from "@/lib/kit/text";
import { openFlag } from "@/lib/wire/sftp/protocol";
import type { Endpoint } from "../endpoint";
import { userText } from "../sshd-log";

/** One log line, without the time and host that syslog puts in front. */
export type SftpLogLine = {
  /** The program of OpenSSH that writes such a line. */
  tag: "sshd" | "internal-sftp";
  /** The number of the connection; OpenSSH has a process id here. */
  pid: number;
  /** 0 to 7, RFC 5424 §6.2.1. */
  severity: number;
  text: string;
  transferId: string | null;
  /** The client of the connection, the same object in all its lines; null for a line without connection. */
  peer: Endpoint | null;
};

/** A line as in `/var/log/auth.log`, in local time: `Oct 12 10:00:00 host sshd[7]: Accepted ...`. */
export function authLogText(
  line: { tag: string; pid: number; text: string },
  at: Date,
  host: string,
): string {
  const month = at.toLocaleString("en-US", { month: "short" });
  const day = String(at.getDate()).padStart(2);
  const clock = [at.getHours(), at.getMinutes(), at.getSeconds()].map((n) => String(n).padStart(2, "0"));
  return `${month} ${day} ${clock.join(":")} ${host} ${line.tag}[${line.pid}]: ${line.text}`;
}

const quoted = (text: string) => `"${printable(text).replaceAll('"', '\\"')}"`;

const octal = (mode: number) => (mode & 0o7777).toString(8);

export const sftpLogText = {
  sessionOpened: (user: string, address: string) =>
    `session opened for local user ${userText(user)} from [${address}]`,
  sessionClosed: (user: string, address: string) =>
    `session closed for local user ${userText(user)} from [${address}]`,
  open: (path: string, flags: number, mode: number) =>
    `open ${quoted(path)} flags ${openFlagsText(flags)} mode 0${octal(mode)}`,
  close: (path: string, read: number, written: number, forced: boolean) =>
    `${forced ? "forced " : ""}close ${quoted(path)} bytes read ${read} written ${written}`,
  opendir: (path: string) => `opendir ${quoted(path)}`,
  closedir: (path: string) => `closedir ${quoted(path)}`,
  mkdir: (path: string, mode: number) => `mkdir name ${quoted(path)} mode 0${octal(mode)}`,
  rmdir: (path: string) => `rmdir name ${quoted(path)}`,
  remove: (path: string) => `remove name ${quoted(path)}`,
  rename: (oldPath: string, newPath: string) => `rename old ${quoted(oldPath)} new ${quoted(newPath)}`,
  status: (message: string) => `sent status ${message}`,
};

const FLAG_NAMES = [
  [openFlag.read, "READ"],
  [openFlag.write, "WRITE"],
  [openFlag.append, "APPEND"],
  [openFlag.create, "CREATE"],
  [openFlag.truncate, "TRUNCATE"],
  [openFlag.exclusive, "EXCL"],
] as const;

/** Open flags by name, as sftp-server.c prints them: `READ`, `WRITE,CREATE,TRUNCATE`. */
export const openFlagsText = (flags: number): string =>
  FLAG_NAMES.filter(([flag]) => (flags & flag) !== 0)
    .map(([, name]) => name)
    .join(",");
