/**
 * Prepares Node.js 24 for the tests, beside the version that runs us. The npm package `node-<system>-<processor>` brings
 * the program and its C++ headers. Only the database driver is machine code for one version of Node.js: a second copy is
 * installed for 24, and a preloaded script loads that copy instead.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { npm, ROOT, run, say } from "./run.mjs";

const FOLDER = join(ROOT, ".cache", "node-24");
const isWindows = process.platform === "win32";
const RUNTIME = `node-${isWindows ? "win" : process.platform}-${process.arch}`;
const RUNTIME_FOLDER = join(FOLDER, "node_modules", RUNTIME);
const DRIVER = join(FOLDER, "node_modules", "better-sqlite3", "build", "Release", "better_sqlite3.node");
const PRELOADED = join(FOLDER, "use-driver.cjs");

/** The program `node` of version 24. */
export const node24 = join(RUNTIME_FOLDER, "bin", isWindows ? "node.exe" : "node");
/** Makes every thread and child process of a test run load the driver for Node.js 24. */
export const node24Environment = { NODE_OPTIONS: `--require "${PRELOADED.replaceAll("\\", "/")}"` };

const PRELOADED_SCRIPT = `// Loads the database driver for Node.js 24 in place of the one in the project's node_modules.
const load = process.dlopen;
process.dlopen = (module, file, ...more) =>
  load.call(process, module, file.endsWith("better_sqlite3.node") ? ${JSON.stringify(DRIVER)} : file, ...more);
`;

/** True when a test run on Node.js 24 can open a database. */
async function isReady() {
  if (!existsSync(node24) || !existsSync(DRIVER)) return false;
  const script = 'const D = require("better-sqlite3"); new D(":memory:").close()';
  return (await run(node24, ["-e", script], { env: node24Environment, quiet: true })).code === 0;
}

/** @returns {Promise<boolean>} false when it could not be prepared; the reason was printed */
export async function prepareNode24() {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(PRELOADED, PRELOADED_SCRIPT);
  if (await isReady()) return true;
  say("Preparing Node.js 24 and its database driver ...");
  const begin = Date.now();
  const { version } = JSON.parse(
    readFileSync(join(ROOT, "node_modules", "better-sqlite3", "package.json"), "utf8"),
  );
  const allowScripts = { "better-sqlite3": true };
  writeFileSync(join(FOLDER, "package.json"), JSON.stringify({ private: true, allowScripts }));
  const install = (name, env) =>
    npm(["install", "--prefix", FOLDER, "--no-audit", "--no-fund", "--loglevel=error", name], {
      env,
      quiet: true,
    });
  const runtime = await install(`${RUNTIME}@24`, {});
  // Found first on the path, Node.js 24 runs the driver's install script: a prebuilt file for it, or a compilation.
  const path = `${join(RUNTIME_FOLDER, "bin")}${delimiter}${process.env.PATH ?? ""}`;
  const driver = await install(`better-sqlite3@${version}`, {
    PATH: path,
    JOBS: "max",
    npm_config_nodedir: RUNTIME_FOLDER,
  });
  const ready = await isReady();
  if (!ready) console.error(`${runtime.output}\n${driver.output}`);
  else say(`Node.js 24 is ready after ${Math.round((Date.now() - begin) / 1000)} s.`);
  return ready;
}
