/**
 * The output of a session, with flow control: a client that does not read receives no more text. Here, and nowhere else,
 * the lines of a command become safe for a terminal.
 */
import { printable } from "@/lib/kit/text";

/** Lines that are written before waiting for the client to read. */
const LINES_PER_BATCH = 200;
/** Characters of echo and log lines that may be written before waiting for the client to read. */
const MAX_UNREAD_CHARACTERS = 16_384;

export type OutputIo = {
  /** Sends text to the client; lines end with CR LF. */
  write(text: string): void;
  /** Resolves when the client has read enough for more text to be written, or is gone. */
  drained(): Promise<void>;
};

export class SessionOutput {
  readonly #io: OutputIo;
  #unreadCharacters = 0;
  #draining: Promise<void> | undefined;
  #isStopped = false;
  #isAtLineStart = true;

  constructor(io: OutputIo) {
    this.#io = io;
  }

  /** Whether to wait for `drained` before writing more. */
  get isFull(): boolean {
    return this.#unreadCharacters > MAX_UNREAD_CHARACTERS;
  }

  /** Whether the last text ended its line, so that a line of another source can follow. */
  get isAtLineStart(): boolean {
    return this.#isAtLineStart;
  }

  /** Writes text as it is: prompts, echo and control sequences of our own. */
  write(text: string): void {
    if (this.#isStopped || text === "") return;
    this.#isAtLineStart = text.endsWith("\n");
    this.#unreadCharacters += text.length;
    this.#io.write(text);
  }

  /** Writes lines at once. Whatever they contain, the terminal shows text. */
  writeLines(lines: readonly string[]): void {
    if (lines.length > 0) this.writeText(`${lines.join("\n")}\n`);
  }

  /** The same for output of a running command, whose last line may be continued. Its lines end with LF. */
  writeText(text: string): void {
    this.write(text.split("\n").map(printable).join("\r\n"));
  }

  /** Writes any number of lines, as fast as the client reads them. */
  async writeAll(lines: readonly string[]): Promise<void> {
    for (let at = 0; at < lines.length && !this.#isStopped; at += LINES_PER_BATCH) {
      this.writeLines(lines.slice(at, at + LINES_PER_BATCH));
      await this.drained();
    }
  }

  /** Resolves when the client has read what was written. */
  drained(): Promise<void> {
    this.#draining ??= this.#io.drained().then(() => {
      this.#unreadCharacters = 0;
      this.#draining = undefined;
    });
    return this.#draining;
  }

  /** Discards everything written from now on. */
  stop(): void {
    this.#isStopped = true;
  }
}
