/** The map file of tftpd-hpa: rules that change the names of requested files. */
import { RE2JS } from "re2js";
import { CONTROLLER_IMAGE, imageFamilies } from "@/lib/contracts/families";
import { pagePath } from "../image-path";
import { linesOf } from "../lines";
import { type Facts, type Found, type KindModule, type Rule, when } from "../rule";

type MapRule = {
  line: number;
  operation: string;
  pattern: string;
  replacement: string;
  /** Null when the pattern is no regular expression. */
  expression: RE2JS | null;
};
type Doc = { lines: readonly string[]; rules: readonly MapRule[] };

const OPERATIONS = /^[rg4ie6Esa~GP]+$/;

/** A map file has a handful of lines. Those beyond are not read, so that no file keeps the program busy. */
const MOST_LINES = 300;

function parse(text: string): Doc {
  const lines = linesOf(text);
  const rules = lines.slice(0, MOST_LINES).flatMap((content, index): MapRule[] => {
    const words = content.replace(/(^|\s)#.*$/, "").trim();
    if (words === "") return [];
    const [operation = "", pattern = "", ...replacement] = words.split(/(?<!\\)\s+/);
    const expression = expressionOf(pattern, operation);
    return [{ line: index + 1, operation, pattern, replacement: replacement.join(" "), expression }];
  });
  return { lines, rules };
}

/** The pattern, without the traps of expressions that take forever; null when it is no regular expression. */
function expressionOf(pattern: string, operation: string): RE2JS | null {
  try {
    return RE2JS.compile(pattern, operation.includes("i") ? RE2JS.CASE_INSENSITIVE : 0);
  } catch {
    return null;
  }
}

type Match = { start: number; end: number; groups: readonly (string | undefined)[] };
function firstMatch(expression: RE2JS, name: string): Match | null {
  const matcher = expression.matcher(name);
  if (!matcher.find()) return null;
  const groups = Array.from(
    { length: matcher.groupCount() + 1 },
    (_, index) => matcher.group(index) ?? undefined,
  );
  return { start: matcher.start(), end: matcher.end(), groups };
}

/** The replacement of one match, with the letters of \U and \L. */
function replaced(replacement: string, groups: readonly (string | undefined)[]): string {
  let fold: (text: string) => string = (text) => text;
  let result = "";
  for (const [whole, escaped] of replacement.matchAll(/\\(.)|[^\\]+/g)) {
    if (escaped === undefined) result += fold(whole);
    else if (escaped === "U") fold = (text) => text.toUpperCase();
    else if (escaped === "L") fold = (text) => text.toLowerCase();
    else if (escaped === "E") fold = (text) => text;
    else if (/\d/.test(escaped)) result += fold(groups[Number(escaped)] ?? "");
    else if (escaped !== "i" && escaped !== "x") result += escaped;
  }
  return result;
}

/** More steps than this are a loop; in.tftpd gives up as well. */
const MOST_STEPS = 200;
const LONGEST_NAME = 4_096;
type Mapped = { name: string; by: MapRule | null; refusedBy: MapRule | null; loops: boolean };

/** What becomes of a requested name. */
function mapName(doc: Doc, requested: string): Mapped {
  let name = requested;
  let by: MapRule | null = null;
  let steps = 0;
  for (let i = 0; i < doc.rules.length; i++) {
    const rule = doc.rules[i];
    if (rule === undefined || rule.operation.includes("P")) continue;
    const { expression } = rule;
    const isInverse = rule.operation.includes("~");
    let match = expression === null ? null : firstMatch(expression, name);
    if (expression === null || (match !== null) === isInverse) continue;
    if (rule.operation.includes("a")) return { name, by, refusedBy: rule, loops: false };
    while (rule.operation.includes("r") && match !== null) {
      const next =
        name.slice(0, match.start) + replaced(rule.replacement, match.groups) + name.slice(match.end);
      if (next !== name) by = rule;
      if (++steps > MOST_STEPS || next.length > LONGEST_NAME)
        return { name, by: rule, refusedBy: null, loops: true };
      name = next;
      match = rule.operation.includes("g") ? firstMatch(expression, name) : null;
    }
    if (rule.operation.includes("e") || rule.operation.includes("E")) break;
    if (rule.operation.includes("s")) {
      if (++steps > MOST_STEPS) return { name, by: rule, refusedBy: null, loops: true };
      i = -1;
    }
  }
  return { name, by, refusedBy: null, loops: false };
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(" ", "\\ ");

/** The names that controllers and access points ask for. */
function requestedNames({ purpose }: Facts): string[] {
  const folder = pagePath(purpose) ?? "";
  return [...imageFamilies, CONTROLLER_IMAGE].map((name) => (folder === "" ? name : `${folder}/${name}`));
}

/** Ends the rules for images before the first rule that harms them. */
function exempt(facts: Facts): string {
  const folder = pagePath(facts.purpose) ?? "";
  return folder === ""
    ? `e ^/?(ap[13]g[0-9][ab]?|${escaped(CONTROLLER_IMAGE)})$`
    : `e ^/?${escaped(folder)}/`;
}

const firstHarm = (doc: Doc, facts: Facts, isHarm: (mapped: Mapped, requested: string) => boolean) => {
  for (const requested of requestedNames(facts)) {
    const mapped = mapName(doc, requested);
    if (isHarm(mapped, requested)) return { mapped, requested };
  }
  return null;
};

const harmRule = (
  rule: Omit<Rule<Doc>, "find" | "fix">,
  isHarm: (mapped: Mapped, requested: string) => boolean,
  problem: (mapped: Mapped, requested: string) => string,
): Rule<Doc> => ({
  ...rule,
  fix: "Let a rule at the top end the processing for images.",
  find(doc, facts): readonly Found[] {
    const harm = firstHarm(doc, facts, isHarm);
    if (harm === null) return [];
    const { mapped, requested } = harm;
    const line = (mapped.refusedBy ?? mapped.by)?.line ?? null;
    return [{ line, problem: problem(mapped, requested), edits: [{ after: 0, text: exempt(facts) }] }];
  },
});

const rules: readonly Rule<Doc>[] = [
  {
    id: "map-operation-unknown",
    severity: "error",
    title: "The rule begins with letters that are no operation.",
    why: "in.tftpd reports a syntax error in the map file and ends.",
    fix: "Use the letters r, g, i, e, s, a, G, P, 4, 6 and ~ only.",
    find: (doc) =>
      doc.rules
        .filter(({ operation }) => !OPERATIONS.test(operation))
        .map(({ line, operation }) => ({
          line,
          problem: `"${operation}" is no operation.`,
          edits: [{ line, text: null }],
        })),
  },
  {
    id: "map-pattern-missing",
    severity: "error",
    title: "The rule has no regular expression.",
    why: "in.tftpd reports a syntax error in the map file and ends.",
    fix: "Add one, or remove the line.",
    find: (doc) =>
      doc.rules
        .filter(({ pattern }) => pattern === "")
        .map(({ line }) => ({ line, edits: [{ line, text: null }] })),
  },
  {
    id: "map-pattern-invalid",
    severity: "error",
    title: "The regular expression is not complete.",
    why: "in.tftpd reports a bad regular expression and ends.",
    fix: "Close its brackets, or remove the line.",
    find: (doc) =>
      doc.rules
        .filter(({ pattern, expression }) => pattern !== "" && expression === null)
        .map(({ line }) => ({ line, edits: [{ line, text: null }] })),
  },
  {
    id: "map-inverse-replaces",
    severity: "error",
    title: "A rule with ~ replaces something.",
    why: "What did not match cannot be replaced: in.tftpd refuses the file.",
    fix: "Remove the line.",
    find: (doc) =>
      doc.rules
        .filter(({ operation }) => operation.includes("~") && operation.includes("r"))
        .map(({ line }) => ({ line, edits: [{ line, text: null }] })),
  },
  {
    id: "map-group-missing",
    severity: "warning",
    title: "The replacement names a group that the expression does not have.",
    why: "It becomes empty, so that the name loses a part.",
    fix: "Put the part into parentheses, or remove the line.",
    find: (doc) =>
      doc.rules.flatMap((rule) => {
        const groups = (rule.pattern.match(/(?<!\\)\(/g) ?? []).length;
        const named = Math.max(
          0,
          ...[...rule.replacement.matchAll(/\\(\d)/g)].map(([, digit]) => Number(digit)),
        );
        return when(named > groups, () => ({
          line: rule.line,
          problem: `The replacement names \\${named}, but the expression has ${groups === 0 ? "no group" : `${groups} groups`}.`,
          edits: [{ line: rule.line, text: null }],
        }));
      }),
  },
  harmRule(
    {
      id: "map-refuses-images",
      severity: "error",
      title: "A rule refuses the request for an image.",
      why: "The controller gets Permission denied, although the file is there.",
    },
    ({ refusedBy }) => refusedBy !== null,
    (_, requested) => `The request for ${requested} is refused.`,
  ),
  harmRule(
    {
      id: "map-loops",
      severity: "error",
      title: "The rules never come to an end for an image.",
      why: "in.tftpd gives up after many steps and refuses the request.",
    },
    ({ loops }) => loops,
    (_, requested) => `The rules repeat without end for ${requested}.`,
  ),
  harmRule(
    {
      id: "map-changes-images",
      severity: "error",
      title: "A rule sends the request for an image elsewhere.",
      why: "The server looks for another name than the one on the page: No such file or directory.",
    },
    ({ name, refusedBy, loops }, requested) =>
      refusedBy === null && !loops && name.replace(/^\/+/, "") !== requested,
    ({ name }, requested) => `The request for ${requested} becomes ${name}.`,
  ),
];

export const tftpdMap: KindModule<Doc> = {
  kind: "tftpd-map",
  label: "tftpd-hpa map file",
  parse,
  rules,
  place: () => "/etc/tftpd.map",
};
