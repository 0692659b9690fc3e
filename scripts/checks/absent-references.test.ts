/** What the check of references reports. That the repository itself has none is `npm run check`. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findAbsentReferences } from "./absent-references";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "references-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** What the check reports for the planted files, as `npm run check` prints it. */
const reported = () =>
  findAbsentReferences(root).map(({ file, line, message }) => `${file}:${line} ${message}`);

describe("the check of references", () => {
  it.each(["spec 23", "Specs 20", "house.md", "writing.md", "habit 7", "the article", "issue #8"])(
    "reports %j in a comment, with file and line",
    (name) => {
      plant("lib/a.ts", `/** First line. */\n// As ${name} has it.\nexport const a = 1;\n`);
      expect(reported()).toContain(`lib/a.ts:2 "${name}" is not in this repository: say here what it says`);
    },
  );

  it("reports the name of an absent text in the title of a test", () => {
    plant("lib/a.test.ts", 'it("reads as in the article", () => {});\n');
    expect(reported()).toEqual([
      'lib/a.test.ts:1 "the article" is not in this repository: say here what it says',
    ]);
  });

  it("reports a file that a comment names and that does not exist", () => {
    plant("lib/here.ts", "export const a = 1; // See lib/gone.ts and gone-too.ts, not here.ts.\n");
    expect(reported()).toEqual([
      "lib/here.ts:1 there is no lib/gone.ts",
      "lib/here.ts:1 there is no file named gone-too.ts",
    ]);
  });

  it("reports a file, a link and a decision that a document names and that do not exist", () => {
    plant("docs/decisions/0001-first.md", "See [the lab](../lab.md), ADR 1 and ADR 2.\n");
    plant("README.md", "`lib/gone/` and [docs](docs/decisions)\n");
    expect(reported()).toEqual([
      "README.md:1 there is no lib/gone/",
      "docs/decisions/0001-first.md:1 the link ../lab.md leads nowhere",
      "docs/decisions/0001-first.md:1 there is no decision 2 in docs/decisions",
    ]);
  });

  it("accepts RFCs, addresses on the web, patterns, and code that is not a comment", () => {
    plant("docs/a.md", "RFC 1350 §4, https://example.com/lib/x.ts, lib/*.ts, `scripts/checks/<name>.ts`\n");
    plant("lib/a.ts", 'const path = "lib/gone.ts";\n');
    expect(reported()).toEqual([]);
  });
});
