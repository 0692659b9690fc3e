/** Files of /etc/default: assignments of a shell script, and the options of a server in one of them. */
import { linesOf } from "./lines";
import type { Edit } from "./rule";

export type Assignment = { name: string; value: string; line: number };
/** A line that looks like an assignment, but that the shell reads differently. */
export type ShellFault = { line: number; problem: string; corrected: string | null };
export type ShellDefaults = {
  lines: readonly string[];
  /** In the order of the file. If a name is set twice, the last one takes effect. */
  assignments: readonly Assignment[];
  faults: readonly ShellFault[];
};

const quoted = (name: string, value: string): string => `${name}="${value.replaceAll('"', "")}"`;

type Read = { value: string; fault: string | null };

/** The value after `=`, and why the shell reads it differently; null if it does not. */
function readValue(text: string): Read {
  const [quote] = text;
  if (quote === '"' || quote === "'") {
    const end = text.indexOf(quote, 1);
    if (end < 0) return { value: text.slice(1).trim(), fault: "The closing quotation mark is missing." };
    const rest = text.slice(end + 1).trim();
    const isEnd = rest === "" || rest.startsWith("#");
    return {
      value: text.slice(1, end),
      fault: isEnd ? null : "There is text after the closing quotation mark.",
    };
  }
  const words = text.replace(/(^|\s)#.*$/, "").trim();
  const isOne = !/\s/.test(words);
  return { value: words, fault: isOne ? null : "The value has several words but no quotation marks." };
}

export function parseShellDefaults(text: string): ShellDefaults {
  const lines = linesOf(text);
  const assignments: Assignment[] = [];
  const faults: ShellFault[] = [];
  lines.forEach((content, index) => {
    const line = index + 1;
    const trimmed = content.trim();
    if (trimmed === "" || trimmed.startsWith("#")) return;
    const [, name, before = "", after = "", rest = ""] =
      /^(?:export\s+)?([A-Za-z_]\w*)(\s*)=(\s*)(.*)$/.exec(trimmed) ?? [];
    if (name === undefined) {
      faults.push({ line, problem: "This line is not an assignment.", corrected: null });
      return;
    }
    const { value, fault } = readValue(rest);
    const hasSpace = before !== "" || (after !== "" && rest !== "");
    const problem = hasSpace ? "There is a space next to the equals sign." : fault;
    if (problem !== null) faults.push({ line, problem, corrected: quoted(name, value) });
    assignments.push({ name, value, line });
  });
  return { lines, assignments, faults };
}

/** The assignment that takes effect. */
export const assigned = (doc: ShellDefaults, name: string): Assignment | undefined =>
  doc.assignments.findLast((assignment) => assignment.name === name);

/** Sets a variable on its own line, or on a new line at the end. */
export function assign(doc: ShellDefaults, name: string, value: string): Edit {
  const at = assigned(doc, name);
  const text = quoted(name, value);
  return at ? { line: at.line, text } : { after: doc.lines.length, text };
}

/** Options by their long names: their short letters, and whether a value follows. */
export type OptionSpec = Readonly<
  Record<string, { short?: string; hasValue?: true; alias?: readonly string[] }>
>;
/** One option with the words that it was made of. `name` is null for a word that is no known option. */
export type Option = { name: string | null; value: string | null; words: readonly string[] };

/** Reads options as getopt_long does: `--name value`, `--name=value`, values that follow a letter, clusters, unique prefixes. */
function parseOptions(text: string, spec: OptionSpec): Option[] {
  const words = text.split(/\s+/).filter((word) => word !== "");
  const options: Option[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    const next = () => words[++i] ?? null;
    if (word.startsWith("--")) options.push(longOption(word, spec, next));
    else if (word.startsWith("-") && word.length > 1) options.push(...cluster(word, spec, next));
    else options.push({ name: null, value: word, words: [word] });
  }
  return options;
}

function longOption(word: string, spec: OptionSpec, next: () => string | null): Option {
  const [typed = "", ...values] = word.slice(2).split("=");
  const name = longName(typed, spec);
  if (name === null) return { name: null, value: null, words: [word] };
  if (values.length > 0) return { name, value: values.join("="), words: [word] };
  if (spec[name]?.hasValue !== true) return { name, value: null, words: [word] };
  const value = next();
  return { name, value, words: value === null ? [word] : [word, value] };
}

function longName(typed: string, spec: OptionSpec): string | null {
  const names = Object.keys(spec);
  const aliased = names.find((name) => spec[name]?.alias?.includes(typed));
  if (typed in spec || aliased !== undefined) return aliased ?? typed;
  const candidates = typed === "" ? [] : names.filter((name) => name.startsWith(typed));
  return candidates.length === 1 ? (candidates[0] ?? null) : null;
}

function cluster(word: string, spec: OptionSpec, next: () => string | null): Option[] {
  const options: Option[] = [];
  for (let i = 1; i < word.length; i++) {
    const letter = word[i] ?? "";
    const name = Object.keys(spec).find((long) => spec[long]?.short === letter) ?? null;
    if (name === null || spec[name]?.hasValue !== true) {
      options.push({ name, value: null, words: [`-${letter}`] });
      continue;
    }
    const attached = word.slice(i + 1);
    const value = attached === "" ? next() : attached;
    options.push({ name, value, words: value === null ? [`-${letter}`] : [`-${letter}`, value] });
    break;
  }
  return options;
}

/** Reads the options in a variable, once for each file however many rules ask. */
export function readOptions(name: string, spec: OptionSpec): (doc: ShellDefaults) => readonly Option[] {
  const read = new WeakMap<ShellDefaults, readonly Option[]>();
  return (doc) => {
    const options = read.get(doc) ?? parseOptions(assigned(doc, name)?.value ?? "", spec);
    read.set(doc, options);
    return options;
  };
}

/** The text of options. */
export const optionText = (options: readonly Option[]): string =>
  options.flatMap(({ words }) => words).join(" ");

/** An option that the doctor adds. */
export const option = (name: string, value: string | null = null): Option => ({
  name,
  value,
  words: value === null ? [`--${name}`] : [`--${name}`, value],
});
