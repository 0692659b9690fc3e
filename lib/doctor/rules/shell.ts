/** Rules for every file in /etc/default, because a shell reads them all. */
import type { Rule } from "../rule";
import type { ShellDefaults } from "../shell-defaults";

export const shellRules = (prefix: string): Rule<ShellDefaults>[] => [
  {
    id: `${prefix}-syntax`,
    severity: "error",
    title: "The shell can't read this line as an assignment.",
    why: "The start script runs this file as a shell script. Words outside quotation marks are run as commands, and the script fails.",
    fix: 'Write NAME="value" without spaces around the equals sign.',
    find: ({ faults }) =>
      faults.map(({ line, problem, corrected }) => ({ line, problem, edits: [{ line, text: corrected }] })),
  },
  {
    id: `${prefix}-twice`,
    severity: "warning",
    title: "A variable is set twice.",
    why: "Only the last line takes effect, so a change to the first one does nothing.",
    fix: "Remove the first line.",
    find({ assignments }) {
      const last = new Map(assignments.map(({ name, line }) => [name, line]));
      return assignments
        .filter(({ name, line }) => last.get(name) !== line)
        .map(({ name, line }) => ({
          line,
          problem: `${name} is set again below. Only the last line takes effect.`,
          edits: [{ line, text: null }],
        }));
    },
  },
];
