/**
 * The sessions of browser terminals. A session continues when its page is reloaded or disconnected: its output is
 * buffered up to a limit, and the page continues reading where it stopped. Idle sessions are closed.
 */
import { randomBytes } from "node:crypto";
import { IDLE_TIMEOUT_NOTICE, SIGN_IN_ENDED_NOTICE, STOP_NOTICE } from "@/lib/cli/notices";
import type { CliPorts, CliUser } from "@/lib/cli/ports";
import { CliSession } from "@/lib/cli/session";
import type { SessionEntry, SessionRegistry } from "@/lib/cli/session-registry";
import type { Actor } from "@/lib/contracts/actor";
import type { Command, CommandAnswer } from "@/lib/contracts/commands";
import { FaultError, fault } from "@/lib/contracts/fault";
import type { TerminalOutput } from "@/lib/contracts/terminal";
import type { Cancel, Clock } from "@/lib/kit/clock";
import type { Handlers } from "../handlers";

/** What the browser terminals need from the command line. */
export type CliTerminalsPorts = {
  portsFor(user: CliUser, entry: SessionEntry): CliPorts;
  sessions: SessionRegistry;
  wall: Clock;
  /** A session is closed when nothing was typed and no command ran for this long. */
  idleTimeoutMs: number;
  /** The most sessions at once. Default 100. */
  maxSessions?: number;
};

/** The output that is buffered for a page that reconnects: about 3,000 lines. */
const BUFFERED_CHARACTERS = 262_144;
/** A session pauses its output when a present reader has more than this to read. */
const MAX_UNREAD_CHARACTERS = 65_536;
/** The most output in one answer. */
const MAX_READ_CHARACTERS = 65_536;
/** How long a read waits for output before it returns without any. */
const READ_WAIT_MS = 15_000;
/** A reader that has not asked for this long counts as away, and the session no longer waits for it. */
const READER_AWAY_MS = 3_000;
/** How long an input request waits for room in the key queue before it is answered. */
const INPUT_WAIT_MS = 15_000;
/** How long the output of an ended session can still be read. */
const KEEP_ENDED_MS = 60_000;
/** How long a program that stops waits for the pages to read why their sessions ended. */
const READ_END_MS = 1_000;
const SWEEP_INTERVAL_MS = 1_000;

export class CliTerminals {
  readonly #ports: CliTerminalsPorts;
  readonly #terminals = new Map<string, Terminal>();
  #sweep: Cancel | undefined;
  #isReloading = false;

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

  /** The session with this id, if the actor opened it. */
  #ownTerminal({ id, actor }: { id: string; actor: Actor }): Terminal {
    const terminal = this.#terminals.get(id);
    if (terminal === undefined || terminal.owner !== actor.name)
      throw new FaultError(fault("not-found", "This session of the command line has ended."));
    return terminal;
  }

  /** The controller goes down with this syslog line, which ends all sessions; or, with null, is up again. */
  onReload(line: string | null): void {
    this.#isReloading = line !== null;
    if (line !== null) for (const terminal of this.#terminals.values()) terminal.shutDown(line);
  }

  /** Closes the sessions that were opened with these sign-ins. */
  endSignIns(ids: readonly string[]): void {
    for (const terminal of this.#terminals.values())
      if (terminal.signIn !== undefined && ids.includes(terminal.signIn)) terminal.end(SIGN_IN_ENDED_NOTICE);
  }

  /** Closes all sessions with a notice. Resolves when the pages have read it, or after a second. */
  async stop(): Promise<void> {
    this.#sweep?.();
    this.#sweep = undefined;
    const terminals = [...this.#terminals.values()];
    for (const terminal of terminals) terminal.end(STOP_NOTICE);
    await Promise.all(terminals.map((terminal) => terminal.endRead(READ_END_MS)));
  }

  #open({ columns, rows, actor }: Command<"terminal.open">): CommandAnswer<"terminal.open"> {
    if (this.#isReloading) throw new FaultError(fault("controller-reloading"));
    this.#makeRoom();
    const id = randomBytes(16).toString("base64url");
    this.#terminals.set(id, new Terminal(this.#ports, actor, { columns, rows }));
    this.#sweepLater();
    return { id };
  }

  /** At the limit, closes the session whose page has been away longest. @throws FaultError when all are in use */
  #makeRoom(): void {
    const { maxSessions = 100 } = this.#ports;
    if (this.#terminals.size < maxSessions) return;
    const away = [...this.#terminals].filter(([, terminal]) => terminal.ended || terminal.isAway);
    const [oldest] = away.sort(([, a], [, b]) => a.activeAt - b.activeAt);
    if (oldest === undefined) {
      throw new FaultError(
        fault("busy", `The limit of ${maxSessions} command line sessions is reached.`, "Close one of them."),
      );
    }
    oldest[1].end("% This session was closed to make room for another one.");
    this.#terminals.delete(oldest[0]);
  }

  #sweepLater(): void {
    const { wall, idleTimeoutMs } = this.#ports;
    this.#sweep ??= wall.after(SWEEP_INTERVAL_MS, () => {
      this.#sweep = undefined;
      for (const [id, terminal] of this.#terminals) {
        terminal.endIfIdle(idleTimeoutMs);
        if (terminal.ended && wall.elapsed() - terminal.activeAt > KEEP_ENDED_MS) this.#terminals.delete(id);
      }
      if (this.#terminals.size > 0) this.#sweepLater();
    });
  }
}

class Terminal {
  readonly owner: string;
  /** The id of the browser's session or API token that opened it. */
  readonly signIn: string | undefined;
  readonly #wall: Clock;
  readonly #entry: SessionEntry;
  readonly #session: CliSession;
  ended = false;
  #isGoingDown = false;
  /** Wall milliseconds of the last input, or of the end. */
  activeAt: number;
  /** The buffered output, and its position in the whole output. */
  #text = "";
  #start = 0;
  /** The position up to which the output was read. */
  #readTo = 0;
  #readers = 0;
  #readAt: number;
  #isEndRead = false;
  /** The number of input characters taken so far. */
  #taken = 0;
  #wantsInput = true;
  readonly #onOutput = new Set<() => void>();
  readonly #onRoom = new Set<() => void>();
  readonly #onInputWanted = new Set<() => void>();
  readonly #onEndRead = new Set<() => void>();

  constructor(ports: CliTerminalsPorts, actor: Actor, size: { columns: number; rows: number }) {
    const { wall, sessions, portsFor } = ports;
    const user: CliUser = {
      name: actor.name,
      privilege: actor.role === "admin" ? 15 : 1,
      from: "console",
      browser: { address: actor.from, token: actor.token },
    };
    this.owner = actor.name;
    this.signIn = actor.signIn;
    this.#wall = wall;
    this.activeAt = wall.elapsed();
    this.#readAt = wall.elapsed();
    this.#entry = sessions.register(user);
    this.#session = new CliSession(
      portsFor(user, this.#entry),
      {
        write: (text) => this.#write(text),
        drained: () => this.#drained(),
        setInputWanted: (wanted) => {
          this.#wantsInput = wanted;
          if (wanted) wake(this.#onInputWanted);
        },
        close: () => this.#close(),
      },
      { kind: "terminal", ...size },
    );
    this.#session.start().catch(() => this.#close());
  }

  /** Whether no page reads the output. */
  get isAway(): boolean {
    return this.#readers === 0 && this.#wall.elapsed() - this.#readAt > READER_AWAY_MS;
  }

  /**
   * Takes input. Characters before `at` that were already taken are ignored, so a request can be repeated.
   * @returns the number of characters taken so far, when the session wants more
   */
  async input(at: number, data: string): Promise<number> {
    if (at > this.#taken) {
      throw new FaultError(
        fault("conflict", `Input is missing: ${this.#taken} of ${at} characters were received.`),
      );
    }
    const fresh = data.slice(this.#taken - at);
    if (fresh !== "" && !this.ended) {
      this.#taken += fresh.length;
      this.activeAt = this.#wall.elapsed();
      this.#entry.recordActivity();
      this.#session.receive(new TextEncoder().encode(fresh));
    }
    if (!this.#wantsInput && !this.ended) await this.#waitFor(this.#onInputWanted, INPUT_WAIT_MS);
    return this.#taken;
  }

  /** The output after this position, as soon as there is any. */
  async read(after: number): Promise<TerminalOutput> {
    this.#readTo = Math.min(Math.max(this.#readTo, after), this.#end);
    wake(this.#onRoom);
    if (after >= this.#end && !this.ended) {
      this.#readers++;
      await this.#waitFor(this.#onOutput, READ_WAIT_MS);
      this.#readers--;
    }
    this.#readAt = this.#wall.elapsed();
    const from = Math.min(Math.max(after, this.#start), this.#end);
    const text = this.#text.slice(from - this.#start, from - this.#start + MAX_READ_CHARACTERS);
    const taken = this.#taken;
    const ended = this.ended && from + text.length >= this.#end;
    if (ended) {
      this.#isEndRead = true;
      wake(this.#onEndRead);
    }
    return { from, text, taken, ended, endedByReload: ended && this.#isGoingDown };
  }

  /** Resolves when a present reader has read the output to its end, or after this time. */
  async endRead(limitMs: number): Promise<void> {
    if (!this.#isEndRead && !this.isAway) await this.#waitFor(this.#onEndRead, limitMs);
  }

  resize(columns: number, rows: number): void {
    this.#session.resize(columns, rows);
  }

  /** The controller goes down: a running command prints its end, then the session prints the notice and ends. */
  shutDown(notice: string): void {
    if (this.ended) return;
    this.#isGoingDown = true;
    this.#session.shutDown(notice);
  }

  /** Ends the session. @param reason a notice to print; null for none */
  end(reason: string | null): void {
    if (this.ended) return;
    if (reason !== null) this.#session.announce(reason);
    this.#session.dispose();
    this.#close();
  }

  /** Ends the session if nothing was typed and no command ran for this long. */
  endIfIdle(idleTimeoutMs: number): void {
    if (this.ended) return;
    const now = this.#wall.elapsed();
    if (this.#session.isBusy) this.activeAt = now;
    if (now - this.activeAt >= idleTimeoutMs) this.end(IDLE_TIMEOUT_NOTICE);
  }

  get #end(): number {
    return this.#start + this.#text.length;
  }

  #write(text: string): void {
    if (this.ended) return;
    this.#text += text;
    if (this.#text.length > 2 * BUFFERED_CHARACTERS) this.#trimBuffer();
    wake(this.#onOutput);
  }

  /** Removes the oldest output up to a line end, so that the buffer does not start inside a control sequence. */
  #trimBuffer(): void {
    const cut = this.#text.indexOf("\n", this.#text.length - BUFFERED_CHARACTERS) + 1;
    const drop = cut === 0 ? this.#text.length - BUFFERED_CHARACTERS : cut;
    this.#text = this.#text.slice(drop);
    this.#start += drop;
  }

  /** Waits for a present reader to read, and for at least one turn of the event loop, so that others get time. */
  async #drained(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (!this.ended && !this.isAway && this.#end - this.#readTo > MAX_UNREAD_CHARACTERS) {
      await this.#waitFor(this.#onRoom, READER_AWAY_MS);
    }
  }

  #close(): void {
    if (this.ended) return;
    this.ended = true;
    this.activeAt = this.#wall.elapsed();
    this.#entry.release();
    for (const waiting of [this.#onOutput, this.#onRoom, this.#onInputWanted]) wake(waiting);
  }

  /** Waits until `wake` is called for this set, or for the given time. */
  #waitFor(waiting: Set<() => void>, limitMs: number): Promise<void> {
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
