/**
 * What must be there before the program can run: packages, the database client, the build. Each is made when it is
 * missing or older than what it is made of, so that a second start is quick and a pulled change is never forgotten.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { bin, node, npm, ROOT, run, say } from "./run.mjs";

const inRoot = (...parts) => join(ROOT, ...parts);
const readJson = (file) => {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
};

/** Telemetry off; and no download of an engine that generating the client does not need. */
export const quietTools = {
  NEXT_TELEMETRY_DISABLED: "1",
  CHECKPOINT_DISABLE: "1",
  PRISMA_HIDE_UPDATE_MESSAGE: "1",
  PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
};

function fail(what, output) {
  if (output) console.error(output);
  throw new Error(what);
}

// --- packages -----------------------------------------------------------------------------------

/** True when what npm noted as installed is what the lock file asks for. Optional packages depend on the platform. */
function isInstalled() {
  const wanted = readJson(inRoot("package-lock.json"))?.packages;
  const installed = readJson(inRoot("node_modules", ".package-lock.json"))?.packages;
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional, peer }]) =>
      path === "" || optional || peer || installed[path]?.version === version,
  );
}

/** The database driver is machine code for one version of Node.js: the only sure test is to open a database. */
async function driverWorks() {
  const script = 'const D = require("better-sqlite3"); new D(":memory:").close()';
  return (await run(process.execPath, ["-e", script], { quiet: true })).code === 0;
}

export async function install() {
  if (!isInstalled()) {
    say("Installing packages (the first time this takes a minute or two) ...");
    const { code } = await npm(["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"], {
      env: quietTools,
    });
    if (code !== 0) fail("npm ci failed; its message is above.");
  }
  if (await driverWorks()) return;
  say("Building the database driver for this version of Node.js ...");
  const { output } = await npm(["rebuild", "better-sqlite3", "--loglevel=error"], { quiet: true });
  if (!(await driverWorks()))
    fail(
      "The database driver better-sqlite3 does not load. It needs its prebuilt file or a C++ compiler.",
      output,
    );
}

// --- made from sources --------------------------------------------------------------------------

function* filesUnder(path) {
  if (!existsSync(path)) return;
  const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) yield* filesUnder(inner);
    else yield inner;
  }
}

const NOT_BUILT = /\.test\.tsx?$|^lib[\\/](testing|store[\\/]generated)[\\/]/;

/** @param {{ folders?: string[], files: string[] }} sources */
function digest({ folders = [], files }) {
  const hash = createHash("sha256");
  const all = [
    ...files.map((file) => inRoot(file)),
    ...folders.flatMap((folder) => [...filesUnder(inRoot(folder))]),
  ];
  for (const file of all) {
    const name = relative(ROOT, file);
    if (NOT_BUILT.test(name) || !existsSync(file)) continue;
    hash.update(`${name}\0`).update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

/** @param {string} stamp file that keeps the digest of what was used the last time */
const isFresh = (stamp, now) => existsSync(stamp) && readFileSync(stamp, "utf8") === now;
function note(stamp, now) {
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, now);
}

export async function generate() {
  const stamp = inRoot("node_modules", ".cache", "database-client");
  const now = digest({ files: ["prisma/schema.prisma", "prisma.config.ts", "package-lock.json"] });
  if (existsSync(inRoot("lib", "store", "generated", "client.ts")) && isFresh(stamp, now)) return;
  say("Generating the database client ...");
  const { code, output } = await node(bin.prisma, ["generate"], { env: quietTools, quiet: true });
  if (code !== 0) fail("prisma generate failed.", output);
  note(stamp, now);
}

export async function build() {
  const stamp = inRoot(".next", "built-from");
  const now = digest({
    folders: ["app", "components", "lib", "public", "prisma"],
    files: [
      "instrumentation.ts",
      "instrumentation-client.ts",
      "proxy.ts",
      "next.config.ts",
      "postcss.config.mjs",
      "tsconfig.json",
      "package-lock.json",
    ],
  });
  if (existsSync(inRoot(".next", "BUILD_ID")) && isFresh(stamp, now)) return;
  say("Building the console (after a change only; about a minute) ...");
  const begin = Date.now();
  const { code, output } = await node(bin.next, ["build"], { env: quietTools, quiet: true });
  if (code !== 0) fail("next build failed.", output);
  note(stamp, now);
  say(`Built in ${Math.round((Date.now() - begin) / 1000)} s.`);
}
