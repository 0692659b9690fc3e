/**
 * Log texts that our SSH servers share, worded as OpenSSH's sshd words them (auth.c, session.c), so that fail2ban and
 * administrators recognize them. User names are made printable and cut, so that none can break a line.
 */
import { printable } from "@/lib/kit/text";
import type { Endpoint } from "./endpoint";

const MAX_USER_LENGTH = 100;
const MAX_REASON_LENGTH = 200;

/** A user name as it may stand in a log line. */
export const userText = (name: string): string => printable(name.slice(0, MAX_USER_LENGTH));
const from = ({ address, port }: Endpoint) => `from ${address} port ${port}`;
const invalidUserText = (isKnown: boolean, user: string) =>
  `${isKnown ? "" : "invalid user "}${userText(user)}`;

export const sshdLogText = {
  listening: ({ address, port }: Endpoint, isFromSystemd: boolean) =>
    `Server listening on ${address} port ${port}.${isFromSystemd ? " systemd opened the socket." : ""}`,
  accepted: (method: "password" | "publickey", user: string, peer: Endpoint, key?: string) =>
    `Accepted ${method} for ${userText(user)} ${from(peer)} ssh2${key === undefined ? "" : `: ${key}`}`,
  /** @param isKnown whether the user exists */
  failed: (method: "password" | "publickey", user: string, isKnown: boolean, peer: Endpoint) =>
    `Failed ${method} for ${invalidUserText(isKnown, user)} ${from(peer)} ssh2`,
  invalidUser: (user: string, peer: Endpoint) => `Invalid user ${userText(user)} ${from(peer)}`,
  /** @param user null before a user name was sent */
  tooManyAttempts: (user: { name: string; isKnown: boolean } | null, peer: Endpoint) => {
    const whom = user === null ? "" : `for ${invalidUserText(user.isKnown, user.name)} `;
    return `error: maximum authentication attempts exceeded ${whom}${from(peer)} ssh2 [preauth]`;
  },
  loginTimedOut: ({ address, port }: Endpoint) =>
    `fatal: Timeout before authentication for ${address} port ${port}`,
  refused: (peer: Endpoint, reason: string) => `refused connection ${from(peer)}: ${reason}`,
  blocked: (address: string, failures: number, seconds: number) =>
    `${address} is refused for ${seconds} seconds after ${failures} failed logins`,
  released: (address: string) => `${address} is no longer refused`,
  protocolError: ({ address, port }: Endpoint, reason: string) =>
    `error: ${printable(reason).slice(0, MAX_REASON_LENGTH)}: ${address} port ${port}`,
  idle: (peer: Endpoint) => `Timeout, client not responding ${from(peer)}`,
  closed: ({ address, port }: Endpoint, user: string | null) =>
    user === null
      ? `Connection closed by ${address} port ${port} [preauth]`
      : `Disconnected from user ${userText(user)} ${address} port ${port}`,
};
