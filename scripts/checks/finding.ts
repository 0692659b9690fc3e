/** What a check reports, and the files that checks read. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** One place that breaks a rule. `file` is relative to the repository's root, `line` counts from 1. */
export type Finding = { file: string; line: number; message: string };

/** A rule of this repository: reads the tree under `root` and returns what breaks the rule. */
export type Check = (root: string) => Finding[];

const NOT_OURS = new Set([
  "node_modules",
  ".git",
  ".next",
  ".cache",
  "data",
  "dist",
  "coverage",
  "generated",
]);

/** The paths of all files of the repository, relative to `root`, with `/` between folders. */
export function repositoryFiles(root: string): string[] {
  const paths: string[] = [];
  const walk = (folder: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (NOT_OURS.has(entry.name)) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) paths.push(relative(root, path).split(sep).join("/"));
    }
  };
  walk(root);
  return paths.sort();
}

/** The lines of one file. */
export const linesOf = (root: string, path: string): string[] =>
  readFileSync(join(root, path), "utf8").split(/\r?\n/);
