/** For developers, after `npm install`: adds the packages of other platforms that npm left out of package-lock.json. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { missingPlatformPackages } from "./support/lock-file.mjs";
import { ROOT } from "./support/run.mjs";

const file = join(ROOT, "package-lock.json");
const lock = JSON.parse(readFileSync(file, "utf8"));
const missing = missingPlatformPackages(lock);
const all = Object.entries({ ...lock.packages, ...missing });
lock.packages = Object.fromEntries(all.sort(([a], [b]) => a.localeCompare(b, "en")));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${Object.keys(missing).length} packages of other platforms were added.`);
