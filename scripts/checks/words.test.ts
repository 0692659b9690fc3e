/** The spelling check reports planted words, and reads the words that we do not use from the glossary. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, it, vi } from "vitest";

// The linter loads its dictionaries at each run, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

/** Checks a text as `npm run check` checks the repository's files. */
function check(text: string): Promise<{ code: number | null; output: string }> {
  const script = join("node_modules", "cspell", "bin.mjs");
  const child = spawn(process.execPath, [
    script,
    "lint",
    "--no-progress",
    "--no-summary",
    "stdin://planted.md",
  ]);
  let output = "";
  child.stdout.on("data", (piece) => {
    output += piece;
  });
  child.stdin.end(text);
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, output })));
}

it("reports a word of the glossary's list, a British spelling and a typing error, with their lines", async () => {
  const { code, output } = await check("The knock.\nIts behaviour.\nAn acces point.\n");
  expect(code).toBe(1);
  expect(output).toMatch(/:1:5 - Forbidden word \(knock\)/);
  expect(output).toMatch(/:2:5 - Forbidden word \(behaviour\)/);
  expect(output).toMatch(/:3:4 - Unknown word \(acces\)/);
});

it("accepts the terms of the field", async () => {
  expect(await check("The CAPWAP session, predownload, and netascii with OACK.\n")).toEqual({
    code: 0,
    output: "",
  });
});
