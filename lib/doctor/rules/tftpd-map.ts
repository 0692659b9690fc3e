/** The map file of tftpd-hpa: how its rules change requested names, and what is wrong with them. */
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
  /** Null when the pattern is not a regular expression. */
  expression: RE2JS | null;
};
type Doc = { lines: readonly string[]; rules: readonly MapRule[] };

const OPERATIONS = /^[rg4ie6Esa~GP]+$/;

/** A map file usually has a few lines. Lines beyond this are not read, so that no file can keep the program busy. */
const MAX_LINES = 300;

function parse(text: string): Doc {
  const lines = linesOf(text);
  const rules = lines.slice(0, MAX_LINES).flatMap((content, index): MapRule[] => {
    const words = content.replace(/(^|\s)#.*$/, "").trim();
    if (words === "") return [];
    const [operation = "", pattern = "", ...replacement] = words.split(/(?<!\\)\s+/);
    const expression = expressionOf(pattern, operation);
    return [{ line: index + 1, operation, pattern, replacement: replacement.join(" "), expression }];
  });
  return { lines, rules };
}

/** The pattern, compiled by an engine whose run time is linear in the input; null when it is not a regular expression. */
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
const MAX_STEPS = 200;
const MAX_NAME_LENGTH = 4_096;
type Mapped = { name: string; by: MapRule | null; refusedBy: MapRule | null; loops: boolean };

/** The name that the rules make of a requested name. */
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
      if (++steps > MAX_STEPS || next.length > MAX_NAME_LENGTH)
        return { name, by: rule, refusedBy: null, loops: true };
      name = next;
      match = rule.operation.includes("g") ? firstMatch(expression, name) : null;
    }
    if (rule.operation.includes("e") || rule.operation.includes("E")) break;
    if (rule.operation.includes("s")) {
      if (++steps > MAX_STEPS) return { name, by: rule, refusedBy: null, loops: true };
      i = -1;
    }
  }
  return { name, by, refusedBy: null, loops: false };
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(" ", "\\ ");

/** The names that controllers and access points request. */
function requestedNames({ purpose }: Facts): string[] {
  const folder = pagePath(purpose) ?? "";
  return [...imageFamilies, CONTROLLER_IMAGE].map((name) => (folder === "" ? name : `${folder}/${name}`));
}

/** A map rule that ends processing for images before any other rule changes their names. */
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
  fix: "Add a rule at the top that ends processing for images.",
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
    title: "The rule starts with an unknown operation.",
    why: "in.tftpd reports a syntax error in the map file and exits.",
    fix: "Use only the letters r, g, i, e, s, a, G, P, 4, 6 and ~.",
    find: (doc) =>
      doc.rules
        .filter(({ operation }) => !OPERATIONS.test(operation))
        .map(({ line, operation }) => ({
          line,
          problem: `"${operation}" is not a known operation.`,
          edits: [{ line, text: null }],
        })),
  },
  {
    id: "map-pattern-missing",
    severity: "error",
    title: "The rule has no regular expression.",
    why: "in.tftpd reports a syntax error in the map file and exits.",
    fix: "Add one, or remove the line.",
    find: (doc) =>
      doc.rules
        .filter(({ pattern }) => pattern === "")
        .map(({ line }) => ({ line, edits: [{ line, text: null }] })),
  },
  {
    id: "map-pattern-invalid",
    severity: "error",
    title: "The regular expression is invalid.",
    why: "in.tftpd reports a bad regular expression and exits.",
    fix: "Correct the expression, for example by closing its brackets, or remove the line.",
    find: (doc) =>
      doc.rules
        .filter(({ pattern, expression }) => pattern !== "" && expression === null)
        .map(({ line }) => ({ line, edits: [{ line, text: null }] })),
  },
  {
    id: "map-inverse-replaces",
    severity: "error",
    title: "The rule combines ~ (no match) with r (replace).",
    why: "There is no match to replace, so in.tftpd rejects the file.",
    fix: "Remove the line.",
    find: (doc) =>
      doc.rules
        .filter(({ operation }) => operation.includes("~") && operation.includes("r"))
        .map(({ line }) => ({ line, edits: [{ line, text: null }] })),
  },
  {
    id: "map-group-missing",
    severity: "warning",
    title: "The replacement refers to a group that the expression does not have.",
    why: "The missing group is empty, so part of the name is lost.",
    fix: "Put that part of the expression in parentheses, or remove the line.",
    find: (doc) =>
      doc.rules.flatMap((rule) => {
        const groups = (rule.pattern.match(/(?<!\\)\(/g) ?? []).length;
        const named = Math.max(
          0,
          ...[...rule.replacement.matchAll(/\\(\d)/g)].map(([, digit]) => Number(digit)),
        );
        return when(named > groups, () => ({
          line: rule.line,
          problem: `The replacement refers to \\${named}, but the expression has ${groups === 0 ? "no group" : groups === 1 ? "only 1 group" : `only ${groups} groups`}.`,
          edits: [{ line: rule.line, text: null }],
        }));
      }),
  },
  harmRule(
    {
      id: "map-refuses-images",
      severity: "error",
      title: "A rule rejects requests for images.",
      why: "The controller gets Permission denied, although the file exists.",
    },
    ({ refusedBy }) => refusedBy !== null,
    (_, requested) => `The request for ${requested} is rejected.`,
  ),
  harmRule(
    {
      id: "map-loops",
      severity: "error",
      title: "The rules loop endlessly for an image.",
      why: "in.tftpd gives up after many steps and rejects the request.",
    },
    ({ loops }) => loops,
    (_, requested) => `The rules loop endlessly for ${requested}.`,
  ),
  harmRule(
    {
      id: "map-changes-images",
      severity: "error",
      title: "A rule changes the requested name of an image.",
      why: "The server looks for a different file than the one requested: No such file or directory.",
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
