/** Runs other programs for the start and test commands. It has no dependencies, so it works before anything is installed. */
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The command-line scripts of installed packages. This same Node.js runs them, without a shell. */
export const bin = {
  biome: join("node_modules", "@biomejs", "biome", "bin", "biome"),
  cspell: join("node_modules", "cspell", "bin.mjs"),
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
 * @param {{ env?: Record<string, string>, quiet?: boolean, copied?: boolean, shell?: boolean, cwd?: string }} [options]
 * quiet: collect the output instead of printing it; copied: print it and collect it
 * @returns {Promise<{ code: number, output: string }>} code is 127 when the program could not be started
 */
export function run(
  command,
  args,
  { env = {}, quiet = false, copied = false, shell = false, cwd = ROOT } = {},
) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      shell,
      stdio: quiet || copied ? ["ignore", "pipe", "pipe"] : "inherit",
      env: { ...process.env, ...env },
    });
    let output = "";
    for (const stream of ["stdout", "stderr"])
      child[stream]?.on("data", (piece) => {
        output += piece;
        if (copied) process[stream].write(piece);
      });
    child.on("error", (cause) => resolve({ code: 127, output: cause.message }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** @type {(script: string, args: readonly string[], options?: Parameters<typeof run>[2]) => ReturnType<typeof run>} */
export const node = (script, args, options) => run(process.execPath, [script, ...args], options);

/** Runs npm: the same npm that runs us, if one does. */
export function npm(args, options = {}) {
  const own = process.env.npm_execpath;
  if (own?.endsWith("npm-cli.js")) return node(own, args, options);
  const windows = process.platform === "win32";
  return run(windows ? "npm.cmd" : "npm", args, { ...options, shell: windows });
}

/** Prints a line about the current step. */
export const say = (text) => console.log(`> ${text}`);
