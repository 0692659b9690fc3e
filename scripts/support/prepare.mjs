/**
 * Prepares what the program needs to run: packages, native parts, the database client, the build. Each is made when it
 * is missing or its sources changed, so a second start is quick and a pulled change is never missed.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { compressBuild } from "./compress-build.mjs";
import { bin, node, npm, ROOT, run, say } from "./run.mjs";

const inRoot = (...parts) => join(ROOT, ...parts);
const readJson = (file) => {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
};

/** Turns telemetry off, and the download of a schema engine that `prisma generate` does not need. */
export const quietTools = {
  NEXT_TELEMETRY_DISABLED: "1",
  CHECKPOINT_DISABLE: "1",
  PRISMA_HIDE_UPDATE_MESSAGE: "1",
  PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
};

const secondsSince = (begin) => Math.round((Date.now() - begin) / 1000);

function fail(what, output) {
  if (output) console.error(output);
  throw new Error(what);
}

// --- packages -----------------------------------------------------------------------------------

const wantedPackages = () => readJson(inRoot("package-lock.json"))?.packages;
/** What npm noted as installed; undefined when nothing is. */
const installedPackages = () => readJson(inRoot("node_modules", ".package-lock.json"))?.packages;

/**
 * True when the lock file's packages are installed. Optional packages depend on the platform, so they do not count.
 * @param {boolean} withDev whether the packages for tests and checks count
 */
function isInstalled(withDev) {
  const wanted = wantedPackages();
  const installed = installedPackages();
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional, peer, dev, devOptional }]) =>
      path === "" ||
      optional ||
      peer ||
      (!withDev && (dev || devOptional)) ||
      installed[path]?.version === version,
  );
}

/**
 * Installs the packages that running the program needs, or with `dev` all packages. A full installation stays full.
 * @param {{ dev: boolean }} options
 */
export async function install({ dev }) {
  const installed = installedPackages();
  const hasDev = Object.values(installed ?? {}).some((entry) => entry.dev);
  const withDev = dev || hasDev;
  if (isInstalled(withDev)) return;
  say(withDev ? "Installing all packages ..." : "Installing the packages that running needs ...");
  const begin = Date.now();
  const scope = withDev ? "--include=dev" : "--omit=dev";
  const options = [scope, "--no-audit", "--no-fund", "--loglevel=error"];
  // `npm ci` begins with an empty folder. `npm install` only adds and replaces, and without saving leaves the lock file alone.
  if (installed) await npm(["install", "--no-save", ...options], { env: quietTools });
  if (!isInstalled(withDev)) {
    const { code } = await npm(["ci", "--ignore-scripts", ...options], { env: quietTools });
    if (code !== 0) fail("npm ci failed; its message is above.");
  }
  say(`Installed ${Object.keys(installedPackages() ?? {}).length} packages in ${secondsSince(begin)} s.`);
}

/** The packages with machine code. npm may run the install scripts of these only (`allowScripts` in package.json). */
const NATIVE = ["better-sqlite3", "ssh2", "esbuild"];

/** The database driver is machine code for one version of Node.js: the only sure test is to open a database. */
async function driverWorks() {
  const script = 'const D = require("better-sqlite3"); new D(":memory:").close()';
  return (await run(process.execPath, ["-e", script], { quiet: true })).code === 0;
}

/** Downloads or compiles the native parts for this version of Node.js, unless they are there. */
export async function prepareNativeParts() {
  if (await driverWorks()) return;
  say(
    "Preparing native parts: downloaded where there is a prebuilt file, else compiled, which takes a minute ...",
  );
  const begin = Date.now();
  const { output } = await npm(["rebuild", ...NATIVE, "--loglevel=error"], {
    quiet: true,
    env: { JOBS: "max" },
  });
  if (!(await driverWorks()))
    fail(
      "The database driver better-sqlite3 does not load. It needs its prebuilt file or a C++ compiler.",
      output,
    );
  say(`Native parts are ready after ${secondsSince(begin)} s.`);
}

// --- files made from sources --------------------------------------------------------------------

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

/** A digest of source files, to see whether one of them changed. @param {{ folders?: string[], files: string[] }} sources */
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

/** @param {string} stamp the file that holds the digest of the sources used last time */
const isFresh = (stamp, now) => existsSync(stamp) && readFileSync(stamp, "utf8") === now;
function writeStamp(stamp, now) {
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
  writeStamp(stamp, now);
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
  say("Building the console (only after a change) ...");
  const begin = Date.now();
  const { code, output } = await node(bin.next, ["build"], { env: quietTools, quiet: true });
  if (code !== 0) fail("next build failed.", output);
  await compressBuild(inRoot(".next", "static"));
  writeStamp(stamp, now);
  say(`Built the console in ${secondsSince(begin)} s.`);
}

/** Everything that must be there to run the program. The build needs no native parts, so both are made at once. */
export async function prepareToRun({ withBuild }) {
  await install({ dev: false });
  const outcomes = await Promise.allSettled([
    prepareNativeParts(),
    generate().then(() => (withBuild ? build() : undefined)),
  ]);
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
}
