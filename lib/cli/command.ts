/** What a command is given when it runs, and how it says no. */
import type { Fault } from "@/lib/contracts/fault";
import type { ModeName } from "./modes";
import type { CliPorts, Privilege } from "./ports";

/**
 * Undefined: done. Otherwise the status is 1: `refused` is one sentence that is printed behind `% `, with `failed` the
 * command has said everything itself.
 */
export type Outcome = undefined | { refused: string } | { failed: true };

export const refuse = (sentence: string): { refused: string } => ({ refused: sentence });

/** A fault as the command line says it: what happened, and what to do about it. */
export const refuseFault = (fault: Fault): Outcome =>
  refuse(fault.remedy === undefined ? fault.message : `${fault.message} ${fault.remedy}`);

/** The session as a command may see and change it. */
export type SessionControl = {
  mode: ModeName;
  privilege: Privilege;
  /** Lines per page; 0 does not page. */
  length: number;
  /** Columns; 0 is unlimited. */
  width: number;
  monitor: boolean;
  /** The newest lines, oldest first, without those that hold a secret. */
  readonly history: readonly string[];
  /** Ends the session after this command. */
  close(): void;
};

export type CommandContext = {
  readonly ports: CliPorts;
  readonly args: Readonly<Record<string, string>>;
  readonly negated: boolean;
  readonly session: SessionControl;
  /** Prints whole lines; a line break is added. */
  print(text: string): void;
  /** Prints without a line break: progress that grows on one line. */
  printPart(text: string): void;
  /** Asks for one key. The end of input answers no. */
  ask(question: string, style: "y/n" | "confirm"): Promise<boolean>;
  /** Aborted when the user breaks off the wait or is gone; what was ordered goes on. */
  readonly signal: AbortSignal;
};

export type Action = (context: CommandContext) => Outcome | Promise<Outcome>;
