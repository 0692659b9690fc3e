/**
 * Matches a typed line against the grammar and finds help and completions. Words match by unique prefix, and a full word
 * wins over longer words that start with it. Never throws.
 */
import { type CommandDefinition, type GrammarNode, visibleNodes } from "./grammar";
import type { Privilege } from "./ports";

/** One word of a line and its column. */
export type Token = { text: string; at: number };

/** Splits a line at blanks and tabs. */
export function tokensOf(line: string): Token[] {
  const found: Token[] = [];
  for (const match of line.matchAll(/[^ \t]+/g)) found.push({ text: match[0], at: match.index });
  return found;
}

type Args = Readonly<Record<string, string>>;
/** The result of matching a line. */
export type Match =
  | { kind: "empty" }
  /** `canonical`: the line in full words, with secrets as `******`. `secret`: whether it contains one. */
  | { kind: "command"; command: CommandDefinition; args: Args; canonical: string; secret: boolean }
  | { kind: "incomplete" }
  | { kind: "ambiguous" }
  /** `at`: the column of the first word that does not match. `word`: its index in the line. */
  | { kind: "invalid"; at: number; word: number };

/** Where the words of a line lead to in the grammar. */
type Position = {
  nodes: readonly GrammarNode[];
  command: CommandDefinition | undefined;
  words: string[];
  args: Args;
  secret: boolean;
};
type Walk = { ok: true; position: Position } | { ok: false; match: Match };

const SECRET = "******";

/** The node for a word: the full word, else the only word that starts with it, else an argument that accepts it. */
function selectNode(nodes: readonly GrammarNode[], text: string): GrammarNode | "ambiguous" | undefined {
  const typed = text.toLowerCase();
  const candidates: GrammarNode[] = [];
  for (const node of nodes) {
    if (node.kind !== "word") continue;
    if (node.word === typed) return node;
    if (node.word.startsWith(typed)) candidates.push(node);
  }
  if (candidates.length > 1) return "ambiguous";
  return candidates[0] ?? nodes.find((node) => node.kind === "argument" && node.type.accepts(text));
}

/** Follows the words through the tree. `line` is needed for arguments that take the rest of the line. */
function walk(
  roots: readonly GrammarNode[],
  tokens: readonly Token[],
  line: string,
  privilege: Privilege,
): Walk {
  let nodes = visibleNodes(roots, privilege);
  let command: CommandDefinition | undefined;
  const words: string[] = [];
  const args: Record<string, string> = {};
  let secret = false;
  for (const [index, token] of tokens.entries()) {
    const node = selectNode(nodes, token.text);
    if (node === "ambiguous") return { ok: false, match: { kind: "ambiguous" } };
    if (node === undefined) return { ok: false, match: { kind: "invalid", at: token.at, word: index } };
    nodes = visibleNodes(node.children, privilege);
    command = node.command;
    if (node.kind === "word") {
      words.push(node.word);
      continue;
    }
    const value = node.type.restOfLine ? line.slice(token.at).trimEnd() : token.text;
    args[node.name] = value;
    secret ||= node.type.secret === true;
    words.push(node.type.secret ? SECRET : value);
    if (node.type.restOfLine) break;
  }
  return { ok: true, position: { nodes, command, words, args, secret } };
}

/** Matches a whole line. */
export function matchLine(roots: readonly GrammarNode[], line: string, privilege: Privilege): Match {
  const tokens = tokensOf(line);
  if (tokens.length === 0) return { kind: "empty" };
  const walked = walk(roots, tokens, line, privilege);
  if (!walked.ok) return walked.match;
  const { command, args, words, secret } = walked.position;
  if (command === undefined) return { kind: "incomplete" };
  return { kind: "command", command, args, canonical: words.join(" "), secret };
}

/** One line of a help listing. */
export type HelpEntry = { text: string; help: string };
export type Help = { ok: true; entries: HelpEntry[] } | { ok: false; match: Match };

const helpEntry = (node: GrammarNode): HelpEntry => ({
  text: node.kind === "word" ? node.word : node.type.placeholder,
  help: node.help,
});

/** The help for a `?` after this text: the next words after a blank, or the words that start with the last one. */
export function helpAt(roots: readonly GrammarNode[], before: string, privilege: Privilege): Help {
  const { tokens, partial } = splitPartialWord(before);
  const walked = walk(roots, tokens, before, privilege);
  if (!walked.ok) return walked;
  const { nodes, command } = walked.position;
  const typed = partial?.text.toLowerCase() ?? "";
  const candidates = nodes.filter((node) =>
    node.kind === "word"
      ? node.word.startsWith(typed)
      : partial === undefined || node.type.accepts(partial.text),
  );
  const entries = candidates.map(helpEntry).sort(byText);
  if (command && partial === undefined) entries.push({ text: "<cr>", help: "" });
  if (entries.length > 0) return { ok: true, entries };
  return { ok: false, match: { kind: "invalid", at: partial?.at ?? before.length, word: tokens.length } };
}

const byText = (a: HelpEntry, b: HelpEntry) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0);

/**
 * What Tab appends to this text: the rest of the only matching word and a blank, or the characters that all matching
 * words have in common.
 */
export function completionOf(roots: readonly GrammarNode[], before: string, privilege: Privilege): string {
  const { tokens, partial } = splitPartialWord(before);
  if (partial === undefined) return "";
  const walked = walk(roots, tokens, before, privilege);
  if (!walked.ok) return "";
  const typed = partial.text.toLowerCase();
  const words = walked.position.nodes.flatMap((node) =>
    node.kind === "word" && node.word.startsWith(typed) ? [node.word] : [],
  );
  const [first, ...others] = words;
  if (first === undefined) return "";
  if (others.length === 0) return `${first.slice(typed.length)} `;
  let common = first;
  for (const other of others) while (!other.startsWith(common)) common = common.slice(0, -1);
  return common.slice(typed.length);
}

/** Separates the word at the cursor, if the text does not end with a blank, from the words before it. */
function splitPartialWord(before: string): { tokens: Token[]; partial: Token | undefined } {
  const tokens = tokensOf(before);
  const partial = /[^ \t]$/.test(before) ? tokens.pop() : undefined;
  return { tokens, partial };
}
