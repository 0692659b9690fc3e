/** Sample image sets for specs, made by the command that users have. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const tsx = join(ROOT, "node_modules/tsx/dist/cli.mjs");

/** `npm run sample-bundle` into `out`: about 88 MB, or a real release's sizes. */
export function sampleBundle(out: string, release: string, ...flags: ("--zip" | "--full-size")[]): void {
  mkdirSync(out, { recursive: true });
  execFileSync(
    process.execPath,
    [tsx, join(ROOT, "scripts/sample-bundle.ts"), "--release", release, "--out", out, ...flags],
    {
      cwd: ROOT,
      stdio: "pipe",
    },
  );
}

/** The image set `name` of `release` in a console's repository; it notices by itself. */
export function sampleSet(dataDir: string, name: string, release: string): string {
  const out = join(dataDir, "images", name);
  if (!existsSync(out)) sampleBundle(out, release);
  return out;
}
