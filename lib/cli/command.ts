/** What the handler of a command receives and returns. */
import { type Fault, faultText } from "@/lib/contracts/fault";
import type { ModeName } from "./modes";
import type { CliPorts, Privilege } from "./ports";

/**
 * Undefined: the command succeeded. Otherwise the status is 1. `error` is one sentence, printed after `% `; with `failed`
 * the handler has already printed the cause.
 */
export type CommandResult = undefined | { error: string } | { failed: true };

/** The result of a command that was refused, with one sentence for the user. */
export const errorResult = (sentence: string): { error: string } => ({ error: sentence });

/** The result of a command that failed with this fault: what happened and what to do about it. */
export const faultResult = (fault: Fault): CommandResult => errorResult(faultText(fault));

/** The state of a session that commands may read and change. */
export type SessionState = {
  mode: ModeName;
  privilege: Privilege;
  /** Lines per page; 0 disables paging. */
  length: number;
  /** Columns; 0 is unlimited. */
  width: number;
  /** Whether new log lines are printed (`terminal monitor`). */
  monitor: boolean;
  /** The latest lines, oldest first, without lines that contain a secret. */
  readonly history: readonly string[];
  /** The line that mode `line` configures, as the configuration names it: `con 0`, `vty 0 4`. */
  line: string;
  /** Ends the session after this command. */
  close(): void;
};

/** What the handler of one command receives. */
export type CommandContext = {
  readonly ports: CliPorts;
  readonly args: Readonly<Record<string, string>>;
  /** Whether the command was typed after `no`. */
  readonly isNegated: boolean;
  readonly session: SessionState;
  /** Prints whole lines; a line break is added. */
  print(text: string): void;
  /** Prints without a line break, for progress on one line. */
  printInline(text: string): void;
  /** Asks a question that is answered with one key. The end of input means no. */
  confirm(question: string, style: ConfirmStyle): Promise<boolean>;
  /** Asks for a secret, which is not echoed; null when the user stopped or the input has ended. */
  askSecret(question: string): Promise<string | null>;
  /** Aborted when the user stops waiting or disconnects. Operations that were started continue. */
  readonly signal: AbortSignal;
};

/** `y/n` waits for one of these keys; with `confirm`, Enter means yes and every other key but y means no. */
export type ConfirmStyle = "y/n" | "confirm";

export type CommandHandler = (context: CommandContext) => CommandResult | Promise<CommandResult>;
