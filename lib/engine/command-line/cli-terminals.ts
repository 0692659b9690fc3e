/**
 * The command line's sessions in browsers. A session outlives its page: what it writes is kept, within bounds, until
 * somebody reads it; a page that was reloaded or cut off reads on where it was. What nobody uses ends.
 */
import { randomBytes } from "node:crypto";
import type { CliPorts, CliUser } from "@/lib/cli/ports";
import { CliSession } from "@/lib/cli/session";
import type { SessionEntry, SessionRegistry } from "@/lib/cli/session-registry";
import type { Actor } from "@/lib/contracts/actor";
import type { Command, CommandAnswer } from "@/lib/contracts/commands";
import { FaultError, fault } from "@/lib/contracts/fault";
import type { TerminalOutput } from "@/lib/contracts/terminal";
import type { Cancel, Clock } from "@/lib/kit/clock";
import type { Handlers } from "../handlers";

export type CliTerminalsPorts = {
  portsFor(user: CliUser, entry: SessionEntry): CliPorts;
  sessions: SessionRegistry;
  wall: Clock;
  /** A session in which nothing is typed and no command runs ends after this. */
  idleTimeoutMs: number;
  /** Most sessions at once. Default 100. */
  maxSessions?: number;
};

/** Output kept for whoever comes back: about three thousand lines. */
const KEPT_CHARACTERS = 262_144;
/** Output that a reader has not taken yet, beyond which the session waits for it. */
const UNREAD_CHARACTERS = 65_536;
/** Of one answer. */
const READ_CHARACTERS = 65_536;
/** How long a read waits for output before it answers without. */
const READ_WAIT_MS = 15_000;
/** A reader that has not asked again for this long is away: the session no longer waits for it. */
const READER_AWAY_MS = 3_000;
/** How long a keystroke waits for room behind a running command before its sender is told that it was taken. */
const INPUT_WAIT_MS = 15_000;
/** An ended session's last words can be read for this long. */
const ENDED_FOR_MS = 60_000;
const SWEEP_EVERY_MS = 1_000;

export class CliTerminals {
  readonly #ports: CliTerminalsPorts;
  readonly #terminals = new Map<string, Terminal>();
  #sweep: Cancel | undefined;

  constructor(ports: CliTerminalsPorts) {
    this.#ports = ports;
  }

  /** A handler throws a FaultError when the answer is a fault. */
  readonly handlers: Handlers<"terminal"> = {
    "terminal.open": (command) => this.#open(command),
    "terminal.input": async (command) => ({
      taken: await this.#ownTerminal(command).input(command.at, command.data),
    }),
    "terminal.read": (command) => this.#ownTerminal(command).read(command.after),
    "terminal.resize": (command) => {
      this.#ownTerminal(command).resize(command.columns, command.rows);
      return { id: command.id };
    },
    "terminal.close": (command) => {
      this.#ownTerminal(command).end(null);
      return { id: command.id };
    },
  };

  /** The session of that id, if the actor opened it. */
  #ownTerminal({ id, actor }: { id: string; actor: Actor }): Terminal {
    const terminal = this.#terminals.get(id);
    if (terminal === undefined || terminal.owner !== actor.name)
      throw new FaultError(fault("not-found", "This session of the command line has ended."));
    return terminal;
  }

  /** Ends all sessions with one line. */
  stop(): void {
    this.#sweep?.();
    this.#sweep = undefined;
    for (const terminal of this.#terminals.values())
      terminal.end("% The program stops: this session is closed.");
  }

  #open({ columns, rows, actor }: Command<"terminal.open">): CommandAnswer<"terminal.open"> {
    this.#makeRoom();
    const id = randomBytes(16).toString("base64url");
    this.#terminals.set(id, new Terminal(this.#ports, actor, { columns, rows }));
    this.#sweepLater();
    return { id };
  }

  /** The session that has been away longest makes room; while all are in use, nobody else comes in. */
  #makeRoom(): void {
    const { maxSessions = 100 } = this.#ports;
    if (this.#terminals.size < maxSessions) return;
    const away = [...this.#terminals].filter(([, terminal]) => terminal.ended || terminal.isAway);
    const [oldest] = away.sort(([, a], [, b]) => a.activeAt - b.activeAt);
    if (oldest === undefined) {
      throw new FaultError(
        fault("busy", `${maxSessions} sessions of the command line are open.`, "Close one of them."),
      );
    }
    oldest[1].end("% Another session took this one's place.");
    this.#terminals.delete(oldest[0]);
  }

  #sweepLater(): void {
    const { wall, idleTimeoutMs } = this.#ports;
    this.#sweep ??= wall.after(SWEEP_EVERY_MS, () => {
      this.#sweep = undefined;
      for (const [id, terminal] of this.#terminals) {
        terminal.endIfIdle(idleTimeoutMs);
        if (terminal.ended && wall.now() - terminal.activeAt > ENDED_FOR_MS) this.#terminals.delete(id);
      }
      if (this.#terminals.size > 0) this.#sweepLater();
    });
  }
}

class Terminal {
  readonly owner: string;
  readonly #wall: Clock;
  readonly #entry: SessionEntry;
  readonly #session: CliSession;
  ended = false;
  /** Wall milliseconds of the last keystroke, or of the end. */
  activeAt: number;
  /** What is kept of the output, and where in all of it that begins. */
  #text = "";
  #start = 0;
  /** As far as a reader has it. */
  #readTo = 0;
  #readers = 0;
  #readAt: number;
  /** Characters of input that were taken in all. */
  #taken = 0;
  #wantsInput = true;
  readonly #onOutput = new Set<() => void>();
  readonly #onRoom = new Set<() => void>();
  readonly #onWanted = new Set<() => void>();

  constructor(ports: CliTerminalsPorts, actor: Actor, size: { columns: number; rows: number }) {
    const { wall, sessions, portsFor } = ports;
    const user: CliUser = {
      name: actor.name,
      privilege: actor.role === "admin" ? 15 : 1,
      from: "console",
    };
    this.owner = actor.name;
    this.#wall = wall;
    this.activeAt = wall.now();
    this.#readAt = wall.now();
    this.#entry = sessions.register(user);
    this.#session = new CliSession(
      portsFor(user, this.#entry),
      {
        write: (text) => this.#write(text),
        drained: () => this.#drained(),
        setInputWanted: (wanted) => {
          this.#wantsInput = wanted;
          if (wanted) wake(this.#onWanted);
        },
        close: () => this.#close(),
      },
      { kind: "terminal", ...size },
    );
    this.#session.start().catch(() => this.#close());
  }

  /** Nobody reads. */
  get isAway(): boolean {
    return this.#readers === 0 && this.#wall.now() - this.#readAt > READER_AWAY_MS;
  }

  /** @returns how many characters were taken in all; resolves when the session wants more. */
  async input(at: number, data: string): Promise<number> {
    if (at > this.#taken) {
      throw new FaultError(fault("conflict", `Keys are missing: ${this.#taken} of ${at} characters came.`));
    }
    const fresh = data.slice(this.#taken - at);
    if (fresh !== "" && !this.ended) {
      this.#taken += fresh.length;
      this.activeAt = this.#wall.now();
      this.#entry.recordActivity();
      this.#session.receive(new TextEncoder().encode(fresh));
    }
    if (!this.#wantsInput && !this.ended) await this.#until(this.#onWanted, INPUT_WAIT_MS);
    return this.#taken;
  }

  async read(after: number): Promise<TerminalOutput> {
    this.#readTo = Math.min(Math.max(this.#readTo, after), this.#end);
    wake(this.#onRoom);
    if (after >= this.#end && !this.ended) {
      this.#readers++;
      await this.#until(this.#onOutput, READ_WAIT_MS);
      this.#readers--;
    }
    this.#readAt = this.#wall.now();
    const from = Math.min(Math.max(after, this.#start), this.#end);
    const text = this.#text.slice(from - this.#start, from - this.#start + READ_CHARACTERS);
    const taken = this.#taken;
    return { from, text, taken, ended: this.ended && from + text.length >= this.#end };
  }

  resize(columns: number, rows: number): void {
    this.#session.resize(columns, rows);
  }

  /** @param reason the last line; null when nobody is there to read it */
  end(reason: string | null): void {
    if (this.ended) return;
    if (reason !== null) this.#session.announce(reason);
    this.#session.dispose();
    this.#close();
  }

  endIfIdle(idleTimeoutMs: number): void {
    if (this.ended) return;
    const now = this.#wall.now();
    if (this.#session.isBusy) this.activeAt = now;
    if (now - this.activeAt >= idleTimeoutMs) this.end("% Idle timeout: this session is closed.");
  }

  get #end(): number {
    return this.#start + this.#text.length;
  }

  #write(text: string): void {
    if (this.ended) return;
    this.#text += text;
    if (this.#text.length > 2 * KEPT_CHARACTERS) this.#forget();
    wake(this.#onOutput);
  }

  /** What is kept begins with a whole line, never inside a control sequence. */
  #forget(): void {
    const cut = this.#text.indexOf("\n", this.#text.length - KEPT_CHARACTERS) + 1;
    const drop = cut === 0 ? this.#text.length - KEPT_CHARACTERS : cut;
    this.#text = this.#text.slice(drop);
    this.#start += drop;
  }

  /** A reader that is there gets time to read; at least one turn of the event loop is everybody else's. */
  async #drained(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (!this.ended && !this.isAway && this.#end - this.#readTo > UNREAD_CHARACTERS) {
      await this.#until(this.#onRoom, READER_AWAY_MS);
    }
  }

  #close(): void {
    if (this.ended) return;
    this.ended = true;
    this.activeAt = this.#wall.now();
    this.#entry.release();
    for (const waiting of [this.#onOutput, this.#onRoom, this.#onWanted]) wake(waiting);
  }

  /** Until it is woken, or the time is over. */
  #until(waiting: Set<() => void>, limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        waiting.delete(done);
        resolve();
      };
      const cancel = this.#wall.after(limitMs, done);
      waiting.add(done);
    });
  }
}

function wake(waiting: Set<() => void>): void {
  for (const done of [...waiting]) done();
}
