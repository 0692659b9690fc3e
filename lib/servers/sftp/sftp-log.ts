/**
 * What the SFTP server writes to its log, in OpenSSH's words (sshd's auth.c and sftp-server.c), so that fail2ban and
 * the habits of an administrator read it. Names from outside are made printable: no line break survives.
 */
import { printable } from "@/lib/kit/text";
import { openFlag } from "@/lib/wire/sftp/protocol";

/** One line, without the time and the host that a syslog puts in front. */
export type SftpLogLine = {
  /** Which of OpenSSH's programs would have written it. */
  tag: "sshd" | "internal-sftp";
  /** Stands where OpenSSH has a process id: the number of the connection. */
  pid: number;
  /** RFC 5424 severity. */
  severity: number;
  text: string;
  transferId: string | null;
  /** Whose connection it is, the same object in all its lines; null when it is nobody's. */
  peer: Peer | null;
};

/** A line of `/var/log/auth.log`: `Oct 12 10:00:00 host sshd[7]: Accepted ...`, local time. */
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

const MAX_USER = 100;
/** A user name as it may stand in a line. */
export const userText = (name: string): string => printable(name.slice(0, MAX_USER));
const quoted = (text: string) => `"${printable(text).replaceAll('"', '\\"')}"`;

export type Peer = { address: string; port: number };
const from = ({ address, port }: Peer) => `from ${address} port ${port}`;
const octal = (mode: number) => (mode & 0o7777).toString(8);

export const say = {
  accepted: (method: "password" | "publickey", user: string, peer: Peer, key?: string) =>
    `Accepted ${method} for ${userText(user)} ${from(peer)} ssh2${key === undefined ? "" : `: ${key}`}`,
  failed: (method: "password" | "publickey", user: string, known: boolean, peer: Peer) =>
    `Failed ${method} for ${known ? "" : "invalid user "}${userText(user)} ${from(peer)} ssh2`,
  invalidUser: (user: string, peer: Peer) => `Invalid user ${userText(user)} ${from(peer)}`,
  tooManyAttempts: (user: string, known: boolean, peer: Peer) =>
    `error: maximum authentication attempts exceeded for ${known ? "" : "invalid user "}${userText(user)} ${from(peer)} ssh2 [preauth]`,
  graceOver: (peer: Peer) => `fatal: Timeout before authentication for ${peer.address} port ${peer.port}`,
  refused: (peer: Peer, why: string) => `refused connection ${from(peer)}: ${why}`,
  blocked: (address: string, failures: number, seconds: number) =>
    `${address} is refused for ${seconds} seconds after ${failures} failed logins`,
  released: (address: string) => `${address} is no longer refused`,
  closed: (peer: Peer, user: string | null) =>
    user === null
      ? `Connection closed by ${peer.address} port ${peer.port} [preauth]`
      : `Disconnected from user ${userText(user)} ${peer.address} port ${peer.port}`,
  protocolError: (peer: Peer, why: string) =>
    `error: ${printable(why).slice(0, 200)}: ${peer.address} port ${peer.port}`,
  idle: (peer: Peer) => `Timeout, client not responding ${from(peer)}`,
  disconnected: (peer: Peer) => `Disconnected by the operator: ${peer.address} port ${peer.port}`,
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
  status: (words: string) => `sent status ${words}`,
};

const FLAG_WORDS = [
  [openFlag.read, "READ"],
  [openFlag.write, "WRITE"],
  [openFlag.append, "APPEND"],
  [openFlag.create, "CREATE"],
  [openFlag.truncate, "TRUNCATE"],
  [openFlag.exclusive, "EXCL"],
] as const;

/** `READ`, `WRITE,CREATE,TRUNCATE`, as sftp-server.c spells them. */
export const openFlagsText = (flags: number): string =>
  FLAG_WORDS.filter(([flag]) => (flags & flag) !== 0)
    .map(([, word]) => word)
    .join(",");
