/** The command line in the browser: its sessions' ids, sizes and output as they pass the door and the wire. */
import { z } from "zod";

/** A session's id is a secret of the tab that opened it. */
export const terminalId = z.string().regex(/^[A-Za-z0-9_-]{22}$/, "This is no session of the command line.");

/** Columns or rows. */
export const terminalSide = z.coerce.number().int().min(1).max(512);

/** Of one request: a longer paste goes in pieces, each after the one before was taken. */
export const TERMINAL_INPUT_CHARACTERS = 8192;

/** A stretch of what a session wrote. Counted in characters since it began. */
export type TerminalOutput = {
  /** Where `text` begins. Later than asked for when older output is kept no more. */
  from: number;
  text: string;
  /** Characters of input that came so far: where a page that was reloaded goes on counting. */
  taken: number;
  /** The session is over, and this is the end of what it wrote. */
  ended: boolean;
};
