/**
 * The grammar as data: a tree of words and typed arguments with one line of help each, and the command that runs where
 * a line may end. Matching, completion and help read the same tree, so they always agree. Contains no commands itself.
 */
import type { ArgumentType } from "./arguments";
import type { CommandHandler } from "./command";
import type { Privilege } from "./ports";

/** The command that runs when a line ends at a node. */
export type CommandDefinition = {
  handler: CommandHandler;
  /** It changes something: it needs privilege 15 and is written to the audit log. */
  mutates?: boolean;
  /** It changes nothing here and sends something to another host: it is written to the audit log. */
  sends?: boolean;
  /** It is the `no` form of a command. */
  isNegated?: boolean;
  /** It prints while it runs, without paging. */
  streamsOutput?: boolean;
  /** An Enter that was sent with the line is dropped, because tools send it to confirm a question of real controllers. */
  acceptsTrailingEnter?: boolean;
};

type NodeBase = {
  help: string;
  /** The lowest privilege that sees this node and its children. Default 1. */
  privilege?: Privilege;
  /** Absent: a line must not end here. */
  command?: CommandDefinition;
  children: readonly GrammarNode[];
};
export type WordNode = NodeBase & { kind: "word"; word: string };
export type ArgumentNode = NodeBase & { kind: "argument"; name: string; type: ArgumentType };
/** One word or argument of the grammar and what may follow it. */
export type GrammarNode = WordNode | ArgumentNode;

type NodeOptions = { command?: CommandDefinition; privilege?: Privilege };

/** A command that changes something needs privilege 15 unless its definition says otherwise. */
const withPrivilege = (options: NodeOptions): NodeOptions =>
  options.command?.mutates ? { privilege: 15, ...options } : options;

/** Creates a word node: `word("show", "Show running system information", [...])`. */
export const word = (
  text: string,
  help: string,
  children: readonly GrammarNode[] = [],
  options: NodeOptions = {},
): WordNode => ({ kind: "word", word: text, help, children, ...withPrivilege(options) });

/** Creates an argument node; the handler gets its text as `args[name]`. */
export const argument = (
  name: string,
  type: ArgumentType,
  help: string,
  children: readonly GrammarNode[] = [],
  options: NodeOptions = {},
): ArgumentNode => ({ kind: "argument", name, type, help, children, ...withPrivilege(options) });

/** Creates a word node at which a command ends. */
export const command = (
  text: string,
  help: string,
  handler: CommandHandler,
  options: Omit<CommandDefinition, "handler"> = {},
): WordNode => word(text, help, [], { command: { handler, ...options } });

/** Node options for a command that changes something. */
export const mutating = (handler: CommandHandler): NodeOptions => ({ command: { handler, mutates: true } });

/** Node options for the `no` form of a command that changes something. */
export const negating = (handler: CommandHandler): NodeOptions => ({
  command: { handler, mutates: true, isNegated: true },
});

/** Merges trees that start with the same word, so that several files can add to `show ...`. */
export function mergeTrees(...forests: (readonly GrammarNode[])[]): GrammarNode[] {
  const merged: GrammarNode[] = [];
  for (const node of forests.flat()) {
    const at = merged.findIndex((m) => m.kind === "word" && node.kind === "word" && m.word === node.word);
    const present = merged[at];
    if (present === undefined) merged.push(node);
    else merged[at] = { ...present, ...node, children: mergeTrees(present.children, node.children) };
  }
  return merged;
}

/** The nodes that a user with this privilege may use. */
export const visibleNodes = (nodes: readonly GrammarNode[], privilege: Privilege): GrammarNode[] =>
  nodes.filter((node) => (node.privilege ?? 1) <= privilege);
