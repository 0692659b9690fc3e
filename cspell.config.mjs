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
    ".git/**",
    "cspell.config.mjs",
    "docs/glossary.md",
    "cspell-words.txt",
    "package-lock.json",
    "LICENSE",
    "lib/cli/golden/**",
    "lib/restconf/golden/**",
    "lib/engine/simulation/stored-labs/**",
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
  // What version 0.1 wrote is read under its spelling, and the test of this check plants words.
  overrides: [
    {
      filename: ["CHANGELOG.md", "lib/contracts/lab.ts", "lib/contracts/lab.test.ts"],
      ignoreRegExpList: ["behaviour"],
    },
    { filename: "lib/store/migrations.test.ts", ignoreRegExpList: ["cancelled"] },
    // The controller's own line has this spelling.
    {
      filename: ["lib/controller/syslog-lines.ts", "lib/engine/simulation/controller-commands.test.ts"],
      ignoreRegExpList: ["SCHEDULED_RELOAD_CANCELLED: Scheduled reload cancelled"],
    },
    { filename: "scripts/checks/words.test.ts", ignoreRegExpList: ["knock|behaviour|acces\\b"] },
  ],
  // Hashes, keys and long identifiers in tests are not words.
  ignoreRegExpList: ["/[A-Za-z0-9+/=]{40,}/g"],
};
