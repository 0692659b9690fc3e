/** Sample image sets for specs, made with `npm run sample-bundle`. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const tsx = join(ROOT, "node_modules/tsx/dist/cli.mjs");

/** Writes a sample bundle of `release` into `out`: about 88 MB, or the sizes of a real release with `--full-size`. */
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

/** Creates the image set `name` in a console's repository, which notices it automatically. Returns its folder. */
export function sampleSet(dataDir: string, name: string, release: string): string {
  const out = join(dataDir, "images", name);
  if (!existsSync(out)) sampleBundle(out, release);
  return out;
}
