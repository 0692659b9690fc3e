/**
 * Sessions of the command line in the browser. Only the terminal routes give these commands. Every role may open a
 * session: each CLI command in it is permitted and audited on its own.
 */
import { z } from "zod";
import { TERMINAL_INPUT_CHARACTERS, type TerminalOutput, terminalId, terminalSide } from "../terminal";
import { defineCommand } from "./define-command";

export const terminalCommands = {
  "terminal.open": defineCommand<{ id: string }>()({
    input: z.object({ columns: terminalSide, rows: terminalSide }),
    role: "monitor",
    via: "program",
    kind: "change",
  }),
  /**
   * Keys. `at` counts the characters sent before, so that keys sent twice run once. `taken`: characters received so far,
   * where the next input begins.
   */
  "terminal.input": defineCommand<{ taken: number }>()({
    input: z.object({
      id: terminalId,
      at: z.int().min(0),
      data: z.string().max(TERMINAL_INPUT_CHARACTERS),
    }),
    role: "monitor",
    via: "program",
    kind: "change",
  }),
  /** Output after the first `after` characters; waits until there is some. */
  "terminal.read": defineCommand<TerminalOutput>()({
    input: z.object({ id: terminalId, after: z.int().min(0) }),
    role: "monitor",
    via: "program",
    kind: "query",
  }),
  "terminal.resize": defineCommand<{ id: string }>()({
    input: z.object({ id: terminalId, columns: terminalSide, rows: terminalSide }),
    role: "monitor",
    via: "program",
    kind: "change",
  }),
  "terminal.close": defineCommand<{ id: string }>()({
    input: z.object({ id: terminalId }),
    role: "monitor",
    via: "program",
    kind: "change",
  }),
};
