/** Settings of the command line's SSH server. Times are in milliseconds. */

export type SshCliSettings = {
  address: string;
  /** 0: any free port. */
  port: number;
  /** Also offers SHA-1 and CBC algorithms for old clients, which weakens the server for all clients. */
  legacyClients: boolean;
  maxConnections: number;
  maxConnectionsPerAddress: number;
  /** Connections that have not logged in yet. */
  maxUnauthenticated: number;
  /** As above, of one source: an IPv4 address or an IPv6 /64. */
  maxUnauthenticatedPerSource: number;
  maxSessionsPerConnection: number;
  /** Failed logins on one connection before it is closed. */
  maxLoginAttempts: number;
  /** Delay of the answer to a first failed login; doubled with each further one of the address, up to eight times that. */
  failureDelayMs: number;
  /** An address is blocked after this many failed logins. */
  blockAfterFailures: number;
  blockForMs: number;
  /** A connection without login is closed after this time. */
  loginGraceMs: number;
  /** A session is closed after this time without input and without a running command. */
  idleTimeoutMs: number;
};

export const defaultSshCliSettings: SshCliSettings = {
  address: "127.0.0.1",
  port: 2223,
  legacyClients: false,
  maxConnections: 200,
  maxConnectionsPerAddress: 100,
  // Fifty: a tool that configures many controllers connects with as many sessions at once.
  maxUnauthenticated: 120,
  maxUnauthenticatedPerSource: 50,
  maxSessionsPerConnection: 10,
  maxLoginAttempts: 6,
  failureDelayMs: 500,
  blockAfterFailures: 20,
  blockForMs: 300_000,
  loginGraceMs: 60_000,
  idleTimeoutMs: 600_000,
};
