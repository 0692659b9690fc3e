/**
 * `npm run package`: makes a folder, and an archive of it, that runs with Node.js alone. It is for the system and the major
 * version of Node.js that made it.
 *   --out DIR     where both go; by default dist
 *   --no-archive  only the folder
 *   --prepared    uses the build that exists, instead of making one when a source changed
 */
import "./support/node-version.mjs";
import {
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { platformName, thisPlatform } from "./package/platform.mjs";
import { ROOT, run, say } from "./support/run.mjs";

const LIMIT_BYTES = 200_000_000;
const MEGABYTE = 1_000_000;

const { values: options } = parseArgs({
  options: {
    out: { type: "string", default: "dist" },
    "no-archive": { type: "boolean", default: false },
    prepared: { type: "boolean", default: false },
  },
});
const out = resolve(options.out);
process.chdir(ROOT);
if (!options.prepared) {
  const { prepareToRun } = await import("./support/prepare.mjs");
  await prepareToRun({ withBuild: true });
}
// These come with the packages, which may just have been installed.
const { tracedFiles, linkTarget } = await import("./package/traced-files.mjs");
const { bundleCommands } = await import("./package/bundle.mjs");
const { licenseTexts } = await import("./package/licenses.mjs");

const { name, version } = JSON.parse(readFileSync("package.json", "utf8"));
const platform = thisPlatform();
const folder = join(out, `${name}-${version}-${platformName(platform)}`);
const begin = Date.now();
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

let files = 0;
let bytes = 0;
function count(path) {
  files++;
  bytes += lstatSync(path).size;
}
function write(path, text) {
  const to = join(folder, path);
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, text);
  count(to);
}
function copy(from, path = from) {
  const to = join(folder, path);
  mkdirSync(dirname(to), { recursive: true });
  const target = linkTarget(from);
  if (target === undefined) copyFileSync(from, to);
  else symlinkSync(target, to);
  count(to);
}
function copyTree(folderName) {
  for (const entry of readdirSync(folderName, { withFileTypes: true })) {
    const path = join(folderName, entry.name);
    if (entry.isDirectory()) copyTree(path);
    else copy(path);
  }
}

/** What the build noted for the server, with paths relative to the package instead of this machine's. */
function serverFacts() {
  const text = readFileSync(join(".next", "required-server-files.json"), "utf8");
  const relative = (_key, value) => {
    if (typeof value !== "string" || !value.startsWith(ROOT)) return value;
    return value.slice(ROOT.length + 1) || ".";
  };
  return JSON.parse(text, relative);
}

for (const file of await tracedFiles(ROOT)) copy(file);
copyTree("public");
copyTree(join("prisma", "migrations"));
copyTree("deploy");
copy("LICENSE");
copy(join("docs", "deploy.md"), "DEPLOY.md");
copy(join("scripts", "package", "ewc.mjs"), "ewc.mjs");
copy(join("scripts", "package", "platform.mjs"), "platform.mjs");
for (const file of ["web-server.mjs", "web-listener.mjs", "early-refusals.mjs", "compressed-files.mjs"])
  copy(join("scripts", "package", file), join("commands", file));
write("package.json", `${JSON.stringify({ name, version, private: true, type: "module" }, null, 2)}\n`);
write("about.json", `${JSON.stringify({ version, ...platform }, null, 2)}\n`);
const facts = serverFacts();
write(join(".next", "required-server-files.json"), JSON.stringify(facts));
write("next-config.json", JSON.stringify(facts.config));
write("LICENSES.txt", `${licenseTexts(ROOT)}\n`);
await bundleCommands(ROOT, join(folder, "commands"));
for (const command of ["env", "backup", "audit-verify", "import", "readiness"])
  count(join(folder, "commands", `${command}.mjs`));

say(
  `${folder}: ${files} files, ${Math.round(bytes / MEGABYTE)} MB, in ${Math.round((Date.now() - begin) / 1000)} s`,
);
if (bytes > LIMIT_BYTES) {
  console.error(`The package is larger than ${LIMIT_BYTES / MEGABYTE} MB.`);
  process.exit(1);
}
if (!options["no-archive"]) {
  const archive = `${folder}.tar.gz`;
  const { code, output } = await run("tar", ["-czf", archive, "-C", out, basename(folder)], { quiet: true });
  if (code !== 0) {
    console.error(output);
    process.exit(1);
  }
  say(`${archive}: ${Math.round(lstatSync(archive).size / MEGABYTE)} MB`);
}
