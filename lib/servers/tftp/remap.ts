/**
 * Rules that change the names in TFTP requests, in the form of a tftpd-hpa map file (tftpd(8), "Filename remapping"): one
 * rule per line with operations, a regular expression, and a replacement. RE2 runs the expressions, so their time grows
 * linearly with the name, whatever an operator writes.
 *
 * | operation | effect                                                        |
 * | --------- | ------------------------------------------------------------- |
 * | r         | replaces what matched; `\0` to `\9` stand for what was matched |
 * | g         | with r: repeats the rule until it no longer matches            |
 * | i         | ignores upper and lower case                                   |
 * | e         | if the rule matches, it is the last one                        |
 * | a         | if the rule matches, the request is refused                    |
 * | G, P      | only for reads, only for writes                                |
 */
import { type Matcher, RE2JS } from "re2js";
import type { LineError } from "@/lib/contracts/address-rules";
import type { RemapStep } from "@/lib/contracts/tftp-names";

export type RemapRule = {
  /** Counted from 1. */
  line: number;
  /** The rule as it was written, without comment. */
  text: string;
  operations: string;
  pattern: RE2JS;
  /** Pieces of the replacement: text, or the number of a group. */
  replacement: readonly (string | number)[];
};

/** What the rules make of a name, and each rule that had an effect. `name` is null when a rule refused the request. */
export type Remapped = { name: string | null; steps: RemapStep[]; refusal: string | null };

const OPERATIONS = new Set(["r", "g", "i", "e", "a", "G", "P"]);
const MAX_RULES = 100;
const MAX_NAME_CHARACTERS = 1024;
/** How often one rule with g may replace: far more than any name needs. */
const MAX_REPETITIONS = 100;

/** The rules of a text. Empty lines and comments are ignored. */
export function parseRemapRules(text: string): { rules: RemapRule[]; errors: LineError[] } {
  const rules: RemapRule[] = [];
  const errors: LineError[] = [];
  for (const [index, raw] of text.split("\n").entries()) {
    const line = index + 1;
    const words = wordsOf(raw);
    if (words.length === 0) continue;
    const rule =
      rules.length < MAX_RULES ? parseRule(words, line) : `At most ${MAX_RULES} rules are allowed.`;
    if (typeof rule === "string") errors.push({ line, message: rule });
    else rules.push(rule);
  }
  return { rules, errors };
}

/** Words between white space; a backslash keeps the character after it, and `#` begins a comment. */
function wordsOf(raw: string): string[] {
  const words: string[] = [];
  for (const match of raw.matchAll(/#.*|((?:\\.|[^\s\\#]|\\$)+)/gs))
    if (match[1] !== undefined) words.push(match[1]);
  return words;
}

function parseRule(
  [operations = "", expression, replacement, ...rest]: string[],
  line: number,
): RemapRule | string {
  const unknown = [...operations].find((letter) => !OPERATIONS.has(letter));
  if (unknown !== undefined) return `The operation ${unknown} is not supported. Use r, g, i, e, a, G, and P.`;
  if (expression === undefined) return "The regular expression is missing.";
  const replaces = operations.includes("r");
  if (operations.includes("g") && !replaces) return "The operation g needs r.";
  if (replaces && operations.includes("a")) return "A rule cannot both replace (r) and refuse (a).";
  if (!replaces && !operations.includes("a") && !operations.includes("e"))
    return "The rule has no effect. Use r to replace, a to refuse, or e to end.";
  if (!replaces && replacement !== undefined) return "Only a rule with r has a replacement.";
  if (rest.length > 0)
    return "There is text after the replacement. Write \\ before a space that belongs to it.";
  const pieces = replacementPieces(replacement ?? "");
  if (typeof pieces === "string") return pieces;
  let pattern: RE2JS;
  try {
    // In a map file `\ ` and `\#` are the characters themselves, which RE2 does not know as escapes.
    const flags = RE2JS.DOTALL | (operations.includes("i") ? RE2JS.CASE_INSENSITIVE : 0);
    pattern = RE2JS.compile(
      expression.replace(/\\([\s#])/g, (_, c: string) => (c === "#" ? "#" : `[${c}]`)),
      flags,
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^error parsing regexp: /i, "") : "";
    return `The regular expression is not valid: ${reason}`;
  }
  const missing = pieces.find((piece) => typeof piece === "number" && piece > pattern.groupCount());
  if (missing !== undefined)
    return `\\${missing} is used, but the expression has ${groupsText(pattern.groupCount())}.`;
  const text = [operations, expression, ...(replacement === undefined ? [] : [replacement])].join(" ");
  return { line, text, operations, pattern, replacement: pieces };
}

const groupsText = (count: number) => (count === 1 ? "1 group" : `${count === 0 ? "no" : count} groups`);

function replacementPieces(text: string): (string | number)[] | string {
  const pieces: (string | number)[] = [];
  for (const [, escaped, plain] of text.matchAll(/\\(.|$)|([^\\]+)/gs)) {
    if (plain !== undefined) pieces.push(plain);
    else if (escaped !== undefined && /^\d$/.test(escaped)) pieces.push(Number(escaped));
    else if (escaped !== undefined && /^[\s#\\]$/.test(escaped)) pieces.push(escaped);
    else return `\\${escaped ?? ""} is not supported in a replacement. Use \\0 to \\9.`;
  }
  return pieces;
}

/** Applies the rules to the name of a request, from the first to the last. */
export function remapName(rules: readonly RemapRule[], name: string, request: "read" | "write"): Remapped {
  const steps: RemapStep[] = [];
  let current = name;
  for (const rule of rules) {
    const { operations, line, text } = rule;
    if (operations.includes(request === "read" ? "P" : "G")) {
      if (!operations.includes(request === "read" ? "G" : "P")) continue;
    }
    if (!rule.pattern.matcher(current).find()) continue;
    const refuses = operations.includes("a");
    const before = current;
    if (operations.includes("r")) current = replaced(rule, current) ?? "";
    const isTooLong = current === "" || current.length > MAX_NAME_CHARACTERS;
    const isLast = refuses || isTooLong || operations.includes("e");
    steps.push({ line, rule: text, before, after: refuses || isTooLong ? null : current, isLast });
    if (refuses) return { name: null, steps, refusal: "A remap rule refuses this name" };
    if (isTooLong) return { name: null, steps, refusal: "The remap rules leave no usable name" };
    if (isLast) break;
  }
  return { name: current, steps, refusal: null };
}

/** The name after the rule's replacement; null when repeating it does not end. */
function replaced(rule: RemapRule, name: string): string | null {
  const repeats = rule.operations.includes("g");
  let current = name;
  for (let times = 0; times < MAX_REPETITIONS; times++) {
    const matcher = rule.pattern.matcher(current);
    if (!matcher.find()) return current;
    const next =
      current.slice(0, matcher.start()) + expand(rule.replacement, matcher) + current.slice(matcher.end());
    if (!repeats) return next;
    if (next.length > MAX_NAME_CHARACTERS) return null;
    current = next;
  }
  return null;
}

const expand = (pieces: readonly (string | number)[], matcher: Matcher): string =>
  pieces.map((piece) => (typeof piece === "string" ? piece : (matcher.group(piece) ?? ""))).join("");
