/**
 * Finds entries of package-lock.json that must not be installed as they are: without a hash, so that npm could not verify
 * what it downloads, or with a license that is not on our list.
 */
import satisfies from "spdx-satisfies";
import { type LockEntry, type LockFile, packagesWithoutIntegrity } from "../support/lock-file.mjs";
import { type Check, type Finding, linesOf } from "./finding";

/** Licenses that ask for no more than that their text stays with the code. */
const PERMISSIVE = [
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC-BY-3.0",
  "CC-BY-4.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "OFL-1.1",
  "Unlicense",
  "WTFPL",
];
/** Licenses that also ask for the source of changes to the package itself. We change none. */
const SHARED_CHANGES = ["EPL-2.0", "LGPL-3.0-or-later", "MPL-2.0"];
const ALLOWED = [...PERMISSIVE, ...SHARED_CHANGES];

/** Packages whose license text was read, because their package.json has none in the present form. */
const READ: Readonly<Record<string, string>> = {
  "@cspell/dict-en-common-misspellings":
    "CC BY-SA 4.0: a word list of the spelling check, which we do not distribute",
  "@visx/vendor": "MIT and ISC",
  buildcheck: "MIT",
  "combine-errors": "MIT",
  "cpu-features": "MIT",
  "parse-cache-control": "BSD-3-Clause",
  ssh2: "MIT",
};

/** `node_modules/a/node_modules/@scope/b` -> `@scope/b`. */
const nameOf = (path: string): string =>
  path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);

function licenseFault({ license }: LockEntry): string | undefined {
  if (license === undefined) return "says no license";
  try {
    return satisfies(license, ALLOWED) ? undefined : `has the license ${license}, which is not on our list`;
  } catch {
    return `has the license "${license}", which is not an SPDX expression`;
  }
}

/** The check. */
export const findUnacceptablePackages: Check = (root) => {
  const lines = linesOf(root, "package-lock.json");
  const lock = JSON.parse(lines.join("\n")) as LockFile;
  const findings: Finding[] = [];
  const report = (path: string, message: string) =>
    findings.push({
      file: "package-lock.json",
      line: lines.indexOf(`    ${JSON.stringify(path)}: {`) + 1,
      message: `${nameOf(path)} ${message}`,
    });
  for (const path of packagesWithoutIntegrity(lock))
    report(path, "has no hash: run node scripts/complete-lock.mjs");
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (path === "" || entry.link || Object.hasOwn(READ, nameOf(path))) continue;
    const message = licenseFault(entry);
    if (message !== undefined) report(path, message);
  }
  return findings;
};
