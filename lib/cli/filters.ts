/** Output filters behind `|`: include, exclude, begin, section, count. A filter is fed line by line and keeps little. */
import { compileIosRegex, type IosRegex } from "./ios-regex";
import type { HelpEntry } from "./matching";
import { tokensOf } from "./matching";

export type LineFilter = {
  /** The lines to print for this line. */
  line(text: string): readonly string[];
  /** The lines to print behind the last one. */
  end(): readonly string[];
};

const filterWords = [
  ["begin", "Begin with the line that matches"],
  ["count", "Count number of lines which match regexp"],
  ["exclude", "Exclude lines that match"],
  ["include", "Include lines that match"],
  ["section", "Filter a section of output"],
] as const;
export const filterHelp: HelpEntry[] = filterWords.map(([text, help]) => ({ text, help }));

type FilterName = (typeof filterWords)[number][0];

export type FilterParse =
  | { ok: true; filters: LineFilter[] }
  | { ok: false; kind: "incomplete" | "ambiguous" }
  /** `at`: column inside the parsed text. */
  | { ok: false; kind: "invalid"; at: number };

/** Reads what stands behind the first `|`. A further filter begins at a `|` that a full filter word follows. */
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

type OneParse = { ok: true; filter: LineFilter } | Extract<FilterParse, { ok: false }>;

function parseFilter(text: string): OneParse {
  const [head, second, third] = tokensOf(text);
  if (head === undefined) return { ok: false, kind: "incomplete" };
  const fitting = filterWords.filter(([name]) => name.startsWith(head.text.toLowerCase()));
  const name = fitting[0]?.[0];
  if (name === undefined) return { ok: false, kind: "invalid", at: head.at };
  if (fitting.length > 1) return { ok: false, kind: "ambiguous" };
  if (second === undefined) return { ok: false, kind: "incomplete" };
  // `section exclude <regexp>`; a lone `exclude` is itself the expression.
  const sub =
    name === "section" && third && ["include", "exclude"].includes(second.text) ? second.text : undefined;
  const from = (sub ? third : second) ?? second;
  const pattern = compileIosRegex(text.slice(from.at).trimEnd());
  if (pattern === undefined) return { ok: false, kind: "invalid", at: from.at };
  return { ok: true, filter: makeFilter(name, pattern, sub === "exclude") };
}

function makeFilter(name: FilterName, pattern: IosRegex, inverted: boolean): LineFilter {
  const nothing = () => [];
  switch (name) {
    case "include":
      return { line: (text) => (pattern.matches(text) ? [text] : []), end: nothing };
    case "exclude":
      return { line: (text) => (pattern.matches(text) ? [] : [text]), end: nothing };
    case "begin":
      return beginFilter(pattern);
    case "section":
      return sectionFilter(pattern, inverted);
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

/** A line that matches and all lines below it that are indented deeper. */
function sectionFilter(pattern: IosRegex, inverted: boolean): LineFilter {
  let depth: number | undefined;
  return {
    line: (text) => {
      const indent = text.length - text.trimStart().length;
      if (depth !== undefined && indent <= depth) depth = undefined;
      if (depth === undefined && pattern.matches(text)) depth = indent;
      return (depth !== undefined) !== inverted ? [text] : [];
    },
    end: () => [],
  };
}

/** Passes text of whole lines through filters. */
export function filterText(lines: readonly string[], filters: readonly LineFilter[]): string[] {
  let passed = [...lines];
  for (const filter of filters)
    passed = [...passed.flatMap((line) => [...filter.line(line)]), ...filter.end()];
  return passed;
}
