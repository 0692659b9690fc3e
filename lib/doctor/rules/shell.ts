/** The rules that hold for every file of /etc/default, because a shell reads it. */
import type { Rule } from "../rule";
import type { ShellDefaults } from "../shell-defaults";

export const shellRules = (prefix: string): Rule<ShellDefaults>[] => [
  {
    id: `${prefix}-syntax`,
    severity: "error",
    title: "The shell does not read this line as an assignment.",
    why: "The start script reads the file as a shell script. Words outside quotation marks are run as commands, and the script ends.",
    fix: 'Write NAME="value" without spaces beside the equals sign.',
    find: ({ faults }) =>
      faults.map(({ line, problem, mended }) => ({ line, problem, edits: [{ line, text: mended }] })),
  },
  {
    id: `${prefix}-twice`,
    severity: "warning",
    title: "A variable is set twice.",
    why: "Only the last line counts, which is easily missed when the first one is changed.",
    fix: "Remove the first line.",
    find({ assignments }) {
      const last = new Map(assignments.map(({ name, line }) => [name, line]));
      return assignments
        .filter(({ name, line }) => last.get(name) !== line)
        .map(({ name, line }) => ({
          line,
          problem: `${name} is set again below. Only the last line counts.`,
          edits: [{ line, text: null }],
        }));
    },
  },
];
