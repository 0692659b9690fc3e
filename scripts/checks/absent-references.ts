/**
 * Finds references to texts that are not in this repository: a reader could not follow them. These are the names of
 * the notes that the program was first written from, and files that a comment or a document names but that do not exist.
 */
import { posix } from "node:path";
import { type Check, type Finding, linesOf, repositoryFiles } from "./finding";

/** Names of texts outside of the repository. An RFC or the title of a public document is fine. */
const ABSENT_TEXTS =
  /\bspecs? \d+|\bhouse\.md\b|\bwriting\.md\b|\bhabit \d+|\bthe article\b|\bissue (?:#?\d+|")/gi;

const SOURCE = /\.(ts|tsx|mjs|mts|cjs|css|prisma)$/;
const DOCUMENT = /\.(md|ya?ml)$/;
/** The rule and its test name what they look for. */
const EXEMPT = /^scripts\/checks\/absent-references(\.test)?\.ts$/;
/** A changelog names files of the past. */
const PATHS_EXEMPT = /^CHANGELOG\.md$/;

/** A link to a file. A path below the root is reported as a path. */
const LINK = /\] \((\.\.?\/[^)#\s]+)/g;
const URL = /\b[a-z]+:\/\/\S+/g;
const PATH =
  /(?<![\w/.@*~-])(?:app|components|lib|docs|scripts|e2e|prisma|public|\.ci|\.github)\/[\w./()[\]*<>…-]+/g;
const FILE_NAME = /(?<![\w/.@*<>-])[a-z0-9]+(?:[-.][a-z0-9]+)*\.(?:tsx?|mjs|cjs|md|prisma)\b/gi;
/** A name with a placeholder or a pattern stands for many files. */
const PLACEHOLDER = /[*<>…]|\bx\.ts$/;
/** Made by a tool, not stored. */
const GENERATED = /^(lib\/store\/generated|next-env\.d\.ts)/;

/** The part of each line that is prose: everything in a document, the comments of a source file. */
function proseOf(path: string, lines: readonly string[]): string[] {
  if (DOCUMENT.test(path)) return [...lines];
  let isInBlock = false;
  return lines.map((line) => {
    const starts = /^\s*(\{?\/\*|\/\/)/.exec(line);
    if (isInBlock || starts) {
      isInBlock = (isInBlock || line.includes("/*")) && !line.includes("*/");
      return line;
    }
    return /(?:\s|[;,{(])(\/\/ .*|\/\*\*? .*\*\/)/.exec(line)?.[1] ?? "";
  });
}

/** The files and folders of the repository, and the bare names of its files. */
function knownPaths(files: readonly string[]) {
  const paths = new Set<string>();
  const names = new Set<string>();
  for (const file of files) {
    const parts = file.split("/");
    names.add((parts.at(-1) ?? "").toLowerCase());
    for (let depth = 1; depth <= parts.length; depth++) paths.add(parts.slice(0, depth).join("/"));
  }
  return { paths, names };
}

/** True when `path` is a file or folder, a file without its extension, or the number of a decision. */
function exists(path: string, known: ReturnType<typeof knownPaths>, files: readonly string[]): boolean {
  const bare = path.replace(/[.,:;)\]]+$/, "").replace(/\/$/, "");
  if (known.paths.has(bare) || known.paths.has(path)) return true;
  if (PLACEHOLDER.test(path) || GENERATED.test(path)) return true;
  return files.some(
    (file) => file.startsWith(`${bare}.`) || (/\/\d{4}$/.test(bare) && file.startsWith(`${bare}-`)),
  );
}

/** The check. */
export const findAbsentReferences: Check = (root) => {
  const files = repositoryFiles(root);
  const known = knownPaths(files);
  const findings: Finding[] = [];
  for (const file of files) {
    if (EXEMPT.test(file) || !(SOURCE.test(file) || DOCUMENT.test(file))) continue;
    const lines = linesOf(root, file);
    const prose = proseOf(file, lines);
    for (const [index, line] of lines.entries()) {
      const report = (message: string) => findings.push({ file, line: index + 1, message });
      for (const [text] of line.matchAll(ABSENT_TEXTS))
        report(`"${text}" is not in this repository: say here what it says`);
      if (PATHS_EXEMPT.test(file)) continue;
      const said = (prose[index] ?? "").replace(URL, "").replaceAll("](", "] (");
      for (const [path] of said.matchAll(PATH))
        if (!exists(path, known, files)) report(`there is no ${path}`);
      for (const [name] of said.replace(PATH, "").matchAll(FILE_NAME))
        if (!known.names.has(name.toLowerCase()) && !PLACEHOLDER.test(name) && !GENERATED.test(name))
          report(`there is no file named ${name}`);
      if (DOCUMENT.test(file))
        for (const [, target = ""] of said.matchAll(LINK))
          if (!known.paths.has(posix.join(posix.dirname(file), target)))
            report(`the link ${target} leads nowhere`);
      for (const [, decision = ""] of said.matchAll(/\bADR (\d+)\b/g))
        if (!files.some((path) => path.startsWith(`docs/decisions/${decision.padStart(4, "0")}-`)))
          report(`there is no decision ${decision} in docs/decisions`);
    }
  }
  return findings;
};
