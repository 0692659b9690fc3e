/**
 * The grammar as data: a tree of words and typed arguments, each with one line of help, and what is run where a
 * command may end. Matching, completion and help read the same tree, so they cannot disagree. Knows no command.
 */
import type { ArgumentType } from "./arguments";
import type { Action } from "./command";
import type { Privilege } from "./ports";

/** Where a command may end, and what then runs. */
export type Run = {
  action: Action;
  /** It changes something: it is audited. */
  changes?: boolean;
  /** `no` stood before it. */
  negated?: boolean;
  /** Prints as it goes, never by pages. */
  live?: boolean;
  /** An answer that was sent along with the line is taken as the answer to its only question. */
  answered?: boolean;
};

type NodeBase = {
  help: string;
  /** Lowest privilege that sees this node; a parent's bound holds for its children too. */
  privilege?: Privilege;
  run?: Run;
  children: readonly Node[];
};
export type WordNode = NodeBase & { kind: "word"; word: string };
export type ArgumentNode = NodeBase & { kind: "argument"; name: string; type: ArgumentType };
export type Node = WordNode | ArgumentNode;

type Extra = { run?: Run; privilege?: Privilege };

/** What changes something is for administrators, whoever forgot to say so. */
const guarded = (extra: Extra): Extra => (extra.run?.changes ? { privilege: 15, ...extra } : extra);

/** `word("show", "Show running system information", [...])` */
export const word = (
  text: string,
  help: string,
  children: readonly Node[] = [],
  extra: Extra = {},
): WordNode => ({ kind: "word", word: text, help, children, ...guarded(extra) });

export const argument = (
  name: string,
  type: ArgumentType,
  help: string,
  children: readonly Node[] = [],
  extra: Extra = {},
): ArgumentNode => ({ kind: "argument", name, type, help, children, ...guarded(extra) });

/** A word that ends a command. */
export const command = (
  text: string,
  help: string,
  action: Action,
  extra: Omit<Run, "action"> = {},
): WordNode => word(text, help, [], { run: { action, ...extra } });

/** The end of a line that changes the configuration. */
export const changing = (action: Action): { run: Run } => ({ run: { action, changes: true } });
/** The same after `no`. */
export const negating = (action: Action): { run: Run } => ({
  run: { action, changes: true, negated: true },
});

/** Trees that begin with the same word become one: each file of commands brings its own `show ...`. */
export function merge(...forests: (readonly Node[])[]): Node[] {
  const merged: Node[] = [];
  for (const node of forests.flat()) {
    const at = merged.findIndex((m) => m.kind === "word" && node.kind === "word" && m.word === node.word);
    const present = merged[at];
    if (present === undefined) merged.push(node);
    else merged[at] = { ...present, ...node, children: merge(present.children, node.children) };
  }
  return merged;
}

/** The nodes that a user of this privilege sees. */
export const visible = (nodes: readonly Node[], privilege: Privilege): Node[] =>
  nodes.filter((node) => (node.privilege ?? 1) <= privilege);
