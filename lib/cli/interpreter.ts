/**
 * One session's mode, privilege and terminal settings, and what a line does to them: a line in, text and status out.
 * Knows neither keys nor sockets; the words of its errors are the ones that users and their tools know.
 */
import { printable } from "@/lib/kit/text";
import type { CommandContext, Outcome, SessionControl } from "./command";
import { rootsOf } from "./commands/all";
import { filterHelp, filterText, type LineFilter, parseFilters } from "./filters";
import type { Run } from "./grammar";
import { isPlainCharacter } from "./keys";
import { MAX_LINE } from "./line-editor";
import { completionOf, type Help, type HelpEntry, helpAt, type Match, matchLine, tokensOf } from "./matching";
import { type ModeName, modeChain, promptOf } from "./modes";
import type { CliPorts } from "./ports";

export type LineIo = {
  /** Prints at once: progress of a command that takes its time. */
  live(text: string): void;
  ask(question: string, style: "y/n" | "confirm"): Promise<boolean>;
  /** Takes an Enter that was sent along with the line. */
  waitingEnter(): void;
  signal: AbortSignal;
};

export type LineResult = {
  /** 1: the line was refused. */
  status: 0 | 1;
  /** What is to be printed, page by page where there are pages. */
  lines: string[];
  /** The line holds a secret and is not to be remembered. */
  secret: boolean;
};

type Resolved = { match: Match; mode: ModeName };
type Runnable = { match: Extract<Match, { kind: "run" }>; mode: ModeName; filters: LineFilter[] };
type Refused = { lines: string[] };

export class Interpreter {
  readonly #ports: CliPorts;
  readonly control: SessionControl;
  /** True once the session is to end. */
  closed = false;

  constructor(
    ports: CliPorts,
    terminal: { length: number; width: number },
    history: () => readonly string[],
  ) {
    this.#ports = ports;
    this.control = {
      mode: "exec",
      privilege: ports.user.privilege,
      length: terminal.length,
      width: terminal.width,
      monitor: false,
      get history() {
        return history();
      },
      close: () => {
        this.closed = true;
      },
    };
  }

  get prompt(): string {
    const name = this.#ports.rows("controller")[0]?.name ?? "EWC";
    return promptOf(name, this.control.mode, this.control.privilege);
  }

  /** What Tab appends. */
  complete(before: string): string {
    for (const mode of modeChain(this.control.mode)) {
      const rest = completionOf(rootsOf(mode), before, this.control.privilege);
      if (rest !== "") return rest;
    }
    return "";
  }

  /** Whether a `?` behind this text belongs to a password. */
  isInSecret(before: string): boolean {
    const { match } = this.#resolve(before);
    return match.kind === "run" && match.secret && !/\s$/.test(before);
  }

  /** The help that a line without a terminal asks for: a `?` of its own, or at the end of what is no command. */
  helpIn(line: string): string[] | undefined {
    const text = line.trimEnd();
    if (!text.endsWith("?")) return undefined;
    const asks = /(?:^|\s)\?$/.test(text) || this.#resolve(text).match.kind !== "run";
    return asks ? this.help(text.slice(0, -1)) : undefined;
  }

  /** What `?` lists behind this text. */
  help(before: string): string[] {
    const bar = this.#filterAt(before);
    if (bar !== undefined && before.slice(bar + 1).trim() === "") return listing(filterHelp);
    let first: Help | undefined;
    for (const mode of modeChain(this.control.mode)) {
      const help = helpAt(rootsOf(mode), before, this.control.privilege);
      if (help.ok) return listing(this.#withFilters(help.entries, before));
      first ??= help;
    }
    const ambiguous = first !== undefined && !first.ok && first.match.kind === "ambiguous";
    return [ambiguous ? `% Ambiguous command:  "${printable(before)}"` : "% Unrecognized command"];
  }

  /**
   * Runs one line.
   * @param indent columns that stand before the line on the screen: where the caret counts from
   */
  async execute(typed: string, io: LineIo, indent = this.prompt.length): Promise<LineResult> {
    // A tab divides words as a blank does, and must not get into a value.
    const line = typed.replaceAll("\t", " ");
    const nothing: LineResult = { status: 0, lines: [], secret: false };
    if (line.trim() === "" || line.trimStart().startsWith("!")) return nothing;
    const found = this.#find(line, indent);
    if ("lines" in found) return { status: 1, lines: found.lines, secret: mayHoldSecret(line) };
    return await this.#run(found, io);
  }

  #find(line: string, indent: number): Runnable | Refused {
    if (line.length > MAX_LINE) return { lines: [`% The line is longer than ${MAX_LINE} characters.`, ""] };
    const bad = [...line].findIndex((c) => !isPlainCharacter(c));
    if (bad >= 0) return { lines: caret(indent + bad) };
    const bar = this.#filterAt(line);
    const { match, mode } = this.#resolve(bar === undefined ? line : line.slice(0, bar));
    if (match.kind !== "run") return { lines: this.#refusal(match, line, indent) };
    if (bar === undefined) return { match, mode, filters: [] };
    const filters = parseFilters(line.slice(bar + 1));
    if (filters.ok) return { match, mode, filters: filters.filters };
    if (filters.kind === "invalid") return { lines: caret(indent + bar + 1 + filters.at) };
    return { lines: this.#refusal({ kind: filters.kind }, line, indent) };
  }

  async #run({ match, mode, filters }: Runnable, io: LineIo): Promise<LineResult> {
    const lines: string[] = [];
    const { run } = match;
    const print = (text: string) => {
      for (const line of text.split("\n")) {
        if (run.live) io.live(`${line}\n`);
        else lines.push(line);
      }
    };
    const came = this.control.mode;
    // A command of an outer mode is run there, and the session stays there, as on a router.
    this.control.mode = mode;
    const outcome = await this.#act(run, {
      ports: this.#ports,
      args: match.args,
      negated: run.negated ?? false,
      session: this.control,
      signal: io.signal,
      print,
      printPart: (text) => io.live(text),
      ask: (question, style) => {
        for (const line of lines.splice(0)) io.live(`${line}\n`);
        return io.ask(question, style);
      },
    });
    if (outcome && this.control.mode === mode) this.control.mode = came;
    if (run.changes) {
      this.#ports.audit({
        action: match.canonical,
        mode: mode === "exec" ? "exec" : "config",
        outcome: outcome === undefined ? "done" : "refused" in outcome ? outcome.refused : "failed",
      });
    }
    if (run.answered) io.waitingEnter();
    const shown = filterText(lines, filters);
    if (outcome && "refused" in outcome) shown.push(`% ${printable(outcome.refused)}`, "");
    return { status: outcome ? 1 : 0, lines: shown, secret: match.secret };
  }

  async #act(run: Run, context: CommandContext): Promise<Outcome> {
    try {
      return await run.action(context);
    } catch (thrown) {
      // A command that fails must not take the session along, nor show more than its one line.
      return { refused: `The command failed: ${thrown instanceof Error ? thrown.message : "unknown cause"}` };
    }
  }

  /** In the present mode, or else in one around it, where that one can run it. */
  #resolve(line: string): Resolved {
    const { mode, privilege } = this.control;
    let first: Resolved | undefined;
    for (const at of modeChain(mode)) {
      const match = matchLine(rootsOf(at), line, privilege);
      if (match.kind === "run") return { match, mode: at };
      if (first === undefined || furtherThan(match, first.match)) first = { match, mode: at };
      if (match.kind === "ambiguous") break;
    }
    return first ?? { match: { kind: "empty" }, mode };
  }

  /** Column of the `|` that begins output filters: only behind a `show`. */
  #filterAt(line: string): number | undefined {
    const bar = line.indexOf("|");
    if (bar < 0) return undefined;
    const { match } = this.#resolve(line.slice(0, bar));
    return match.kind === "run" && /^(do )?show /.test(match.canonical) ? bar : undefined;
  }

  #withFilters(entries: HelpEntry[], before: string): HelpEntry[] {
    const ends = entries.at(-1)?.text === "<cr>";
    const { match } = this.#resolve(before);
    if (!ends || match.kind !== "run" || !/^(do )?show /.test(match.canonical)) return entries;
    return [...entries.slice(0, -1), { text: "|", help: "Output modifiers" }, ...entries.slice(-1)];
  }

  #refusal(match: Match, line: string, indent: number): string[] {
    switch (match.kind) {
      case "incomplete":
        return ["% Incomplete command.", ""];
      case "ambiguous":
        return [
          `% Ambiguous command:  "${mayHoldSecret(line) ? "sftp-password ..." : printable(line.trim())}"`,
          "",
        ];
      case "invalid":
        if (this.control.mode === "exec" && match.word === 0 && tokensOf(line).length === 1) {
          return ["% Unknown command or computer name, or unable to find computer address", ""];
        }
        return caret(indent + match.at);
      default:
        return [];
    }
  }
}

/** A refused line that looks like a password's is treated as one. */
const mayHoldSecret = (line: string): boolean => /\bsftp-p/i.test(line);

/** The error of the mode that understood more of the line is the useful one. */
function furtherThan(match: Match, other: Match): boolean {
  const words = (m: Match) => (m.kind === "invalid" ? m.word : m.kind === "empty" ? 0 : 1);
  return words(match) > words(other);
}

const caret = (column: number): string[] => [
  `${" ".repeat(column)}^`,
  "% Invalid input detected at '^' marker.",
  "",
];

function listing(entries: readonly HelpEntry[]): string[] {
  const width = Math.max(...entries.map((e) => e.text.length));
  return [...entries.map((e) => `  ${e.text.padEnd(width)}  ${e.help}`.trimEnd()), ""];
}
