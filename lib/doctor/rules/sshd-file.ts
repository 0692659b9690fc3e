/** How the rules of sshd read and change sshd_config: directives, Match blocks, and which value takes effect. */
import type { DoctorPurpose } from "@/lib/contracts/doctor";
import { linesOf } from "../lines";
import type { Edit } from "../rule";

export type Directive = {
  keyword: string;
  /** In lowercase. */
  key: string;
  args: readonly string[];
  line: number;
  /** The index of its block; 0 is everything before the first Match. */
  block: number;
};
export type Block = { line: number; criteria: readonly string[] };
export type Doc = { lines: readonly string[]; directives: readonly Directive[]; blocks: readonly Block[] };

/** Words, with quotation marks removed, until a comment. */
function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const [, quoted, plain] of text.matchAll(/"([^"]*)"?|(#.*$|[^\s"]+)/g)) {
    if (plain?.startsWith("#")) break;
    words.push(quoted ?? plain ?? "");
  }
  return words;
}

export function parse(text: string): Doc {
  const lines = linesOf(text);
  const directives: Directive[] = [];
  const blocks: Block[] = [{ line: 0, criteria: [] }];
  lines.forEach((content, index) => {
    const [, keyword, rest = ""] = /^\s*([A-Za-z0-9_-]+)(?:\s*=\s*|\s+|$)(.*)$/.exec(content) ?? [];
    if (keyword === undefined) return;
    const args = wordsOf(rest);
    const line = index + 1;
    if (keyword.toLowerCase() === "match") blocks.push({ line, criteria: args });
    else directives.push({ keyword, key: keyword.toLowerCase(), args, line, block: blocks.length - 1 });
  });
  return { lines, directives, blocks };
}

/** `*` matches any text and `?` one character. Takes at most as many steps as the product of both lengths. */
function matchesPattern(pattern: string, name: string): boolean {
  let at = 0;
  let inName = 0;
  let star = -1;
  let resume = 0;
  while (inName < name.length) {
    if (pattern[at] === "*") {
      star = at++;
      resume = inName;
    } else if (pattern[at] === "?" || pattern[at] === name[inName]) {
      at++;
      inName++;
    } else if (star >= 0) {
      at = star + 1;
      inName = ++resume;
    } else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}

/** Whether a list of patterns includes the user. A matching negated pattern excludes the user. */
export function namesUser(patterns: string, user: string): boolean {
  const all = patterns.split(",").map((pattern) => pattern.trim());
  const name = (pattern: string) => pattern.replace(/^!/, "").replace(/@.*$/, "");
  if (all.some((pattern) => pattern.startsWith("!") && matchesPattern(name(pattern), user))) return false;
  return all.some((pattern) => !pattern.startsWith("!") && matchesPattern(name(pattern), user));
}

/** Whether a block can apply to the SFTP user. Groups and addresses are not known, so blocks about them can. */
function appliesTo({ criteria, line }: Block, { userName }: DoctorPurpose): boolean {
  if (line === 0) return true;
  const at = criteria.findIndex((word) => word.toLowerCase() === "user");
  const patterns = criteria[at + 1];
  return at < 0 || patterns === undefined || userName === "" || namesUser(patterns, userName);
}

/** The directives with this keyword that can apply to the user, in the order of precedence: Match blocks, then the rest. */
export function candidates(doc: Doc, purpose: DoctorPurpose, keyword: string): Directive[] {
  const key = keyword.toLowerCase();
  const found = doc.directives.filter((directive) => {
    const block = doc.blocks[directive.block];
    return directive.key === key && block !== undefined && appliesTo(block, purpose);
  });
  return [...found.filter(({ block }) => block > 0), ...found.filter(({ block }) => block === 0)];
}

/** The directive that takes effect for the user; undefined if the default does. */
export const effective = (doc: Doc, purpose: DoctorPurpose, keyword: string): Directive | undefined =>
  candidates(doc, purpose, keyword)[0];

/** The directives with this keyword before the first Match block. */
export const globals = (doc: Doc, keyword: string): Directive[] =>
  doc.directives.filter(({ key, block }) => key === keyword.toLowerCase() && block === 0);

const indentOf = (doc: Doc, line: number): string => /^\s*/.exec(doc.lines[line - 1] ?? "")?.[0] ?? "";

/** The directive with another value, on its line. */
export const rewritten = (doc: Doc, { keyword, line }: Directive, value: string): Edit => ({
  line,
  text: `${indentOf(doc, line)}${keyword} ${value}`,
});

/** Adds a line before the first Match block. */
export function addGlobal(doc: Doc, text: string): Edit {
  const first = doc.blocks[1]?.line;
  return { after: first === undefined ? doc.lines.length : first - 1, text };
}

/** Adds lines below the heading of a block. */
export const addToBlock = (doc: Doc, block: number, text: string): Edit =>
  block === 0 ? addGlobal(doc, text) : { after: doc.blocks[block]?.line ?? 0, text: `    ${text}` };

/** Adds a Match block for the SFTP user at the end of the file. */
export const addBlock = (doc: Doc, { userName }: DoctorPurpose, lines: readonly string[]): Edit => ({
  after: doc.lines.length,
  text: [
    `Match User ${userName === "" ? "ewc-images" : userName}`,
    ...lines.map((line) => `    ${line}`),
  ].join("\n"),
});

/** The user's chroot folder with its directive; null without one, or if it is not known. */
export function chrootOf(doc: Doc, purpose: DoctorPurpose): { path: string; directive: Directive } | null {
  const directive = effective(doc, purpose, "ChrootDirectory");
  const [value = "none"] = directive?.args ?? [];
  if (directive === undefined || value.toLowerCase() === "none") return null;
  const path = purpose.userName === "" ? value : value.replaceAll("%u", purpose.userName);
  return path.includes("%") ? null : { path, directive };
}
