/**
 * One SSH connection of the SFTP server, from the first byte to the last: who logs in, which sessions it has, why it
 * ends. Whether it may be there at all is decided by `sftp-server.ts`.
 */
import type { Socket } from "node:net";
import type {
  AuthContext,
  Connection,
  PasswordAuthContext,
  PublicKeyAuthContext,
  ServerChannel,
  Session,
} from "ssh2";
import { type Fault, fault } from "@/lib/contracts/fault";
import type { SftpConnectionRow, SftpSettings, SftpUser } from "@/lib/contracts/sftp";
import type { Cancel, Clock } from "@/lib/kit/clock";
import { printable } from "@/lib/kit/text";
import type { LoginGuard } from "../ssh-login-guard";
import {
  decoyKeys,
  judgePublicKey,
  keyInWords,
  type PresentedKey,
  parsePublicKeys,
  verifyPassword,
} from "./credentials";
import { OutFlow } from "./out-flow";
import { reusePackets } from "./packet-reuse";
import type { OpenTransfer } from "./running-transfer";
import type { SftpFaults } from "./sftp-faults";
import { SftpJail } from "./sftp-jail";
import { type Peer, type SftpLogLine, say, userText } from "./sftp-log";
import { SftpSession, type SftpSessionParts } from "./sftp-session";

/** What a login may be tried with; nothing else is offered. */
const METHODS: ("password" | "publickey")[] = ["publickey", "password"];
/** Questions whether a key would do, on one connection; agents ask with every key they hold. */
const MAX_KEY_QUESTIONS = 20;
/** After the goodbye, how long the client may take to close before it is cut. */
const GOODBYE_MS = 2000;
/** Commands that mean this very service, as `sftp -s` and old clients run them. */
const SFTP_COMMAND = /^(?:\S*\/)?(?:internal-sftp|sftp-server)(?:\s|$)/;
const SFTP_ONLY = "This service allows sftp connections only.\r\n";

export type ConnectionParts = {
  /** Counts up; also stands where a log has a process id. */
  number: number;
  socket: Socket;
  peer: Peer;
  server: { address: string; port: number };
  /** The real root of the image server. */
  root: string;
  settings(): SftpSettings;
  wall: Clock;
  guard: LoginGuard;
  faults: SftpFaults;
  openTransfer: OpenTransfer;
  findUser(name: string): Promise<SftpUser | null> | SftpUser | null;
  /** Whether the user may have one more connection. */
  mayEnter(user: string): boolean;
  log(line: SftpLogLine): void;
  moved(sent: number, received: number): void;
  onUploaded(upload: { path: string; bytes: number; user: string }): void;
  /** Something that a row of the connection shows has changed. */
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
  #failures = 0;
  #keyQuestions = 0;
  #openSessions = 0;
  /** Wall time of the last request or of the last byte that left. */
  #activeAt: number;
  #lastWritten = 0;
  #endCause: Fault = fault("peer-error", "The connection ended before the file did.");
  #ended = false;
  #silent = false;
  #grace: Cancel;
  #cut: Cancel | undefined;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.id = String(parts.number);
    this.#openedAt = this.#activeAt = parts.wall.now();
    const { socket } = parts;
    socket.on("error", () => undefined);
    socket.once("close", () => this.#gone());
    this.#grace = parts.wall.after(parts.settings().loginGraceMs, () => {
      this.#log(say.graceOver(parts.peer));
      socket.destroy();
    });
  }

  get user(): string | null {
    return this.#user?.name ?? null;
  }

  get address(): string {
    return this.#parts.peer.address;
  }

  get transfers(): number {
    let count = 0;
    for (const session of this.#sessions) count += session.transfers;
    return count;
  }

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

  /** The client has said who it is, and ssh2 speaks with it. */
  attach(connection: Connection, software: string): void {
    this.#connection = connection;
    this.#software = printable(software).slice(0, 100);
    this.#flow = new OutFlow(this.#parts.socket, connection, () => {
      for (const session of this.#sessions) session.resume();
    });
    connection.on("error", (error: Error) => this.#failed(error));
    connection.on("handshake", (negotiated) => {
      this.#cipher = negotiated.sc.cipher;
      reusePackets(connection, this.#parts.socket);
    });
    connection.on("authentication", (context) => this.#authenticate(context));
    connection.on("ready", () => {
      connection.on("session", (accept, reject) => {
        if (this.#openSessions >= this.#parts.settings().maxSessionsPerConnection) reject();
        else this.#session(accept());
      });
    });
    this.#parts.onChange();
  }

  /** Says goodbye and closes. Running transfers end with `cause`. */
  end(cause: Fault): void {
    this.#endCause = cause;
    for (const session of [...this.#sessions]) session.destroy(cause);
    const { socket } = this.#parts;
    if (this.#connection) this.#connection.end();
    else socket.end();
    this.#cutSoon();
  }

  /** Closes without a goodbye, as a server does that is gone. */
  #drop(cause: Fault): void {
    this.#endCause = cause;
    for (const session of [...this.#sessions]) session.destroy(cause);
    this.#parts.socket.end();
    this.#cutSoon();
  }

  /** Whether anything leaves from now on; what has not left waits. */
  silence(silent: boolean): void {
    if (silent === this.#silent) return;
    this.#silent = silent;
    if (silent) this.#parts.socket.cork();
    else this.#parts.socket.uncork();
  }

  /** A client that does not close its half keeps nothing here for long. */
  #cutSoon(): void {
    this.#cut ??= this.#parts.wall.after(GOODBYE_MS, () => this.#parts.socket.destroy());
  }

  /** Ends the connection when nothing has moved for too long. */
  endIfIdle(now: number): void {
    const { socket, settings, peer } = this.#parts;
    // What waits in the socket has not moved: a client that stopped reading is idle too.
    const left = socket.bytesWritten - socket.writableLength;
    if (left !== this.#lastWritten) {
      this.#lastWritten = left;
      if (this.transfers > 0) this.#activeAt = now;
    }
    if (this.#user === null || now - this.#activeAt < settings().idleTimeoutMs) return;
    this.#log(say.idle(peer));
    this.#activeAt = now;
    this.end(fault("timed-out", "The client asked for nothing more."));
  }

  #gone(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#grace();
    this.#cut?.();
    for (const session of [...this.#sessions]) session.destroy(this.#endCause);
    this.#log(say.closed(this.#parts.peer, this.user));
    this.#parts.onEnd();
  }

  #failed(error: Error): void {
    const { level } = error as Error & { level?: string };
    if (level !== "socket" && this.#parts.socket.readyState !== "closed") {
      this.#log(say.protocolError(this.#parts.peer, error.message), 3);
    }
    // ssh2 has said its goodbye and closed our half.
    this.#cutSoon();
  }

  // Login

  #authenticate(context: AuthContext): void {
    const judged =
      context.method === "password"
        ? this.#byPassword(context)
        : context.method === "publickey"
          ? this.#byKey(context)
          : null;
    if (judged === null) this.#no(context);
    // The directory of users or scrypt failed: nobody gets in by that.
    else judged.catch(() => this.#no(context));
  }

  async #byPassword(context: PasswordAuthContext): Promise<void> {
    const { username } = context;
    // A request to change the password comes in another form; passwords are not changed here.
    const password = typeof context.password === "string" ? context.password : "";
    const user = await this.#parts.findUser(username);
    // Always the same work, whoever asks.
    const matches = await verifyPassword(password, user?.passwordHash ?? null);
    if (matches && user && this.#isUsable(user)) await this.#accept(context, user, "password");
    else this.#reject(context, "password", user);
  }

  async #byKey(context: PublicKeyAuthContext): Promise<void> {
    const { username, key, blob, signature } = context;
    const user = await this.#parts.findUser(username);
    const { hashAlgo } = context as { hashAlgo?: string };
    const presented: PresentedKey = {
      algorithm: key.algo,
      data: key.data,
      hashAlgorithm: hashAlgo,
      proof: signature && blob ? { signature, signed: blob } : null,
    };
    const lines = user && this.#isUsable(user) ? user.publicKeys : [];
    const keys = parsePublicKeys(lines.length > 0 ? lines : decoyKeys);
    const verdict = judgePublicKey(presented, keys, this.#parts.settings().legacyClients);
    if (verdict === "proved" && user) {
      await this.#accept(context, user, "publickey", keyInWords(key.algo, key.data));
    } else if (verdict === "known") context.accept();
    else if (presented.proof) this.#reject(context, "publickey", user);
    else if (++this.#keyQuestions > MAX_KEY_QUESTIONS) this.#tooMany(username, user !== null);
    else this.#no(context);
  }

  #isUsable(user: SftpUser): boolean {
    return user.enabled && (user.expiresAt === null || user.expiresAt > this.#parts.wall.now());
  }

  async #accept(
    context: AuthContext,
    user: SftpUser,
    method: "password" | "publickey",
    key?: string,
  ): Promise<void> {
    const { peer, guard, root, mayEnter } = this.#parts;
    if (!mayEnter(user.name)) {
      this.#log(say.refused(peer, `too many connections of ${userText(user.name)}`), 4);
      this.#connection?.end();
      return;
    }
    const jail = await SftpJail.open(root, user.home);
    // Who left meanwhile hears nothing any more, and a server that stopped says nothing after its last line.
    if (this.#ended) return;
    if (!jail.ok) {
      this.#log(say.refused(peer, `the home of ${userText(user.name)} is not there`), 3);
      this.#no(context);
      return;
    }
    this.#jail = jail.value;
    this.#user = user;
    this.#grace();
    guard.succeeded(peer.address);
    this.#log(say.accepted(method, user.name, peer, key));
    this.#activeAt = this.#parts.wall.now();
    context.accept();
    this.#parts.onChange();
  }

  /** The answer comes late, and later each time; the log says at once what happened. */
  #reject(context: AuthContext, method: "password" | "publickey", user: SftpUser | null): void {
    const { peer, guard, wall, settings } = this.#parts;
    if (!user && this.#failures === 0) this.#log(say.invalidUser(context.username, peer));
    this.#log(say.failed(method, context.username, user !== null, peer));
    const { delayMs, blocked } = guard.failed(peer.address);
    if (blocked) {
      const block = guard.blocks().find(({ address }) => address === peer.address);
      this.#log(say.blocked(peer.address, block?.failures ?? 0, Math.round(settings().blockForMs / 1000)), 4);
      this.#parts.onAddressBlocked(peer.address);
    }
    const last = ++this.#failures >= settings().maxLoginAttempts || blocked;
    wall.after(delayMs, () => {
      if (this.#ended) return;
      if (last) this.#tooMany(context.username, user !== null);
      else this.#no(context);
    });
  }

  /** ssh2 throws when the client is gone in the meantime. */
  #no(context: AuthContext): void {
    if (this.#ended) return;
    try {
      context.reject(METHODS);
    } catch {
      this.#parts.socket.destroy();
    }
  }

  #tooMany(name: string, known: boolean): void {
    this.#log(say.tooManyAttempts(name, known, this.#parts.peer), 4);
    this.end(fault("authentication-failed"));
  }

  // Sessions

  #session(session: Session): void {
    this.#openSessions++;
    session.once("close", () => {
      this.#openSessions--;
    });
    // Without a listener for "sftp" ssh2 hands over the bare channel, and the protocol is ours.
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
    const { peer, server, root, openTransfer, wall, settings, moved, faults } = this.#parts;
    const parts: SftpSessionParts = {
      channel,
      peer,
      server,
      root,
      openTransfer,
      moved,
      faults,
      flow: this.#flow,
      jail: this.#jail,
      user: { name: user.name, canWrite: user.canWrite },
      maxHandles: settings().maxHandlesPerSession,
      wallNow: () => wall.now(),
      log: (text, transferId) => this.#log(text, 6, "internal-sftp", transferId ?? null),
      onActivity: () => {
        this.#activeAt = wall.now();
      },
      drop: (cause) => this.#drop(cause),
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
