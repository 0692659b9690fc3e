/**
 * One session of the command line, whatever carries it (SSH, a browser's terminal): bytes in, text out. Three kinds:
 * a terminal (echo, editing, pages), a script (lines from a pipe, shown as a transcript) and one exec request.
 * Holds no socket and no clock; the transport says when its peer is gone.
 */
import type { LogLine } from "@/lib/contracts/logs";
import { printable } from "@/lib/kit/text";
import { Interpreter, type LineIo } from "./interpreter";
import { KeyQueue } from "./key-queue";
import { type Key, KeyDecoder } from "./keys";
import { LineEditor, MAX_LINE } from "./line-editor";
import { ERASE_MORE, MORE, Pager } from "./pager";
import type { CliPorts } from "./ports";

export type SessionIo = {
  /** Text for the peer, line ends as CR LF. */
  write(text: string): void;
  /** Resolves when the peer has taken enough of what was written for more to be written. Also when it is gone. */
  drained(): Promise<void>;
  /** The session wants no more input for now, or wants it again. */
  flow(wanted: boolean): void;
  /** The session is over. 0: every line was accepted. */
  close(status: 0 | 1): void;
};

export type SessionKind =
  | { kind: "terminal"; columns: number; rows: number }
  | { kind: "script" }
  /** Runs the command and ends; what comes in only answers its questions. */
  | { kind: "exec"; command: string };

/** Lines written between two looks at whether the peer keeps up. */
const LINES_AT_ONCE = 200;
/** Log lines kept for a session that monitors while a command runs. */
const MAX_MONITORED = 500;
/** Characters written between two looks at whether the peer keeps up; echo and log lines are counted too. */
const MAX_UNTAKEN = 16_384;

export class CliSession {
  readonly #ports: CliPorts;
  readonly #io: SessionIo;
  readonly #kind: SessionKind;
  readonly #decoder = new KeyDecoder();
  readonly #editor: LineEditor;
  readonly #interpreter: Interpreter;
  readonly #keys: KeyQueue;
  #over = false;
  /** The running command; a break ends its wait. */
  #running: AbortController | undefined;
  #atPrompt = false;
  #status: 0 | 1 = 0;
  #monitored: LogLine[] = [];
  #untaken = 0;
  #draining: Promise<void> | undefined;
  #stopMonitor: (() => void) | undefined;

  constructor(ports: CliPorts, io: SessionIo, kind: SessionKind) {
    const rows = kind.kind === "terminal" ? kind.rows : 0;
    const columns = kind.kind === "terminal" ? kind.columns : 0;
    this.#ports = ports;
    this.#io = io;
    this.#kind = kind;
    this.#keys = new KeyQueue((wanted) => io.flow(wanted));
    this.#editor = new LineEditor(columns);
    this.#interpreter = new Interpreter(ports, { length: rows, width: columns }, () => this.#editor.history);
  }

  /** A command is at work, and it is not the peer that it waits for. */
  get busy(): boolean {
    return this.#running !== undefined && !this.#keys.listening;
  }

  /** Begins; resolves when the session is over. */
  async start(): Promise<void> {
    if (this.#kind.kind === "exec") await this.#exec(this.#kind.command);
    else await this.#lines();
    this.#end();
  }

  /** What the peer sent. */
  receive(bytes: Uint8Array): void {
    if (this.#keys.ended) return;
    const keys = this.#decoder.decode(bytes);
    const last = keys.findLastIndex((key) => "control" in key && key.control === "break");
    // A break ends the wait of a running command; one that asks takes it as its answer.
    const breaks = last >= 0 && this.#running !== undefined && !this.#keys.listening;
    if (breaks) {
      // What was typed before the break is not meant any more.
      this.#keys.clear();
      this.#running?.abort();
    }
    this.#keys.push(breaks ? keys.slice(last + 1) : keys);
  }

  /** The peer will send no more; what it sent is still run. */
  endOfInput(): void {
    this.#keys.end();
  }

  /** The window has another size. */
  resize(columns: number, rows: number): void {
    const { control } = this.#interpreter;
    // A length of 0 was asked for by the user, who wants no pages in any window.
    if (control.length !== 0) control.length = rows;
    control.width = columns;
    this.#editor.columns = columns;
  }

  /** Says one line in between, as for an idle session that ends. */
  announce(text: string): void {
    if (this.#over) return;
    const line = `${printable(text)}\r\n`;
    if (this.#atPrompt) this.#write(`${this.#editor.hide()}${line}${this.#editor.redraw()}`);
    else this.#write(line);
  }

  /** The peer is gone: the wait of a running command ends, nothing is written any more. */
  dispose(): void {
    this.#over = true;
    this.#stopMonitor?.();
    this.#running?.abort();
    this.#keys.clear();
    this.#keys.end();
  }

  async #lines(): Promise<void> {
    while (!this.#interpreter.closed && !this.#over) {
      this.#showMonitored();
      const line = await this.#readLine();
      if (line === undefined) break;
      if (line.how !== "enter") {
        // Ctrl-Z and Ctrl-C leave every configuration mode, as on a router; what was typed is not run.
        this.#interpreter.control.mode = "exec";
        continue;
      }
      if (line.tooLong) this.#refuse(`The line is longer than ${MAX_LINE} characters and was not run.`);
      else await this.#runLine(line.text);
    }
  }

  async #exec(command: string): Promise<void> {
    for (const line of command.split(/[\r\n]+/)) {
      if (this.#interpreter.closed || this.#over) return;
      await this.#runLine(line);
    }
  }

  #refuse(sentence: string): void {
    this.#status = 1;
    this.#print([`% ${sentence}`, ""]);
  }

  async #readLine(): Promise<{ how: string; text: string; tooLong: boolean } | undefined> {
    const isTerminal = this.#kind.kind === "terminal";
    const prompt = this.#interpreter.prompt;
    const begun = this.#editor.begin(prompt);
    if (isTerminal) this.#write(begun);
    this.#atPrompt = isTerminal;
    try {
      for (;;) {
        // Pasted text waits for nobody, key by key.
        const key =
          this.#untaken > MAX_UNTAKEN ? await this.#key() : (this.#keys.take() ?? (await this.#key()));
        if (key === undefined) return this.#lastLine(prompt);
        const ended = isTerminal ? this.#terminalKey(key, prompt) : this.#scriptKey(key);
        if (ended === undefined) continue;
        if (!isTerminal) this.#write(`${prompt}${ended.line}\r\n`);
        return { how: ended.how, text: ended.line, tooLong: ended.tooLong };
      }
    } finally {
      this.#atPrompt = false;
    }
  }

  /** A script's last line needs no line end; a terminal that is gone has typed nothing. */
  #lastLine(prompt: string) {
    const text = this.#editor.text;
    this.#editor.begin(prompt);
    if (this.#kind.kind === "terminal" || text.trim() === "") return undefined;
    this.#write(`${prompt}${text}\r\n`);
    return { how: "enter", text, tooLong: false };
  }

  #terminalKey(key: Key, prompt: string) {
    const edit = this.#editor.key(key);
    if (edit.echo !== "") this.#write(edit.echo);
    if (edit.complete !== undefined) {
      this.#write(this.#editor.insertText(this.#interpreter.complete(edit.complete)));
    }
    if (edit.help !== undefined) this.#questionMark(edit.help, prompt);
    return edit.ended;
  }

  #questionMark(before: string, prompt: string): void {
    if (this.#interpreter.isInSecret(before)) {
      this.#write(this.#editor.insertText("?"));
      return;
    }
    const text = this.#editor.text;
    this.#write(`?\r\n${this.#interpreter.help(before).join("\r\n")}\r\n`);
    this.#write(this.#editor.begin(prompt, text));
  }

  /** From a pipe nothing is echoed or completed, and a `?` is part of the line. */
  #scriptKey(key: Key) {
    if ("text" in key) this.#editor.insertText(key.text);
    else if (key.control === "tab") this.#editor.insertText(" ");
    else if (["enter", "break", "end-mode"].includes(key.control)) return this.#editor.key(key).ended;
    return undefined;
  }

  async #runLine(line: string): Promise<void> {
    const isTerminal = this.#kind.kind === "terminal";
    const helped = isTerminal ? undefined : this.#interpreter.helpIn(line);
    if (helped !== undefined) return this.#print(helped);
    const running = new AbortController();
    this.#running = running;
    const io: LineIo = {
      live: (text) => this.#write(text.replaceAll("\n", "\r\n")),
      ask: (question, style) => this.#ask(question, style),
      waitingEnter: () => this.#keys.dropEnter(),
      signal: running.signal,
    };
    const isExec = this.#kind.kind === "exec";
    const { status, lines, secret } = await this.#interpreter.execute(line, io, isExec ? 0 : undefined);
    if (status !== 0) this.#status = 1;
    if (isTerminal && !secret) this.#editor.remember(line);
    this.#editor.columns = isTerminal ? this.#interpreter.control.width : 0;
    // A caret says nothing without the line that it points into.
    if (isExec && lines[0]?.trim() === "^") this.#print([printable(line)]);
    await this.#show(lines);
    this.#running = undefined;
    await this.#drained();
    this.#monitorAsAsked();
  }

  #write(text: string): void {
    if (this.#over) return;
    this.#untaken += text.length;
    this.#io.write(text);
  }

  /** Until the peer has taken what was written: a peer that does not read gets no more to read. */
  #drained(): Promise<void> {
    this.#draining ??= this.#io.drained().then(() => {
      this.#untaken = 0;
      this.#draining = undefined;
    });
    return this.#draining;
  }

  #print(lines: readonly string[]): void {
    if (lines.length > 0) this.#write(`${lines.join("\r\n")}\r\n`);
  }

  async #show(lines: readonly string[]): Promise<void> {
    const { length, width } = this.#interpreter.control;
    if (this.#kind.kind === "terminal" && length > 1) return this.#page(lines, length - 1, width);
    for (let at = 0; at < lines.length && !this.#over; at += LINES_AT_ONCE) {
      this.#print(lines.slice(at, at + LINES_AT_ONCE));
      await this.#drained();
    }
  }

  async #page(lines: readonly string[], rows: number, columns: number): Promise<void> {
    const pager = new Pager(lines, columns);
    let next = rows;
    while (!pager.done && !this.#over) {
      this.#print(pager.take(next));
      await this.#drained();
      if (pager.done) return;
      this.#write(MORE);
      const key = await this.#key();
      this.#write(ERASE_MORE);
      if (key === undefined) return;
      if ("text" in key && key.text === " ") next = rows;
      else if ("control" in key && ["enter", "down"].includes(key.control)) next = 1;
      else return;
    }
  }

  /** One key answers; of what came with it in the same breath (`yes`, Enter) nothing is left over. */
  async #ask(question: string, style: "y/n" | "confirm"): Promise<boolean> {
    this.#write(`${question} `.replaceAll("\n", "\r\n"));
    for (;;) {
      const key = await this.#key();
      if (key === undefined) {
        this.#write("\r\n");
        return false;
      }
      const typed = "text" in key ? key.text.toLowerCase() : "";
      const isEnter = "control" in key && key.control === "enter";
      const isBreak = "control" in key && !isEnter;
      if (style === "y/n" && !isBreak && typed !== "y" && typed !== "n") continue;
      const echo = "text" in key ? printable(key.text) : "";
      this.#write(`${echo}\r\n`);
      if (!isEnter) this.#keys.dropWord();
      return typed === "y" || (style === "confirm" && isEnter);
    }
  }

  /** The next key; undefined when none will come. */
  async #key(): Promise<Key | undefined> {
    if (this.#untaken > MAX_UNTAKEN) await this.#drained();
    return this.#keys.wait();
  }

  #monitorAsAsked(): void {
    const { monitor } = this.#interpreter.control;
    if (monitor && this.#stopMonitor === undefined) {
      this.#stopMonitor = this.#ports.onSyslog((line) => this.#monitor(line));
    } else if (!monitor && this.#stopMonitor !== undefined) {
      this.#stopMonitor();
      this.#stopMonitor = undefined;
    }
  }

  #monitor(line: LogLine): void {
    if (this.#monitored.length < MAX_MONITORED) this.#monitored.push(line);
    if (this.#atPrompt) this.#showMonitored();
  }

  #showMonitored(): void {
    while (this.#untaken <= MAX_UNTAKEN) {
      const line = this.#monitored.shift();
      if (line === undefined) return;
      this.announce(line.text);
    }
    void this.#drained().then(() => this.#atPrompt && this.#showMonitored());
  }

  #end(): void {
    if (this.#over) return;
    this.dispose();
    this.#io.close(this.#status);
  }
}
