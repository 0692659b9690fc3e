/**
 * For developers, after `npm install`: adds what npm left out of package-lock.json, that is the packages of other
 * platforms and their hashes (npm/cli#4828). npm resolves the lock file again in an empty folder, because only beside an
 * existing node_modules does it leave anything out. Versions stay as they are.
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { missingPlatformPackages, packagesWithoutIntegrity } from "./support/lock-file.mjs";
import { npm, ROOT } from "./support/run.mjs";

const file = join(ROOT, "package-lock.json");
const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const write = (path, lock) => writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);

const lock = read(file);
const before = Object.keys(lock.packages).length;
const incomplete = packagesWithoutIntegrity(lock);
for (const path of incomplete) delete lock.packages[path];

const folder = mkdtempSync(join(tmpdir(), "complete-lock-"));
try {
  copyFileSync(join(ROOT, "package.json"), join(folder, "package.json"));
  const inFolder = join(folder, "package-lock.json");
  write(inFolder, lock);
  const args = ["install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"];
  const { code, output } = await npm(args, { cwd: folder, quiet: true });
  if (code !== 0) {
    console.error(output);
    process.exit(1);
  }
  const complete = read(inFolder);
  write(file, complete);
  const added = Object.keys(complete.packages).length - before;
  console.log(`${added} packages of other platforms and ${incomplete.length} hashes were added.`);
  const lacking = [...Object.keys(missingPlatformPackages(complete)), ...packagesWithoutIntegrity(complete)];
  if (lacking.length > 0) {
    console.error(`The registry does not have: ${lacking.join(", ")}.`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
