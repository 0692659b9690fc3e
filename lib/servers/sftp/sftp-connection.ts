/**
 * One SSH connection of the SFTP server: its sessions, its idle time and its end. The login is in `sftp-login.ts`; whether
 * a connection is admitted is decided in `ssh-listener.ts`.
 */
import type { Socket } from "node:net";
import type { Connection, ServerChannel, Session } from "ssh2";
import { type Fault, fault } from "@/lib/contracts/fault";
import type { SftpConnectionRow, SftpSettings, SftpUser } from "@/lib/contracts/sftp";
import type { Cancel, Clock } from "@/lib/kit/clock";
import { printable } from "@/lib/kit/text";
import type { Endpoint } from "../endpoint";
import type { LoginGuard } from "../ssh-login-guard";
import { sshdLogText } from "../sshd-log";
import type { UploadSpace } from "../upload-space";
import { OutFlow } from "./out-flow";
import { reusePackets } from "./packet-reuse";
import type { OpenTransfer } from "./running-transfer";
import type { SftpFaults } from "./sftp-faults";
import type { SftpJail } from "./sftp-jail";
import type { SftpLogLine } from "./sftp-log";
import { SftpLogin } from "./sftp-login";
import { SftpSession, type SftpSessionParts } from "./sftp-session";

/** After we have ended a connection, the client must close it within this time. */
const CLOSE_TIMEOUT_MS = 2000;
/** Commands that start an SFTP session, as `sftp -s` and old clients send them. */
const SFTP_COMMAND = /^(?:\S*\/)?(?:internal-sftp|sftp-server)(?:\s|$)/;
const SFTP_ONLY = "This service allows sftp connections only.\r\n";

export type ConnectionParts = {
  /** Number of the connection since the server was created; logged where OpenSSH logs a process id. */
  number: number;
  socket: Socket;
  peer: Endpoint;
  server: Endpoint;
  /** The served folder as a real path. */
  root: string;
  settings(): SftpSettings;
  wall: Clock;
  guard: LoginGuard;
  faults: SftpFaults;
  /** The uploads of all connections. */
  space: UploadSpace;
  openTransfer: OpenTransfer;
  findUser(name: string): Promise<SftpUser | null> | SftpUser | null;
  /** Whether the user may have another connection. */
  hasFreeConnection(user: string): boolean;
  log(line: SftpLogLine): void;
  /** Counts file bytes sent and received. */
  countBytes(sent: number, received: number): void;
  onUploaded(upload: { path: string; bytes: number; user: string }): void;
  /** The connection's row has changed. */
  onChange(): void;
  onAddressBlocked(address: string): void;
  onEnd(): void;
};

export class SftpConnection {
  readonly id: string;
  readonly #parts: ConnectionParts;
  readonly #openedAt: number;
  readonly #sessions = new Set<SftpSession>();
  #connection: Connection | undefined;
  #flow: OutFlow | undefined;
  #user: SftpUser | null = null;
  #jail: SftpJail | null = null;
  #software: string | null = null;
  #cipher: string | null = null;
  #openSessions = 0;
  /** Wall time of the last request, or of the last progress of a transfer. */
  #activeAt: number;
  #lastWritten = 0;
  #endCause: Fault = fault("peer-error", "The connection ended before the file did.");
  #hasEnded = false;
  #isSilent = false;
  #loginTimeout: Cancel;
  #closeTimeout: Cancel | undefined;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.id = String(parts.number);
    this.#openedAt = parts.wall.now();
    this.#activeAt = parts.wall.elapsed();
    const { socket } = parts;
    socket.on("error", () => undefined);
    socket.once("close", () => this.#closed());
    this.#loginTimeout = parts.wall.after(parts.settings().loginGraceMs, () => {
      this.#log(sshdLogText.loginTimedOut(parts.peer));
      socket.destroy();
    });
  }

  get user(): string | null {
    return this.#user?.name ?? null;
  }

  get address(): string {
    return this.#parts.peer.address;
  }

  /** Transfers that run now. */
  get transfers(): number {
    let count = 0;
    for (const session of this.#sessions) count += session.transfers;
    return count;
  }

  /** The connection as the console shows it. */
  row(): SftpConnectionRow {
    const { peer, socket } = this.#parts;
    let handles = 0;
    for (const session of this.#sessions) handles += session.handles;
    return {
      id: this.id,
      address: peer.address,
      port: peer.port,
      user: this.user,
      software: this.#software,
      cipher: this.#cipher,
      openedAt: this.#openedAt,
      sessions: this.#sessions.size,
      handles,
      bytesSent: socket.bytesWritten,
      bytesReceived: socket.bytesRead,
    };
  }

  /** The client has sent its version; from now on ssh2 handles the connection. */
  attach(connection: Connection, software: string): void {
    this.#connection = connection;
    this.#software = printable(software).slice(0, 100);
    this.#flow = new OutFlow(this.#parts.socket, connection, () => {
      for (const session of this.#sessions) session.resume();
    });
    connection.on("error", (error: Error) => this.#sshFailed(error));
    connection.on("handshake", (negotiated) => {
      this.#cipher = negotiated.sc.cipher;
      reusePackets(connection, this.#parts.socket);
    });
    const login = this.#createLogin(connection);
    connection.on("authentication", (context) => login.authenticate(context));
    connection.on("ready", () => {
      connection.on("session", (accept, reject) => {
        if (this.#openSessions >= this.#parts.settings().maxSessionsPerConnection) reject();
        else this.#session(accept());
      });
    });
    this.#parts.onChange();
  }

  /** Closes the connection in order (RFC 4253 §11.1). Running transfers end with `cause`. */
  end(cause: Fault): void {
    this.#endCause = cause;
    for (const session of [...this.#sessions]) session.destroy(cause);
    const { socket } = this.#parts;
    if (this.#connection) this.#connection.end();
    else socket.end();
    this.#startCloseTimeout();
  }

  /** Closes the TCP connection abruptly, as a crashed server does. */
  #drop(cause: Fault): void {
    this.#endCause = cause;
    for (const session of [...this.#sessions]) session.destroy(cause);
    this.#parts.socket.end();
    this.#startCloseTimeout();
  }

  /** A fault from Lab: while silent, output waits in this process and nothing is sent. */
  setSilent(isSilent: boolean): void {
    if (isSilent === this.#isSilent) return;
    this.#isSilent = isSilent;
    if (isSilent) this.#parts.socket.cork();
    else this.#parts.socket.uncork();
  }

  /** Destroys the socket when the client does not close its side in time. */
  #startCloseTimeout(): void {
    this.#closeTimeout ??= this.#parts.wall.after(CLOSE_TIMEOUT_MS, () => this.#parts.socket.destroy());
  }

  /** Ends the connection when it was idle for too long. */
  endIfIdle(now: number): void {
    const { socket, settings, peer } = this.#parts;
    // Bytes that wait in the socket do not count: a client that has stopped reading is idle, too.
    const written = socket.bytesWritten - socket.writableLength;
    if (written !== this.#lastWritten) {
      this.#lastWritten = written;
      if (this.transfers > 0) this.#activeAt = now;
    }
    if (this.#user === null || now - this.#activeAt < settings().idleTimeoutMs) return;
    this.#log(sshdLogText.idle(peer));
    this.#activeAt = now;
    this.end(fault("timed-out", "The client was idle for too long."));
  }

  #closed(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#loginTimeout();
    this.#closeTimeout?.();
    for (const session of [...this.#sessions]) session.destroy(this.#endCause);
    this.#log(sshdLogText.closed(this.#parts.peer, this.user));
    this.#parts.onEnd();
  }

  #sshFailed(error: Error): void {
    const { level } = error as Error & { level?: string };
    if (level !== "socket" && this.#parts.socket.readyState !== "closed") {
      this.#log(sshdLogText.protocolError(this.#parts.peer, error.message), 3);
    }
    // ssh2 has closed our side already.
    this.#startCloseTimeout();
  }

  #createLogin(connection: Connection): SftpLogin {
    const { peer, root, settings, wall, guard, findUser, hasFreeConnection } = this.#parts;
    return new SftpLogin({
      peer,
      root,
      settings,
      wall,
      guard,
      findUser,
      hasFreeConnection,
      log: (text, severity) => this.#log(text, severity),
      isOver: () => this.#hasEnded,
      onLoggedIn: (user, jail) => {
        this.#jail = jail;
        this.#user = user;
        this.#loginTimeout();
        this.#activeAt = wall.elapsed();
        this.#parts.onChange();
      },
      onAddressBlocked: (address) => this.#parts.onAddressBlocked(address),
      onTooManyAttempts: () => this.end(fault("authentication-failed")),
      onTooManyConnections: () => connection.end(),
      onVanished: () => this.#parts.socket.destroy(),
    });
  }

  // Sessions

  #session(session: Session): void {
    this.#openSessions++;
    session.once("close", () => {
      this.#openSessions--;
    });
    // Without a listener for "sftp", ssh2 passes the plain channel, on which we implement the protocol.
    session.on("subsystem", (accept, reject, { name }) => {
      if (name === "sftp") this.#sftp(accept());
      else reject?.();
    });
    session.on("exec", (accept, _reject, { command }) => {
      if (SFTP_COMMAND.test(command)) this.#sftp(accept());
      else this.#sftpOnly(accept());
    });
    session.on("shell", (accept) => this.#sftpOnly(accept()));
  }

  #sftpOnly(channel: ServerChannel): void {
    channel.on("error", () => undefined);
    channel.resume();
    channel.stderr.write(SFTP_ONLY);
    channel.exit(1);
    channel.end();
  }

  #sftp(channel: ServerChannel): void {
    const user = this.#user;
    if (!user || !this.#jail || !this.#flow) return;
    const { peer, server, root, openTransfer, wall, settings, countBytes, faults, space } = this.#parts;
    const { home } = this.#jail;
    const parts: SftpSessionParts = {
      channel,
      peer,
      server,
      root,
      openTransfer,
      countBytes,
      faults,
      flow: this.#flow,
      jail: this.#jail,
      user: { name: user.name, canWrite: user.canWrite },
      maxHandles: settings().maxHandlesPerSession,
      wallNow: () => wall.now(),
      log: (text, transferId) => this.#log(text, 6, "internal-sftp", transferId ?? null),
      onActivity: () => {
        this.#activeAt = wall.elapsed();
      },
      drop: (cause) => this.#drop(cause),
      reserveSpace: (replacedBytes) => space.reserve(home, settings(), replacedBytes),
      onUploaded: (path, bytes) => this.#parts.onUploaded({ path, bytes, user: user.name }),
      onEnd: () => {
        this.#sessions.delete(session);
        this.#parts.onChange();
      },
    };
    const session: SftpSession = new SftpSession(parts);
    this.#sessions.add(session);
    this.#parts.onChange();
  }

  #log(text: string, severity = 6, tag: SftpLogLine["tag"] = "sshd", transferId: string | null = null): void {
    const { number, peer, log } = this.#parts;
    log({ tag, pid: number, severity, text, transferId, peer });
  }
}
