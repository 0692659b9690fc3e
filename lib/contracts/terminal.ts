/** The command line in the browser: ids, sizes and output of its sessions. */
import { z } from "zod";

/** The id of a session, which only the browser tab that opened it knows. */
export const terminalId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{22}$/, "This is not the id of a command line session.");

/** Columns or rows. */
export const terminalSide = z.coerce.number().int().min(1).max(512);

/** The most characters of one request. A longer paste is sent in pieces, each after the one before was accepted. */
export const TERMINAL_INPUT_CHARACTERS = 8192;

/** A piece of a session's output. Positions count characters since the session began. */
export type TerminalOutput = {
  /** Where `text` begins: later than requested when the older output was dropped. */
  from: number;
  text: string;
  /** Characters of input received so far: where a page continues to count after a reload. */
  taken: number;
  /** The session has ended, and `text` is the last of its output. */
  ended: boolean;
  /** It ended because the controller reloads; a new session can be opened when the controller is back. */
  endedByReload: boolean;
};
