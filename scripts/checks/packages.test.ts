/** The check of package-lock.json finds what it is for, in a planted lock file. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { findUnacceptablePackages } from "./packages";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function findingsIn(packages: Record<string, object>): string[] {
  const folder = mkdtempSync(join(tmpdir(), "ewc-packages-"));
  folders.push(folder);
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ packages }, null, 2));
  return findUnacceptablePackages(folder).map(({ file, line, message }) => `${file}:${line} ${message}`);
}
const integrity = "sha512-AAAA";

test("a package without a hash is found, with its line", () => {
  expect(findingsIn({ "": {}, "node_modules/bare": { license: "MIT" } })).toEqual([
    "package-lock.json:4 bare has no hash: run node scripts/complete-lock.mjs",
  ]);
});

test("a package without a license, or with one outside the list, is found", () => {
  const found = findingsIn({
    "": {},
    "node_modules/silent": { integrity },
    "node_modules/viral": { integrity, license: "AGPL-3.0-only" },
    "node_modules/odd": { integrity, license: "SEE LICENSE IN README" },
  });
  expect(found.map((line) => line.replace(/^\S+ /, ""))).toEqual([
    "silent says no license",
    "viral has the license AGPL-3.0-only, which is not on our list",
    'odd has the license "SEE LICENSE IN README", which is not an SPDX expression',
  ]);
});

test("of a choice one listed license suffices, of a combination every one must be listed", () => {
  const found = findingsIn({
    "": {},
    "node_modules/choice": { integrity, license: "(GPL-2.0-only OR MIT)" },
    "node_modules/both": { integrity, license: "MIT AND GPL-2.0-only" },
  });
  expect(found.map((line) => line.replace(/^\S+ /, ""))).toEqual([
    "both has the license MIT AND GPL-2.0-only, which is not on our list",
  ]);
});
