/**
 * One session of the command line over any transport (SSH, a browser's terminal): bytes in, text out. A session is a
 * terminal (with echo, editing and paging), a script (lines from a pipe, printed as a transcript) or one exec request.
 * Contains no socket and no clock; the transport reports when the client is gone.
 */
import { printable } from "@/lib/kit/text";
import type { ConfirmStyle } from "./command";
import { Interpreter, type LineIo } from "./interpreter";
import { KeyQueue } from "./key-queue";
import { type Key, KeyDecoder } from "./keys";
import { LineEditor, MAX_LINE } from "./line-editor";
import { LogMonitor } from "./log-monitor";
import type { CliPorts } from "./ports";
import { askSecret, type KeyDialog, printPages } from "./session-dialogs";
import { type OutputIo, SessionOutput } from "./session-output";
import type { SharedCliState } from "./shared-state";

/** The transport of a session. */
export type SessionIo = OutputIo & {
  /** Pauses (false) or resumes (true) the input. */
  setInputWanted(wanted: boolean): void;
  /** Called when the session has ended. 0: every line was accepted. */
  close(status: 0 | 1): void;
};

export type SessionKind =
  | { kind: "terminal"; columns: number; rows: number }
  | { kind: "script" }
  /** Runs the command and ends. The input only answers its questions. */
  | { kind: "exec"; command: string };

type EndedLine = { how: string; line: string; tooLong: boolean };

export class CliSession {
  readonly #io: SessionIo;
  readonly #kind: SessionKind;
  readonly #decoder = new KeyDecoder();
  readonly #editor: LineEditor;
  readonly #interpreter: Interpreter;
  readonly #keys: KeyQueue;
  readonly #output: SessionOutput;
  readonly #monitor: LogMonitor;
  readonly #shared: SharedCliState;
  readonly #dialog: KeyDialog;
  #hasEnded = false;
  /** Present while a command runs; aborted by Ctrl-C. */
  #running: AbortController | undefined;
  #isAtPrompt = false;
  /** Whether the handler of a command runs; afterwards its listing is printed in one piece. */
  #isExecuting = false;
  /** The question that waits for an answer. */
  #question: string | undefined;
  #status: 0 | 1 = 0;
  /** The notice to end with, once the controller goes down; null before. */
  #shutDownNotice: string | null = null;

  constructor(ports: CliPorts, io: SessionIo, kind: SessionKind) {
    const rows = kind.kind === "terminal" ? kind.rows : 0;
    const columns = kind.kind === "terminal" ? kind.columns : 0;
    this.#io = io;
    this.#kind = kind;
    this.#keys = new KeyQueue((wanted) => io.setInputWanted(wanted));
    this.#output = new SessionOutput(io);
    this.#shared = ports.shared;
    this.#dialog = {
      output: this.#output,
      nextKey: () => this.#nextKey(),
      hasEnded: () => this.#hasEnded,
    };
    this.#monitor = new LogMonitor(
      (listener) => ports.onSyslog(listener),
      () => {
        if (this.#canShowLines) this.#showMonitoredLines();
      },
    );
    this.#editor = new LineEditor(columns);
    this.#interpreter = new Interpreter(ports, { length: rows, width: columns }, () => this.#editor.history);
  }

  /** Whether a command is running and is not waiting for a key. */
  get isBusy(): boolean {
    return this.#running !== undefined && !this.#keys.isWaiting;
  }

  /** Runs the session; resolves when it has ended. */
  async start(): Promise<void> {
    if (this.#kind.kind === "exec") await this.#runExec(this.#kind.command);
    else await this.#runLines();
    this.#end();
  }

  /** Takes bytes from the client. */
  receive(bytes: Uint8Array): void {
    if (this.#keys.isEnded) return;
    const keys = this.#decoder.decode(bytes);
    const lastBreak = keys.findLastIndex((key) => "control" in key && key.control === "break");
    // Ctrl-C stops waiting for a running command. A command that asks a question takes it as the answer.
    const interrupts = lastBreak >= 0 && this.isBusy;
    if (interrupts) {
      // Keys typed before the Ctrl-C are discarded.
      this.#keys.clear();
      this.#running?.abort();
    }
    this.#keys.push(interrupts ? keys.slice(lastBreak + 1) : keys);
  }

  /** Reports that the client will send no more. What it has sent is still run. */
  endOfInput(): void {
    this.#keys.end();
  }

  /** Reports a new size of the terminal window. */
  resize(columns: number, rows: number): void {
    const { state } = this.#interpreter;
    // A length of 0 was set by the user to disable paging, which must not change with the window.
    if (state.length !== 0) state.length = rows;
    state.width = columns;
    this.#editor.columns = columns;
  }

  /** Prints one line above the line that is being typed, such as the notice of an idle timeout. */
  announce(text: string): void {
    if (this.#hasEnded) return;
    const line = `${printable(text)}\r\n`;
    if (this.#isAtPrompt) this.#output.write(`${this.#editor.hide()}${line}${this.#editor.redraw()}`);
    else if (this.#question !== undefined) this.#output.write(`\r\n${line}${this.#question}`);
    else this.#output.write(line);
  }

  /**
   * The controller goes down: what the client has sent and was not run is dropped. A command that runs is told to stop
   * waiting, as by Ctrl-C, and prints its end; then the session prints the notice and ends.
   */
  shutDown(notice: string): void {
    if (this.#hasEnded || this.#shutDownNotice !== null) return;
    this.#shutDownNotice = notice;
    if (this.#isAtPrompt) this.#output.write("\r\n");
    this.#running?.abort();
    this.#keys.clear();
    this.#keys.end();
  }

  /** Ends the session because the client is gone. A running command is no longer waited for. */
  dispose(): void {
    this.#hasEnded = true;
    this.#output.stop();
    this.#monitor.setEnabled(false);
    this.#running?.abort();
    this.#keys.clear();
    this.#keys.end();
  }

  /** Whether no further line is run. */
  get #isOver(): boolean {
    return this.#interpreter.isClosed || this.#hasEnded || this.#shutDownNotice !== null;
  }

  async #runLines(): Promise<void> {
    while (!this.#isOver) {
      this.#showMonitoredLines();
      const ended = await this.#readLine();
      if (ended === undefined || this.#shutDownNotice !== null) break;
      if (ended.how !== "enter") {
        // Ctrl-Z and Ctrl-C leave all configuration modes, as on IOS. The typed text is not run.
        this.#interpreter.state.mode = "exec";
        continue;
      }
      if (ended.tooLong) this.#rejectTooLong();
      else await this.#runLine(ended.line);
    }
  }

  async #runExec(command: string): Promise<void> {
    for (const line of command.split(/[\r\n]+/)) {
      if (this.#isOver) return;
      await this.#runLine(line);
    }
  }

  #rejectTooLong(): void {
    this.#status = 1;
    this.#output.writeLines([`% The line is longer than ${MAX_LINE} characters and was not run.`, ""]);
  }

  async #readLine(): Promise<EndedLine | undefined> {
    const isTerminal = this.#kind.kind === "terminal";
    const prompt = this.#interpreter.prompt;
    const promptText = this.#editor.begin(prompt);
    if (isTerminal) this.#output.write(promptText);
    this.#isAtPrompt = isTerminal;
    try {
      for (;;) {
        // Queued keys of pasted text are taken at once, without waiting for each.
        const key = this.#output.isFull
          ? await this.#nextKey()
          : (this.#keys.take() ?? (await this.#nextKey()));
        if (key === undefined) return this.#unfinishedLine(prompt);
        const ended = isTerminal ? this.#terminalKey(key, prompt) : this.#scriptKey(key);
        if (ended === undefined) continue;
        if (!isTerminal) this.#output.writeLines([`${prompt}${ended.line}`]);
        return ended;
      }
    } finally {
      this.#isAtPrompt = false;
    }
  }

  /** The rest of the input when it ended without a line end: run in a script, discarded at a terminal. */
  #unfinishedLine(prompt: string): EndedLine | undefined {
    const line = this.#editor.text;
    this.#editor.begin(prompt);
    if (this.#kind.kind === "terminal" || this.#shutDownNotice !== null || line.trim() === "")
      return undefined;
    this.#output.writeLines([`${prompt}${line}`]);
    return { how: "enter", line, tooLong: false };
  }

  #terminalKey(key: Key, prompt: string): EndedLine | undefined {
    const edit = this.#editor.key(key);
    if (edit.echo !== "") this.#output.write(edit.echo);
    if (edit.complete !== undefined) {
      this.#output.write(this.#editor.insertText(this.#interpreter.complete(edit.complete)));
    }
    if (edit.help !== undefined) this.#showHelp(edit.help, prompt);
    return edit.ended;
  }

  #showHelp(before: string, prompt: string): void {
    if (this.#interpreter.isInSecret(before)) {
      this.#output.write(this.#editor.insertText("?"));
      return;
    }
    const { text } = this.#editor;
    this.#output.writeLines(["?", ...this.#interpreter.help(before)]);
    this.#output.write(this.#editor.begin(prompt, text));
  }

  /** A script has no echo and no completion, and a `?` is part of the line. */
  #scriptKey(key: Key): EndedLine | undefined {
    if ("text" in key) this.#editor.insertText(key.text);
    else if (key.control === "tab") this.#editor.insertText(" ");
    else if (["enter", "break", "end-mode"].includes(key.control)) return this.#editor.key(key).ended;
    return undefined;
  }

  async #runLine(line: string): Promise<void> {
    const isTerminal = this.#kind.kind === "terminal";
    const help = isTerminal ? undefined : this.#interpreter.helpForLine(line);
    if (help !== undefined) return this.#output.writeLines(help);
    const running = new AbortController();
    this.#running = running;
    const io: LineIo = {
      write: (text) => {
        this.#output.writeText(text);
        if (this.#canShowLines) this.#showMonitoredLines();
      },
      confirm: (question, style) => this.#confirm(question, style),
      askSecret: (question) => askSecret(this.#dialog, question),
      dropTypedEnter: () => this.#keys.dropEnter(),
      signal: running.signal,
    };
    const isExec = this.#kind.kind === "exec";
    this.#isExecuting = true;
    if (this.#canShowLines) this.#showMonitoredLines();
    const { status, lines, secret } = await this.#interpreter
      .execute(line, io, isExec ? 0 : undefined)
      .finally(() => {
        this.#isExecuting = false;
      });
    if (status !== 0) this.#status = 1;
    if (isTerminal && !secret) this.#editor.remember(line);
    this.#editor.columns = isTerminal ? this.#interpreter.state.width : 0;
    // An exec request has no echo, so the line is printed for the caret to point into.
    if (isExec && lines[0]?.trim() === "^") this.#output.writeLines([line]);
    await this.#print(lines);
    this.#running = undefined;
    await this.#output.drained();
    this.#monitor.setEnabled(this.#interpreter.state.monitor && !this.#hasEnded);
  }

  async #print(lines: readonly string[]): Promise<void> {
    const { length, width } = this.#interpreter.state;
    if (this.#kind.kind === "terminal" && length > 1)
      await printPages(this.#dialog, lines, length - 1, width);
    else await this.#output.writeAll(lines);
  }

  /** Reads one key as the answer, and drops the rest of a typed `yes` and its Enter. */
  async #confirm(question: string, style: ConfirmStyle): Promise<boolean> {
    this.#output.writeText(`${question} `);
    this.#question = `${question.slice(question.lastIndexOf("\n") + 1)} `;
    if (this.#canShowLines) this.#showMonitoredLines();
    for (;;) {
      const key = await this.#nextKey();
      if (key === undefined) {
        this.#question = undefined;
        this.#output.write("\r\n");
        return false;
      }
      const typed = "text" in key ? key.text.toLowerCase() : "";
      const isEnter = "control" in key && key.control === "enter";
      const isOtherControl = "control" in key && !isEnter;
      if (style === "y/n" && !isOtherControl && typed !== "y" && typed !== "n") continue;
      this.#question = undefined;
      const echo = "text" in key ? printable(key.text) : "";
      this.#output.write(`${echo}\r\n`);
      if (!isEnter) this.#keys.dropWord();
      return typed === "y" || (style === "confirm" && isEnter);
    }
  }

  /** Waits for the next key; undefined when the input has ended. */
  async #nextKey(): Promise<Key | undefined> {
    if (this.#output.isFull) await this.#output.drained();
    return this.#keys.next();
  }

  /** Whether a log line can be printed without cutting another line: at the prompt, at a question, between lines. */
  get #canShowLines(): boolean {
    if (this.#isAtPrompt || this.#question !== undefined) return true;
    return this.#isExecuting && this.#output.isAtLineStart;
  }

  /** Prints the collected log lines, as fast as the client reads them. */
  #showMonitoredLines(): void {
    while (!this.#output.isFull) {
      const line = this.#monitor.take();
      if (line === undefined) return;
      this.#shared.monitoredLines++;
      this.announce(line.text);
    }
    void this.#output.drained().then(() => this.#canShowLines && this.#showMonitoredLines());
  }

  #end(): void {
    if (this.#hasEnded) return;
    if (this.#shutDownNotice !== null) this.#output.writeLines(["", this.#shutDownNotice]);
    this.dispose();
    this.#io.close(this.#status);
  }
}
