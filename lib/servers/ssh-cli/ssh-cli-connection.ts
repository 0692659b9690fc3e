/** One SSH connection to the command line: its login and its sessions. `ssh-listener.ts` decides whether it is admitted. */
import type { Socket } from "node:net";
import type { AuthContext, Connection, PseudoTtyInfo, ServerChannel, Session } from "ssh2";
import type { CliPorts, CliUser, Privilege } from "@/lib/cli/ports";
import type { SessionKind } from "@/lib/cli/session";
import type { SessionEntry, SessionRegistry } from "@/lib/cli/session-registry";
import type { Cancel, Clock } from "@/lib/kit/clock";
import type { Endpoint } from "../endpoint";
import { OutFlow } from "../sftp/out-flow";
import type { LoginGuard } from "../ssh-login-guard";
import { sshdLogText } from "../sshd-log";
import { SshCliChannel } from "./ssh-cli-channel";
import type { SshCliSettings } from "./ssh-cli-settings";

/** The login methods that are offered. Some clients support only one of them. */
const METHODS: ("password" | "keyboard-interactive")[] = ["password", "keyboard-interactive"];
/** Requests with other methods on one connection: agents offer every key that they hold. */
const MAX_OTHER_METHODS = 20;
/** After we have ended a connection, the client must close it within this time. */
const CLOSE_TIMEOUT_MS = 2000;
/** A command that still runs this long after the controller went down is cut off. */
const SHUT_DOWN_MS = 10_000;
const MAX_COLUMNS = 512;

/** The user and privilege of a login; null when the password is wrong or the user is unknown. */
export type Authenticate = (
  user: string,
  password: string,
  from: string,
) => Promise<{ name: string; privilege: Privilege } | null>;

export type ConnectionParts = {
  socket: Socket;
  peer: Endpoint;
  settings: SshCliSettings;
  wall: Clock;
  guard: LoginGuard;
  sessions: SessionRegistry;
  authenticate: Authenticate;
  portsFor(user: CliUser, entry: SessionEntry): CliPorts;
  log(text: string): void;
  /** A login was refused without judging its password. */
  onRefusedLogin(): void;
  /** The connection of a user who had logged in has ended. */
  onLeft(user: string): void;
  onEnd(): void;
};

export class SshCliConnection {
  readonly #parts: ConnectionParts;
  readonly #channels = new Set<SshCliChannel>();
  #connection: Connection | undefined;
  #flow: OutFlow | undefined;
  #user: CliUser | null = null;
  #failures = 0;
  #otherMethods = 0;
  #openSessions = 0;
  #hasEnded = false;
  #isGoingDown = false;
  readonly #loginTimeout: Cancel;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    const { socket, wall, settings, peer } = parts;
    socket.on("error", () => undefined);
    socket.once("close", () => this.#closed());
    this.#loginTimeout = wall.after(settings.loginGraceMs, () => {
      parts.log(sshdLogText.loginTimedOut(peer));
      socket.destroy();
    });
  }

  get user(): string | null {
    return this.#user?.name ?? null;
  }

  get address(): string {
    return this.#parts.peer.address;
  }

  /** Sessions that run now. */
  get sessions(): number {
    return this.#channels.size;
  }

  /** From now on ssh2 handles the connection. */
  attach(connection: Connection): void {
    this.#connection = connection;
    this.#flow = new OutFlow(this.#parts.socket, connection, () => {
      for (const channel of this.#channels) channel.resumeOutput();
    });
    connection.on("error", (error: Error) => this.#sshFailed(error));
    connection.on("authentication", (context) => this.#authenticate(context));
    connection.on("ready", () => {
      connection.on("session", (accept, reject) => {
        if (this.#isGoingDown || this.#openSessions >= this.#parts.settings.maxSessionsPerConnection)
          reject();
        else this.#session(accept());
      });
    });
  }

  /** Ends all sessions with the message `reason`, then the connection. */
  end(reason: string): void {
    for (const channel of [...this.#channels]) channel.end(reason);
    if (this.#connection) this.#connection.end();
    else this.#parts.socket.end();
    this.#startCloseTimeout();
  }

  /** The controller goes down: ends all sessions with this notice, those that run a command after it, then the connection. */
  shutDown(notice: string): void {
    if (this.#isGoingDown || this.#hasEnded) return;
    this.#isGoingDown = true;
    if (this.#channels.size === 0) this.end("");
    for (const channel of [...this.#channels]) channel.shutDown(notice);
    const cancel = this.#parts.wall.after(SHUT_DOWN_MS, () => this.end(notice));
    this.#parts.socket.once("close", cancel);
  }

  endIfIdle(now: number): void {
    const { idleTimeoutMs } = this.#parts.settings;
    for (const channel of [...this.#channels]) channel.endIfIdle(now, idleTimeoutMs);
  }

  #closed(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#loginTimeout();
    for (const channel of [...this.#channels]) channel.destroy();
    this.#parts.log(sshdLogText.closed(this.#parts.peer, this.user));
    if (this.user !== null) this.#parts.onLeft(this.user);
    this.#parts.onEnd();
  }

  #sshFailed(error: Error & { level?: string }): void {
    if (error.level !== "client-socket")
      this.#parts.log(sshdLogText.protocolError(this.#parts.peer, error.message));
    this.#startCloseTimeout();
  }

  /** Destroys the socket when the client does not close its side in time. */
  #startCloseTimeout(): void {
    const { socket, wall } = this.#parts;
    const cancel = wall.after(CLOSE_TIMEOUT_MS, () => socket.destroy());
    socket.once("close", cancel);
  }

  // Login

  #authenticate(context: AuthContext): void {
    if (context.method === "password") this.#verify(context, context.password);
    else if (context.method === "keyboard-interactive") {
      context.prompt([{ prompt: "Password: ", echo: false }], (answers) =>
        this.#verify(context, answers[0] ?? ""),
      );
    } else if (++this.#otherMethods > MAX_OTHER_METHODS) this.#endAfterTooMany();
    else context.reject(METHODS);
  }

  #verify(context: AuthContext, password: string): void {
    const { authenticate, peer, wall, guard } = this.#parts;
    const { username } = context;
    const askedAt = wall.elapsed();
    let wasJudged = false;
    const judged = guard.judge(peer.address, username, async () => {
      wasJudged = true;
      // A client that has gone must not use up the account's turn with a slow hash.
      return this.#hasEnded ? null : await authenticate(username, password, peer.address);
    });
    judged.then(
      (found) => {
        if (!wasJudged) this.#parts.onRefusedLogin();
        if (found) this.#accept(context, found);
        else this.#reject(context, askedAt);
      },
      // An error while looking up the user must not log anybody in.
      () => this.#reject(context, askedAt),
    );
  }

  #accept(context: AuthContext, found: { name: string; privilege: Privilege }): void {
    if (this.#hasEnded) return;
    const { peer, guard, log } = this.#parts;
    this.#user = { ...found, from: peer.address };
    this.#loginTimeout();
    guard.succeeded(peer.address, found.name);
    log(sshdLogText.accepted("password", found.name, peer));
    context.accept();
  }

  /** Answers after a delay that is measured from the request, so that the time does not tell whether the user exists. */
  #reject(context: AuthContext, askedAt: number): void {
    if (this.#hasEnded) return;
    const { peer, guard, wall, settings, log } = this.#parts;
    log(sshdLogText.failed("password", context.username, true, peer));
    const { delayMs, failures, blocked } = guard.failed(peer.address);
    if (blocked) log(sshdLogText.blocked(peer.address, failures, Math.round(settings.blockForMs / 1000)));
    const isLast = ++this.#failures >= settings.maxLoginAttempts || blocked;
    wall.after(delayMs - (wall.elapsed() - askedAt), () => {
      if (this.#hasEnded) return;
      if (isLast) this.#endAfterTooMany();
      else context.reject(METHODS);
    });
  }

  #endAfterTooMany(): void {
    this.#parts.log(sshdLogText.tooManyAttempts(null, this.#parts.peer));
    this.end("");
  }

  // Sessions

  #session(session: Session): void {
    this.#openSessions++;
    let window: { columns: number; rows: number } | undefined;
    let channel: SshCliChannel | undefined;
    session.once("close", () => {
      this.#openSessions--;
    });
    session.on("pty", (accept, _reject, info: PseudoTtyInfo) => {
      window = sizeOf(info);
      accept?.();
    });
    session.on("window-change", (accept, _reject, info) => {
      const { columns, rows } = sizeOf(info);
      channel?.resize(columns, rows);
      accept?.();
    });
    session.on("shell", (accept) => {
      channel = this.#open(accept(), window ? { kind: "terminal", ...window } : { kind: "script" });
    });
    session.on("exec", (accept, _reject, { command }) => {
      channel = this.#open(accept(), { kind: "exec", command });
    });
  }

  #open(channel: ServerChannel, kind: SessionKind): SshCliChannel | undefined {
    const user = this.#user;
    const flow = this.#flow;
    if (!user || !flow) return undefined;
    const { sessions, portsFor, wall } = this.#parts;
    const entry = sessions.register(user);
    const opened: SshCliChannel = new SshCliChannel({
      channel,
      kind,
      entry,
      flow,
      ports: portsFor(user, entry),
      now: () => wall.now(),
      onEnd: () => {
        this.#channels.delete(opened);
        if (this.#isGoingDown && this.#channels.size === 0) this.end("");
      },
    });
    this.#channels.add(opened);
    opened.start();
    return opened;
  }
}

/** The window size of a pty request, limited; 0 columns or rows mean unknown (RFC 4254 §6.2). */
function sizeOf({ cols, rows }: { cols: number; rows: number }): { columns: number; rows: number } {
  return {
    columns: cols === 0 ? 80 : Math.min(cols, MAX_COLUMNS),
    rows: rows === 0 ? 24 : Math.min(rows, 512),
  };
}
