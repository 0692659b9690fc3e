/**
 * A typed line against the grammar: what it means, what could come next, how a word goes on. Words match by unique
 * prefix, a full word wins over longer ones, and nothing here ever throws.
 */
import { type Node, type Run, visible } from "./grammar";
import type { Privilege } from "./ports";

export type Token = { text: string; at: number };

/** The words of a line and where they begin. Only blanks and tabs divide. */
export function tokensOf(line: string): Token[] {
  const found: Token[] = [];
  for (const match of line.matchAll(/[^ \t]+/g)) found.push({ text: match[0], at: match.index });
  return found;
}

export type Args = Readonly<Record<string, string>>;
export type Match =
  | { kind: "empty" }
  /** `canonical`: the command in full words, with secrets as `******`; `secret`: whether it has one. */
  | { kind: "run"; run: Run; args: Args; canonical: string; secret: boolean }
  | { kind: "incomplete" }
  | { kind: "ambiguous" }
  /** `at`: column of the word that does not fit; `word`: its number. */
  | { kind: "invalid"; at: number; word: number };

type Place = { nodes: readonly Node[]; run: Run | undefined; words: string[]; args: Args; secret: boolean };
type Descent = { ok: true; place: Place } | { ok: false; match: Match };

const SECRET = "******";

type Picked = Node | "ambiguous" | undefined;

/** The node that a word means: a full word, else the only word it begins, else an argument that takes it. */
function pick(nodes: readonly Node[], text: string): Picked {
  const typed = text.toLowerCase();
  const begun: Node[] = [];
  for (const node of nodes) {
    if (node.kind !== "word") continue;
    if (node.word === typed) return node;
    if (node.word.startsWith(typed)) begun.push(node);
  }
  if (begun.length > 1) return "ambiguous";
  return begun[0] ?? nodes.find((node) => node.kind === "argument" && node.type.accepts(text));
}

/** Follows the words from the root; `line` is needed for arguments that take the rest of it. */
function descend(
  roots: readonly Node[],
  tokens: readonly Token[],
  line: string,
  privilege: Privilege,
): Descent {
  let nodes = visible(roots, privilege);
  let run: Run | undefined;
  const words: string[] = [];
  const args: Record<string, string> = {};
  let secret = false;
  for (const [index, token] of tokens.entries()) {
    const node = pick(nodes, token.text);
    if (node === "ambiguous") return { ok: false, match: { kind: "ambiguous" } };
    if (node === undefined) return { ok: false, match: { kind: "invalid", at: token.at, word: index } };
    nodes = visible(node.children, privilege);
    run = node.run;
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
  return { ok: true, place: { nodes, run, words, args, secret } };
}

/** What a whole line means. */
export function matchLine(roots: readonly Node[], line: string, privilege: Privilege): Match {
  const tokens = tokensOf(line);
  if (tokens.length === 0) return { kind: "empty" };
  const descent = descend(roots, tokens, line, privilege);
  if (!descent.ok) return descent.match;
  const { run, args, words, secret } = descent.place;
  return run ? { kind: "run", run, args, canonical: words.join(" "), secret } : { kind: "incomplete" };
}

export type HelpEntry = { text: string; help: string };
export type Help = { ok: true; entries: HelpEntry[] } | { ok: false; match: Match };

const entryOf = (node: Node): HelpEntry => ({
  text: node.kind === "word" ? node.word : node.type.placeholder,
  help: node.help,
});

/** What may stand where the `?` was typed: behind a blank the next words, inside a word those it begins. */
export function helpAt(roots: readonly Node[], before: string, privilege: Privilege): Help {
  const tokens = tokensOf(before);
  const partial = /[^ \t]$/.test(before) ? tokens.pop() : undefined;
  const descent = descend(roots, tokens, before, privilege);
  if (!descent.ok) return descent;
  const { nodes, run } = descent.place;
  const typed = partial?.text.toLowerCase() ?? "";
  const fitting = nodes.filter((node) =>
    node.kind === "word"
      ? node.word.startsWith(typed)
      : partial === undefined || node.type.accepts(partial.text),
  );
  const entries = fitting.map(entryOf).sort(byText);
  if (run && partial === undefined) entries.push({ text: "<cr>", help: "" });
  if (entries.length > 0) return { ok: true, entries };
  return { ok: false, match: { kind: "invalid", at: partial?.at ?? before.length, word: tokens.length } };
}

const byText = (a: HelpEntry, b: HelpEntry) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0);

/** What Tab appends to the line: the rest of the only word that fits and a blank, or what all that fit share. */
export function completionOf(roots: readonly Node[], before: string, privilege: Privilege): string {
  const tokens = tokensOf(before);
  const partial = /[^ \t]$/.test(before) ? tokens.pop() : undefined;
  if (partial === undefined) return "";
  const descent = descend(roots, tokens, before, privilege);
  if (!descent.ok) return "";
  const typed = partial.text.toLowerCase();
  const words = descent.place.nodes.flatMap((node) =>
    node.kind === "word" && node.word.startsWith(typed) ? [node.word] : [],
  );
  const [first, ...others] = words;
  if (first === undefined) return "";
  if (others.length === 0) return `${first.slice(typed.length)} `;
  let shared = first;
  for (const other of others) while (!other.startsWith(shared)) shared = shared.slice(0, -1);
  return shared.slice(typed.length);
}
