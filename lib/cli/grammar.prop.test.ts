/** Properties of the grammar, for every command of every mode: prefixes, completion, help, and no exceptions. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineOf, textOf } from "@/lib/testing/cli-lines";
import { allPaths, rootsOf } from "./commands/all";
import { type GrammarNode, visibleNodes } from "./grammar";
import { completionOf, helpAt, matchLine } from "./matching";
import { type ModeName, modes } from "./modes";

const modeNames = Object.keys(modes) as ModeName[];
const commands = modeNames.flatMap((mode) => allPaths(mode).map((path) => ({ mode, path })));

/** The nodes that are allowed at the position `at` of a path. */
function siblings(mode: ModeName, path: readonly GrammarNode[], at: number): readonly GrammarNode[] {
  return visibleNodes(at === 0 ? rootsOf(mode) : (path[at - 1]?.children ?? []), 15);
}

/** The prefixes of a word that no sibling starts with, and the word itself. */
function uniquePrefixes(mode: ModeName, path: readonly GrammarNode[], at: number): string[] {
  const node = path[at];
  if (node?.kind !== "word") return [node ? textOf(node) : ""];
  const siblingWords = siblings(mode, path, at).flatMap((n) =>
    n.kind === "word" && n !== node ? [n.word] : [],
  );
  const prefixes = Array.from({ length: node.word.length }, (_, i) => node.word.slice(0, i + 1));
  return prefixes.filter((p) => p === node.word || siblingWords.every((w) => !w.startsWith(p)));
}

const anyCommand = fc.constantFrom(...commands);

describe("every command", () => {
  it("matches when it is typed in full", () => {
    for (const { mode, path } of commands) {
      const match = matchLine(rootsOf(mode), lineOf(path), 15);
      expect(match, lineOf(path)).toMatchObject({ kind: "command", command: path.at(-1)?.command });
    }
  });

  it("has one line of help for each word, and siblings have different words", () => {
    for (const { mode, path } of commands) {
      path.forEach((node, at) => {
        expect(node.help).toMatch(/^[A-Z0-9][^\n]{2,78}$/);
        const siblingWords = siblings(mode, path, at).map((n) => (n.kind === "word" ? n.word : ""));
        expect(new Set(siblingWords).size, lineOf(path)).toBe(siblingWords.length);
      });
    }
  });

  it("that changes something needs privilege 15", () => {
    for (const { path } of commands.filter(({ mode }) => mode === "exec")) {
      const needsPrivilege = path.some((node) => (node.privilege ?? 1) === 15);
      if (path.at(-1)?.command?.mutates) expect(needsPrivilege, lineOf(path)).toBe(true);
    }
  });

  it("matches the same when each word is cut to a unique prefix, in upper or lower case", () => {
    fc.assert(
      fc.property(anyCommand, fc.infiniteStream(fc.nat()), fc.boolean(), ({ mode, path }, choices, upper) => {
        const words = path.map((node, at) => {
          const prefixes = uniquePrefixes(mode, path, at);
          const chosen = prefixes[(choices.next().value ?? 0) % prefixes.length] ?? "";
          return upper && node.kind === "word" ? chosen.toUpperCase() : chosen;
        });
        const full = matchLine(rootsOf(mode), lineOf(path), 15);
        expect(matchLine(rootsOf(mode), words.join("  "), 15)).toEqual(full);
      }),
      { numRuns: 1000 },
    );
  });

  it("is completed by Tab to the rest of a unique word or the common characters, and a second Tab adds nothing", () => {
    fc.assert(
      fc.property(anyCommand, fc.nat(), fc.nat(), ({ mode, path }, wordChoice, cutChoice) => {
        const at = wordChoice % path.length;
        const node = path[at];
        if (node?.kind !== "word") return;
        const cut = 1 + (cutChoice % node.word.length);
        const before = [...path.slice(0, at).map(textOf), node.word.slice(0, cut)].join(" ");
        const rest = completionOf(rootsOf(mode), before, 15);
        const siblingWords = siblings(mode, path, at).flatMap((n) => (n.kind === "word" ? [n.word] : []));
        const fitting = siblingWords.filter((w) => w.startsWith(node.word.slice(0, cut)));
        if (fitting.length === 1) expect(rest).toBe(`${node.word.slice(cut)} `);
        else for (const w of fitting) expect(w.slice(cut).startsWith(rest)).toBe(true);
        expect(completionOf(rootsOf(mode), `${before}${rest}`, 15).trimEnd()).toBe("");
      }),
      { numRuns: 1000 },
    );
  });

  it("has each word in the help for the words before it", () => {
    fc.assert(
      fc.property(anyCommand, fc.nat(), ({ mode, path }, choice) => {
        const at = choice % path.length;
        const node = path[at];
        if (!node) return;
        const help = helpAt(rootsOf(mode), [...path.slice(0, at).map(textOf), ""].join(" "), 15);
        const expected = node.kind === "word" ? node.word : node.type.placeholder;
        expect(help.ok && help.entries.map((e) => e.text)).toContain(expected);
      }),
      { numRuns: 500 },
    );
  });
});

it("no text makes matching, help or completion throw", () => {
  const piece = fc.oneof(fc.string(), fc.constantFrom("show", "no", "do", "ap", "name", "|", "?", "\t", " "));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), fc.constantFrom(...modeNames), (pieces, mode) => {
      const line = pieces.join(" ");
      expect(matchLine(rootsOf(mode), line, 15).kind).toBeTypeOf("string");
      expect(helpAt(rootsOf(mode), line, 1).ok).toBeTypeOf("boolean");
      expect(completionOf(rootsOf(mode), line, 15)).toBeTypeOf("string");
    }),
    { numRuns: 1000 },
  );
});
