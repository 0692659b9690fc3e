/** Limits of the command line's SSH server, and what its log says. Times in milliseconds. */
import { printable } from "@/lib/kit/text";

export type SshCliSettings = {
  address: string;
  /** 0: any free port. */
  port: number;
  /** Adds SHA-1 and CBC algorithms for old clients. Weakens the server for everybody. */
  legacyClients: boolean;
  maxConnections: number;
  maxConnectionsPerAddress: number;
  /** Connections that have not logged in yet. */
  maxUnauthenticated: number;
  maxSessionsPerConnection: number;
  /** Failed logins on one connection before it is closed. */
  maxLoginAttempts: number;
  /** Before the answer to a first failed login; doubled with each further one of the address, up to eight times. */
  failureDelayMs: number;
  /** Failed logins of one address that shut it out for a while. */
  blockAfterFailures: number;
  blockForMs: number;
  loginGraceMs: number;
  /** A session in which nothing is typed and no command runs. */
  idleTimeoutMs: number;
};

export const defaultSshCliSettings: SshCliSettings = {
  address: "127.0.0.1",
  port: 2223,
  legacyClients: false,
  maxConnections: 200,
  maxConnectionsPerAddress: 100,
  maxUnauthenticated: 60,
  maxSessionsPerConnection: 10,
  maxLoginAttempts: 6,
  failureDelayMs: 500,
  blockAfterFailures: 20,
  blockForMs: 300_000,
  loginGraceMs: 60_000,
  idleTimeoutMs: 600_000,
};

export type Peer = { address: string; port: number };
const from = ({ address, port }: Peer) => `from ${address} port ${port}`;
const named = (user: string) => printable(user.slice(0, 100));

/** The program's own log, in OpenSSH's words as far as it has any. */
export const say = {
  accepted: (user: string, peer: Peer) => `Accepted password for ${named(user)} ${from(peer)} ssh2`,
  failed: (user: string, peer: Peer) => `Failed password for ${named(user)} ${from(peer)} ssh2`,
  blocked: (peer: Peer, seconds: number) =>
    `${peer.address} is refused for ${seconds} seconds after failed logins`,
  tooMany: (peer: Peer) => `error: maximum authentication attempts exceeded ${from(peer)} ssh2 [preauth]`,
  graceOver: (peer: Peer) => `fatal: Timeout before authentication for ${peer.address} port ${peer.port}`,
  refused: (peer: Peer, why: string) => `refused connection ${from(peer)}: ${why}`,
  protocolError: (peer: Peer, why: string) =>
    `error: ${printable(why).slice(0, 200)}: ${peer.address} port ${peer.port}`,
  closed: (peer: Peer, user: string | null) =>
    user === null
      ? `Connection closed by ${peer.address} port ${peer.port} [preauth]`
      : `Disconnected from user ${named(user)} ${peer.address} port ${peer.port}`,
};
