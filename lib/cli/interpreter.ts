/**
 * Runs lines of one session: matches a line, calls its handler, applies output filters, and keeps mode, privilege and
 * terminal settings. Uses the error messages of IOS, which tools recognize. Knows neither keys nor sockets.
 */
import { printable } from "@/lib/kit/text";
import type { CommandContext, CommandResult, ConfirmStyle, SessionState } from "./command";
import { rootsOf } from "./commands/all";
import { applyFilters, filterHelp, type LineFilter, parseFilters } from "./filters";
import type { CommandDefinition } from "./grammar";
import { isPlainCharacter } from "./keys";
import { MAX_LINE } from "./line-editor";
import { completionOf, type Help, type HelpEntry, helpAt, type Match, matchLine, tokensOf } from "./matching";
import { type ModeName, modeChain, promptOf } from "./modes";
import type { CliPorts } from "./ports";

/** The connection to the user while one line runs. */
export type LineIo = {
  /** Writes at once, for commands that print while they run. */
  write(text: string): void;
  confirm(question: string, style: ConfirmStyle): Promise<boolean>;
  askSecret(question: string): Promise<string | null>;
  /** Removes an Enter that was sent together with the line. */
  dropTypedEnter(): void;
  /** Aborted when the user stops waiting or disconnects. */
  signal: AbortSignal;
};

export type LineResult = {
  /** 1: the line was rejected or its command failed. */
  status: 0 | 1;
  /** The output, to be printed in pages. */
  lines: string[];
  /** Whether the line contains a secret, so that it must not be added to the history. */
  secret: boolean;
};

type CommandMatch = Extract<Match, { kind: "command" }>;
type ModeMatch = { match: Match; mode: ModeName };
/** A line that can be run. */
type ParsedLine = { match: CommandMatch; mode: ModeName; filters: LineFilter[] };
type RejectedLine = { errorLines: string[] };

export class Interpreter {
  readonly #ports: CliPorts;
  readonly state: SessionState;
  /** Whether a command ended the session. */
  isClosed = false;

  constructor(
    ports: CliPorts,
    terminal: { length: number; width: number },
    history: () => readonly string[],
  ) {
    this.#ports = ports;
    this.state = {
      mode: "exec",
      privilege: ports.user.privilege,
      length: terminal.length,
      width: terminal.width,
      monitor: false,
      line: "",
      get history() {
        return history();
      },
      close: () => {
        this.isClosed = true;
      },
    };
  }

  get prompt(): string {
    const name = this.#ports.rows("controller")[0]?.name ?? "EWC";
    return promptOf(name, this.state.mode, this.state.privilege);
  }

  /** What Tab appends to this text. */
  complete(before: string): string {
    for (const mode of modeChain(this.state.mode)) {
      const rest = completionOf(rootsOf(mode), before, this.state.privilege);
      if (rest !== "") return rest;
    }
    return "";
  }

  /** Whether a `?` after this text is part of a password. */
  isInSecret(before: string): boolean {
    const { match } = this.#match(before);
    return match.kind === "command" && match.secret && !/\s$/.test(before);
  }

  /** The help for a line that was not typed at a terminal: it ends with ` ?`, or with `?` and is not a command. */
  helpForLine(line: string): string[] | undefined {
    const text = line.trimEnd();
    if (!text.endsWith("?")) return undefined;
    const asksForHelp = /(?:^|\s)\?$/.test(text) || this.#match(text).match.kind !== "command";
    return asksForHelp ? this.help(text.slice(0, -1)) : undefined;
  }

  /** The help listing for a `?` after this text. */
  help(before: string): string[] {
    const bar = this.#filterStart(before);
    if (bar !== undefined && before.slice(bar + 1).trim() === "") return helpListing(filterHelp);
    let first: Help | undefined;
    for (const mode of modeChain(this.state.mode)) {
      const help = helpAt(rootsOf(mode), before, this.state.privilege);
      if (help.ok) return helpListing(this.#withFilterEntry(help.entries, before));
      first ??= help;
    }
    const isAmbiguous = first !== undefined && !first.ok && first.match.kind === "ambiguous";
    return [isAmbiguous ? `% Ambiguous command:  "${printable(before)}"` : "% Unrecognized command"];
  }

  /**
   * Runs one line.
   * @param indent the columns before the line on the screen, for the position of the caret
   */
  async execute(typed: string, io: LineIo, indent = this.prompt.length): Promise<LineResult> {
    // A tab separates words like a blank and must not become part of a value.
    const line = typed.replaceAll("\t", " ");
    if (line.trim() === "" || line.trimStart().startsWith("!"))
      return { status: 0, lines: [], secret: false };
    const parsed = this.#parse(line, indent);
    if ("errorLines" in parsed) return { status: 1, lines: parsed.errorLines, secret: mayHoldSecret(line) };
    return await this.#run(parsed, io);
  }

  #parse(line: string, indent: number): ParsedLine | RejectedLine {
    if (line.length > MAX_LINE) {
      return { errorLines: [`% The line is longer than ${MAX_LINE} characters.`, ""] };
    }
    const invalid = [...line].findIndex((c) => !isPlainCharacter(c));
    if (invalid >= 0) return { errorLines: caretError(indent + invalid) };
    const bar = this.#filterStart(line);
    const { match, mode } = this.#match(bar === undefined ? line : line.slice(0, bar));
    if (match.kind !== "command") return { errorLines: this.#errorLines(match, line, indent) };
    if (bar === undefined) return { match, mode, filters: [] };
    const filters = parseFilters(line.slice(bar + 1));
    if (filters.ok) return { match, mode, filters: filters.filters };
    if (filters.kind === "invalid") return { errorLines: caretError(indent + bar + 1 + filters.at) };
    return { errorLines: this.#errorLines({ kind: filters.kind }, line, indent) };
  }

  async #run({ match, mode, filters }: ParsedLine, io: LineIo): Promise<LineResult> {
    const lines: string[] = [];
    const { command } = match;
    const print = (text: string) => {
      for (const line of text.split("\n")) {
        if (command.streamsOutput) io.write(`${line}\n`);
        else lines.push(line);
      }
    };
    const previousMode = this.state.mode;
    // A command of an outer mode also leaves the session in that mode, as on IOS.
    this.state.mode = mode;
    const result = await this.#callHandler(command, {
      ports: this.#ports,
      args: match.args,
      isNegated: command.isNegated ?? false,
      session: this.state,
      signal: io.signal,
      print,
      printInline: (text) => io.write(text),
      confirm: (question, style) => {
        for (const line of lines.splice(0)) io.write(`${line}\n`);
        return io.confirm(question, style);
      },
      askSecret: (question) => io.askSecret(question),
    });
    if (result && this.state.mode === mode) this.state.mode = previousMode;
    if (command.mutates || command.sends) {
      this.#ports.audit({
        action: match.canonical,
        mode: mode === "exec" ? "exec" : "config",
        outcome: result === undefined ? "done" : "error" in result ? result.error : "failed",
      });
    }
    if (command.acceptsTrailingEnter) io.dropTypedEnter();
    const output = applyFilters(lines, filters);
    if (result && "error" in result) output.push(`% ${printable(result.error)}`, "");
    return { status: result ? 1 : 0, lines: output, secret: match.secret };
  }

  /** An exception in a handler becomes an error of its command, so that the session continues. */
  async #callHandler(command: CommandDefinition, context: CommandContext): Promise<CommandResult> {
    try {
      return await command.handler(context);
    } catch (thrown) {
      return { error: `The command failed: ${thrown instanceof Error ? thrown.message : "unknown cause"}` };
    }
  }

  /** Matches the line in the present mode, else in the outer modes. Without a match, the most specific error is kept. */
  #match(line: string): ModeMatch {
    const { mode, privilege } = this.state;
    let best: ModeMatch | undefined;
    for (const candidate of modeChain(mode)) {
      const match = matchLine(rootsOf(candidate), line, privilege);
      if (match.kind === "command") return { match, mode: candidate };
      if (best === undefined || matchedWords(match) > matchedWords(best.match))
        best = { match, mode: candidate };
      if (match.kind === "ambiguous") break;
    }
    return best ?? { match: { kind: "empty" }, mode };
  }

  /** The column of the `|` that starts output filters. Only `show` commands have filters. */
  #filterStart(line: string): number | undefined {
    const bar = line.indexOf("|");
    if (bar < 0) return undefined;
    return isShowCommand(this.#match(line.slice(0, bar)).match) ? bar : undefined;
  }

  #withFilterEntry(entries: HelpEntry[], before: string): HelpEntry[] {
    const canEnd = entries.at(-1)?.text === "<cr>";
    if (!canEnd || !isShowCommand(this.#match(before).match)) return entries;
    return [...entries.slice(0, -1), { text: "|", help: "Output modifiers" }, ...entries.slice(-1)];
  }

  #errorLines(match: Match, line: string, indent: number): string[] {
    switch (match.kind) {
      case "incomplete":
        return ["% Incomplete command.", ""];
      case "ambiguous":
        return [
          `% Ambiguous command:  "${mayHoldSecret(line) ? `${tokensOf(line)[0]?.text ?? ""} ...` : printable(line.trim())}"`,
          "",
        ];
      case "invalid":
        if (this.state.mode === "exec" && match.word === 0 && tokensOf(line).length === 1) {
          return ["% Unknown command or computer name, or unable to find computer address", ""];
        }
        return caretError(indent + match.at);
      default:
        return [];
    }
  }
}

/** Whether a rejected line may contain a password, so that it must not be shown again. */
const mayHoldSecret = (line: string): boolean => /\bsftp-p|\benable\s+s/i.test(line);

const isShowCommand = (match: Match): boolean =>
  match.kind === "command" && /^(do )?show /.test(match.canonical);

/** How many words of the line matched. The error of the mode in which most words match is the most useful one. */
const matchedWords = (match: Match): number =>
  match.kind === "invalid" ? match.word : match.kind === "empty" ? 0 : 1;

const caretError = (column: number): string[] => [
  `${" ".repeat(column)}^`,
  "% Invalid input detected at '^' marker.",
  "",
];

function helpListing(entries: readonly HelpEntry[]): string[] {
  const width = Math.max(...entries.map((e) => e.text.length));
  return [...entries.map((e) => `  ${e.text.padEnd(width)}  ${e.help}`.trimEnd()), ""];
}
