/** Spelling in American English. Words that we do not use come from the glossary, our own words from cspell-words.txt. */
import { readFileSync } from "node:fs";

/** The first column of the table under "Words that we do not use". */
function flagWords() {
  const glossary = readFileSync(new URL("docs/glossary.md", import.meta.url), "utf8");
  const table = glossary.slice(glossary.indexOf("## Words that we do not use"));
  const rows = table.split("\n").filter((line) => line.startsWith("|"));
  return rows.slice(2).flatMap((row) => (row.split("|")[1] ?? "").split(",").map((word) => word.trim()));
}

export default {
  version: "0.2",
  language: "en-US",
  useGitignore: true,
  ignorePaths: [
    "docs/glossary.md",
    "cspell-words.txt",
    "package-lock.json",
    "LICENSE",
    "lib/cli/golden/**",
    "prisma/migrations/**",
    "**/*.svg",
  ],
  dictionaryDefinitions: [{ name: "project", path: "./cspell-words.txt" }],
  dictionaries: [
    "project",
    "typescript",
    "node",
    "npm",
    "softwareTerms",
    "networkingTerms",
    "html",
    "css",
    "bash",
  ],
  flagWords: flagWords(),
  // Hashes, keys and long identifiers in tests are not words.
  ignoreRegExpList: ["/[A-Za-z0-9+/=]{40,}/g"],
};
