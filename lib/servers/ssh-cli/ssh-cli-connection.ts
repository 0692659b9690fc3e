/**
 * One SSH connection to the command line: who logs in, and which sessions it has. Whether it may be there at all is
 * decided by `ssh-cli-server.ts`.
 */
import type { Socket } from "node:net";
import type { AuthContext, Connection, PseudoTtyInfo, ServerChannel, Session } from "ssh2";
import type { CliPorts, CliUser, Privilege } from "@/lib/cli/ports";
import type { SessionKind } from "@/lib/cli/session";
import type { SessionEntry, SessionRegistry } from "@/lib/cli/session-registry";
import type { Cancel, Clock } from "@/lib/kit/clock";
import { OutFlow } from "../sftp/out-flow";
import type { LoginGuard } from "../ssh-login-guard";
import { SshCliChannel } from "./ssh-cli-channel";
import { type Peer, type SshCliSettings, say } from "./ssh-cli-settings";

/** Offered when a login was refused. Some clients know only one of the two. */
const METHODS: ("password" | "keyboard-interactive")[] = ["password", "keyboard-interactive"];
/** Requests for other methods on one connection: agents ask with every key they hold. */
const MAX_OTHER_METHODS = 20;
/** After the goodbye, how long the client may take to close before it is cut. */
const GOODBYE_MS = 2000;
const MAX_COLUMNS = 512;

export type Authenticate = (
  user: string,
  password: string,
  from: string,
) => Promise<{ name: string; privilege: Privilege } | null>;

export type ConnectionParts = {
  socket: Socket;
  peer: Peer;
  settings: SshCliSettings;
  wall: Clock;
  guard: LoginGuard;
  sessions: SessionRegistry;
  authenticate: Authenticate;
  portsFor(user: CliUser, entry: SessionEntry): CliPorts;
  log(text: string): void;
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
  #ended = false;
  readonly #grace: Cancel;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    const { socket, wall, settings, peer } = parts;
    socket.on("error", () => undefined);
    socket.once("close", () => this.#gone());
    this.#grace = wall.after(settings.loginGraceMs, () => {
      parts.log(say.graceOver(peer));
      socket.destroy();
    });
  }

  get user(): string | null {
    return this.#user?.name ?? null;
  }

  get address(): string {
    return this.#parts.peer.address;
  }

  get sessions(): number {
    return this.#channels.size;
  }

  /** ssh2 speaks with the client from here on. */
  attach(connection: Connection): void {
    this.#connection = connection;
    this.#flow = new OutFlow(this.#parts.socket, connection, () => {
      for (const channel of this.#channels) channel.room();
    });
    connection.on("error", (error: Error) => this.#failed(error));
    connection.on("authentication", (context) => this.#authenticate(context));
    connection.on("ready", () => {
      connection.on("session", (accept, reject) => {
        if (this.#openSessions >= this.#parts.settings.maxSessionsPerConnection) reject();
        else this.#session(accept());
      });
    });
  }

  /** Ends all sessions with one line, and the connection. */
  end(reason: string): void {
    for (const channel of [...this.#channels]) channel.end(reason);
    if (this.#connection) this.#connection.end();
    else this.#parts.socket.end();
    this.#cutLater();
  }

  endIfIdle(now: number): void {
    const { idleTimeoutMs } = this.#parts.settings;
    for (const channel of [...this.#channels]) channel.endIfIdle(now, idleTimeoutMs);
  }

  #gone(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#grace();
    for (const channel of [...this.#channels]) channel.destroy();
    this.#parts.log(say.closed(this.#parts.peer, this.user));
    this.#parts.onEnd();
  }

  #failed(error: Error & { level?: string }): void {
    if (error.level !== "client-socket") this.#parts.log(say.protocolError(this.#parts.peer, error.message));
    this.#cutLater();
  }

  /** A peer that breaks the protocol or has nothing more to say may never close its half. */
  #cutLater(): void {
    const { socket, wall } = this.#parts;
    const cut = wall.after(GOODBYE_MS, () => socket.destroy());
    socket.once("close", cut);
  }

  // Login

  #authenticate(context: AuthContext): void {
    if (context.method === "password") this.#judge(context, context.password);
    else if (context.method === "keyboard-interactive") {
      context.prompt([{ prompt: "Password: ", echo: false }], (answers) =>
        this.#judge(context, answers[0] ?? ""),
      );
    } else if (++this.#otherMethods > MAX_OTHER_METHODS) this.#tooMany();
    else context.reject(METHODS);
  }

  #judge(context: AuthContext, password: string): void {
    const { authenticate, peer, wall } = this.#parts;
    const askedAt = wall.now();
    authenticate(context.username, password, peer.address).then(
      (found) => (found ? this.#accept(context, found) : this.#reject(context, askedAt)),
      // The directory of users failed: nobody gets in by that.
      () => this.#reject(context, askedAt),
    );
  }

  #accept(context: AuthContext, found: { name: string; privilege: Privilege }): void {
    if (this.#ended) return;
    const { peer, guard, log } = this.#parts;
    this.#user = { ...found, from: peer.address };
    this.#grace();
    guard.succeeded(peer.address);
    log(say.accepted(found.name, peer));
    context.accept();
  }

  /** The answer comes late, and later each time, measured from the question: its time does not tell who exists. */
  #reject(context: AuthContext, askedAt: number): void {
    if (this.#ended) return;
    const { peer, guard, wall, settings, log } = this.#parts;
    log(say.failed(context.username, peer));
    const { delayMs, blocked } = guard.failed(peer.address);
    if (blocked) log(say.blocked(peer, Math.round(settings.blockForMs / 1000)));
    const last = ++this.#failures >= settings.maxLoginAttempts || blocked;
    wall.after(delayMs - (wall.now() - askedAt), () => {
      if (this.#ended) return;
      if (last) this.#tooMany();
      else context.reject(METHODS);
    });
  }

  #tooMany(): void {
    this.#parts.log(say.tooMany(this.#parts.peer));
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
      onEnd: () => this.#channels.delete(opened),
    });
    this.#channels.add(opened);
    opened.start();
    return opened;
  }
}

/** A client may send any numbers; 0 columns or rows mean that it does not know. */
function sizeOf({ cols, rows }: { cols: number; rows: number }): { columns: number; rows: number } {
  return {
    columns: cols === 0 ? 80 : Math.min(cols, MAX_COLUMNS),
    rows: rows === 0 ? 24 : Math.min(rows, 512),
  };
}
