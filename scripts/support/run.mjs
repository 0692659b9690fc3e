/** Runs other programs for the start and test commands. No dependencies: this works before anything is installed. */
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** An installed package's command line, run by this same Node.js: no shell, no .cmd files. */
export const bin = {
  biome: join("node_modules", "@biomejs", "biome", "bin", "biome"),
  depcruise: join("node_modules", "dependency-cruiser", "bin", "dependency-cruise.mjs"),
  knip: join("node_modules", "knip", "bin", "knip.js"),
  next: join("node_modules", "next", "dist", "bin", "next"),
  playwright: join("node_modules", "@playwright", "test", "cli.js"),
  prisma: join("node_modules", "prisma", "build", "index.js"),
  tsc: join("node_modules", "typescript", "bin", "tsc"),
  tsx: join("node_modules", "tsx", "dist", "cli.mjs"),
  vitest: join("node_modules", "vitest", "vitest.mjs"),
};

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string>, quiet?: boolean, shell?: boolean }} [options] quiet: keep the output, for when it fails
 * @returns {Promise<{ code: number, output: string }>} code 127 when it could not be run
 */
export function run(command, args, { env = {}, quiet = false, shell = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      shell,
      stdio: quiet ? ["ignore", "pipe", "pipe"] : "inherit",
      env: { ...process.env, ...env },
    });
    let output = "";
    child.stdout?.on("data", (piece) => {
      output += piece;
    });
    child.stderr?.on("data", (piece) => {
      output += piece;
    });
    child.on("error", (cause) => resolve({ code: 127, output: cause.message }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** @type {(script: string, args: readonly string[], options?: Parameters<typeof run>[2]) => ReturnType<typeof run>} */
export const node = (script, args, options) => run(process.execPath, [script, ...args], options);

/** npm, the one that runs us if one does. */
export function npm(args, options = {}) {
  const own = process.env.npm_execpath;
  if (own?.endsWith("npm-cli.js")) return node(own, args, options);
  const windows = process.platform === "win32";
  return run(windows ? "npm.cmd" : "npm", args, { ...options, shell: windows });
}

/** A line about what happens now. */
export const say = (text) => console.log(`> ${text}`);
