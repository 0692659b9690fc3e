/**
 * Regular expressions of the output filters, in the dialect of IOS. RE2 runs them in time that grows linearly with the
 * line, so no pattern that a user types can block the program; JavaScript's own engine backtracks and could.
 */
import { RE2JS } from "re2js";

const MAX_PATTERN_CHARACTERS = 200;

export type IosRegex = {
  /** Whether the pattern is found anywhere in the line. */
  matches(line: string): boolean;
};

/**
 * Compiles a pattern of the IOS dialect: `.` `[...]` `*` `+` `?` `|` `( )` `^` `$`, `\x` for a literal x, and `_` for a
 * delimiter or an end of the line.
 * @returns undefined when the pattern is empty, malformed or longer than 200 characters
 */
export function compileIosRegex(pattern: string): IosRegex | undefined {
  if (pattern.length === 0 || pattern.length > MAX_PATTERN_CHARACTERS) return undefined;
  try {
    const compiled = RE2JS.compile(toRe2Syntax(pattern), RE2JS.DOTALL);
    return { matches: (line) => compiled.test(line) };
  } catch {
    return undefined;
  }
}

/** A `]` directly after `[` or `[^` is a member of the set, as in POSIX. */
const TOKEN = /\\(?<escaped>.)|(?<set>\[\^?\]?(?:\\.|[^\]\\])*\])|(?<repetition>[*+?]+)|./gsu;
/** These mean the same in both dialects. An unclosed `[` and a trailing `\` are left for RE2 to reject. */
const SAME_MEANING = "^$.()|[\\";
/** Without brackets of its own, which could close an unclosed `[` before it. */
const DELIMITER_OR_END = "(?:^|$| |,|\\{|\\}|\\(|\\))";

function toRe2Syntax(pattern: string): string {
  let translated = "";
  let isRepeatable = false;
  for (const { 0: token, groups = {} } of pattern.matchAll(TOKEN)) {
    const { escaped, set, repetition } = groups;
    if (escaped !== undefined) translated += literal(escaped);
    else if (set !== undefined) translated += translateSet(set);
    else if (repetition !== undefined) translated += translateRepetition(repetition, isRepeatable);
    else if (token === "_") translated += DELIMITER_OR_END;
    else translated += SAME_MEANING.includes(token) ? token : literal(token);
    isRepeatable = token !== "(" && token !== "|";
  }
  return translated;
}

/**
 * RE2 rejects `a**` and reads `a+?` as a lazy `a+`, so a run of operators becomes one with the same meaning. With
 * nothing to repeat, the first operator is a literal character.
 */
function translateRepetition(operators: string, isRepeatable: boolean): string {
  if (!isRepeatable) {
    const rest = operators.slice(1);
    return literal(operators.charAt(0)) + (rest === "" ? "" : translateRepetition(rest, true));
  }
  return new Set(operators).size === 1 ? operators.charAt(0) : "*";
}

function translateSet(set: string): string {
  const isNegated = set.startsWith("[^");
  const members = set.slice(isNegated ? 2 : 1, -1).replace(/\\(.)|([^-])/gsu, (_, escaped, plain) => {
    return literal(escaped ?? plain);
  });
  return `[${isNegated ? "^" : ""}${members}]`;
}

/** The character itself, whatever it means to RE2. */
const literal = (character: string): string =>
  /^[!-/:-@[-`{-~]$/.test(character) ? `\\${character}` : character;
