/** The output filters after `|`: include, exclude, begin, section and count. Filters process one line at a time. */
import { compileIosRegex, type IosRegex } from "./ios-regex";
import type { HelpEntry } from "./matching";
import { tokensOf } from "./matching";

/** A filter with its state for one output. */
export type LineFilter = {
  /** The lines to print for this line. */
  line(text: string): readonly string[];
  /** The lines to print after the last line. */
  end(): readonly string[];
};

const filterWords = [
  ["begin", "Begin with the line that matches"],
  ["count", "Count number of lines which match regexp"],
  ["exclude", "Exclude lines that match"],
  ["include", "Include lines that match"],
  ["section", "Filter a section of output"],
] as const;
/** Help for the words after `|`. */
export const filterHelp: HelpEntry[] = filterWords.map(([text, help]) => ({ text, help }));

type FilterName = (typeof filterWords)[number][0];

export type FilterParse =
  | { ok: true; filters: LineFilter[] }
  | { ok: false; kind: "incomplete" | "ambiguous" }
  /** `at`: the column in the parsed text. */
  | { ok: false; kind: "invalid"; at: number };

/** Parses the text after the first `|`. A later `|` starts another filter only if a full filter word follows it. */
export function parseFilters(text: string): FilterParse {
  const filters: LineFilter[] = [];
  let offset = 0;
  const parts = text.split(/(?<=\s)\|(?=\s*(?:include|exclude|begin|section|count)\s)/);
  for (const part of parts) {
    const parsed = parseFilter(part);
    if (!parsed.ok) return parsed.kind === "invalid" ? { ...parsed, at: parsed.at + offset } : parsed;
    filters.push(parsed.filter);
    offset += part.length + 1;
  }
  return { ok: true, filters };
}

type FilterResult = { ok: true; filter: LineFilter } | Extract<FilterParse, { ok: false }>;

function parseFilter(text: string): FilterResult {
  const [head, second, third] = tokensOf(text);
  if (head === undefined) return { ok: false, kind: "incomplete" };
  const candidates = filterWords.filter(([name]) => name.startsWith(head.text.toLowerCase()));
  const name = candidates[0]?.[0];
  if (name === undefined) return { ok: false, kind: "invalid", at: head.at };
  if (candidates.length > 1) return { ok: false, kind: "ambiguous" };
  if (second === undefined) return { ok: false, kind: "incomplete" };
  // `section exclude <regexp>`; in `section exclude` alone, the word is the expression.
  const sub =
    name === "section" && third && ["include", "exclude"].includes(second.text) ? second.text : undefined;
  const from = (sub ? third : second) ?? second;
  const pattern = compileIosRegex(text.slice(from.at).trimEnd());
  if (pattern === undefined) return { ok: false, kind: "invalid", at: from.at };
  return { ok: true, filter: makeFilter(name, pattern, sub === "exclude") };
}

function makeFilter(name: FilterName, pattern: IosRegex, isInverted: boolean): LineFilter {
  const nothing = () => [];
  switch (name) {
    case "include":
      return { line: (text) => (pattern.matches(text) ? [text] : []), end: nothing };
    case "exclude":
      return { line: (text) => (pattern.matches(text) ? [] : [text]), end: nothing };
    case "begin":
      return beginFilter(pattern);
    case "section":
      return sectionFilter(pattern, isInverted);
    case "count":
      return countFilter(pattern);
  }
}

function beginFilter(pattern: IosRegex): LineFilter {
  let begun = false;
  return {
    line: (text) => {
      begun ||= pattern.matches(text);
      return begun ? [text] : [];
    },
    end: () => [],
  };
}

function countFilter(pattern: IosRegex): LineFilter {
  let count = 0;
  return {
    line: (text) => {
      if (pattern.matches(text)) count++;
      return [];
    },
    end: () => [`Number of lines which match regexp = ${count}`],
  };
}

/** Selects each matching line and the lines below it that have a deeper indentation. */
function sectionFilter(pattern: IosRegex, isInverted: boolean): LineFilter {
  let depth: number | undefined;
  return {
    line: (text) => {
      const indent = text.length - text.trimStart().length;
      if (depth !== undefined && indent <= depth) depth = undefined;
      if (depth === undefined && pattern.matches(text)) depth = indent;
      return (depth !== undefined) !== isInverted ? [text] : [];
    },
    end: () => [],
  };
}

/** Passes lines through all filters. */
export function applyFilters(lines: readonly string[], filters: readonly LineFilter[]): string[] {
  let passed = [...lines];
  for (const filter of filters)
    passed = [...passed.flatMap((line) => [...filter.line(line)]), ...filter.end()];
  return passed;
}
